// SPDX-License-Identifier: GPL-3.0-or-later
#include "session_kit.h"

#include "core/record/session_write.h"
#include "widgets/common/pool_job.h"

#include <QAbstractButton>
#include <QThreadPool>

using namespace interleave;
using window::MainWindow;

namespace fs = std::filesystem;

namespace kit {

base::Result<void> opened(MainWindow &window, const QString &file)
{
    return answered(window, [&] { window.openSession(file); });
}

base::Result<void> savedTo(MainWindow &window, const QString &file)
{
    return answered(window, [&] { window.saveSessionTo(file); });
}

QString savedSession(const QTemporaryDir &folder, const plan::Plan &plan, const QString &name)
{
    record::ExperimentRecord experiment;
    experiment.plan = plan;
    auto run = std::make_shared<record::RunRecord>();
    run->entry = plan.executors.front();
    run->status = record::RunStatus::Finished;
    run->makespanNs = 5'000'000;
    experiment.runs = {run};
    const QString file = folder.filePath(name);
    if (!record::saveSession(file.toStdString(), experiment))
        qFatal("could not save");
    return file;
}

QMessageBox *question(MainWindow &window) { return window.findChild<QMessageBox *>(QStringLiteral("saveQuestion")); }

void press(QMessageBox *box, QMessageBox::ButtonRole role)
{
    for (auto *button : box->buttons())
        if (box->buttonRole(button) == role)
            return button->click();
}

std::size_t filesBelow(const fs::path &folder)
{
    std::size_t count = 0;
    std::error_code error;
    for ([[maybe_unused]] const auto &entry : fs::recursive_directory_iterator(folder, error))
        ++count;
    return count;
}

void settle()
{
    widgets::workPool().waitForDone();
    QCoreApplication::sendPostedEvents();
    QCoreApplication::processEvents();
}

} // namespace kit
