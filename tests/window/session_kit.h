// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "window_test_kit.h"

#include <QMessageBox>
#include <QSignalSpy>
#include <QTemporaryDir>

#include <filesystem>

/// What tests of session files and journals share.
namespace kit {

/// Waits for the answer to something that `act` begins.
template <class Act>
interleave::base::Result<void> answered(interleave::window::MainWindow &window, Act act)
{
    QSignalSpy done(&window, &interleave::window::MainWindow::sessionFileDone);
    act();
    if (done.isEmpty() && !done.wait(20'000))
        return interleave::base::Error{interleave::base::ErrorCode::Failed, "no answer", {}};
    return qvariant_cast<interleave::base::Result<void>>(done.front().front());
}

interleave::base::Result<void> opened(interleave::window::MainWindow &window, const QString &file);
interleave::base::Result<void> savedTo(interleave::window::MainWindow &window, const QString &file);

/// A session that nobody measured.
QString savedSession(const QTemporaryDir &folder, const interleave::plan::Plan &plan, const QString &name = QStringLiteral("from elsewhere.interleave"));

/// Whether to save what is not saved; null: the window does not ask.
QMessageBox *question(interleave::window::MainWindow &window);
void press(QMessageBox *box, QMessageBox::ButtonRole role);

/// Files and folders in the folder and below; a folder that is not there has none.
std::size_t filesBelow(const std::filesystem::path &folder);

/// Until whatever was begun elsewhere is done and answered.
void settle();

} // namespace kit
