// SPDX-License-Identifier: GPL-3.0-or-later
// Plans and exports. Dialogs are opened, not executed; files are read and written in the thread pool.
#include "app/window/main_window.h"
#include "app/window/pictures.h"
#include "core/export/atomic_file.h"
#include "core/export/exporters.h"
#include "core/plan/limits.h"
#include "core/plan/plan_json.h"
#include "core/record/session_write.h"
#include "widgets/common/pool_job.h"

#include <QAction>
#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QUndoStack>

namespace interleave::window {
namespace {

namespace fs = std::filesystem;

fs::path toPath(const QString &text) { return fs::path(QFile::encodeName(text).toStdString()); }

base::Result<plan::Plan> readPlan(const QString &fileName, const plan::Catalogue &catalogue)
{
    QFile file(fileName);
    if (!file.open(QIODevice::ReadOnly))
        return base::Error{base::ErrorCode::BadInput, file.errorString().toStdString(), fileName.toStdString()};
    const QByteArray bytes = file.read(static_cast<qint64>(plan::limits::kBytes) + 1);
    return plan::parsePlan(bytes.toStdString(), catalogue, fileName.toStdString());
}

base::Result<void> writePictures(const std::vector<Picture> &pictures, const fs::path &folder)
{
    std::vector<exporting::NamedBytes> files;
    for (const auto &picture : pictures)
        files.push_back({picture.fileName.toStdString(), pngBytes(picture.pixels())});
    return exporting::writeNamed(folder, files);
}

base::Result<void> writeEverything(const fs::path &folder, const record::ExperimentRecord &experiment)
{
    if (auto written = exporting::writeResults(folder, experiment); !written)
        return written;
    const auto saved = record::saveSession(folder / "session.interleave", experiment);
    return saved ? base::Result<void>() : saved.error();
}

/// A dialog that is shown and then deletes itself; `chosen` gets the file or folder.
template <class Chosen>
void openDialog(QFileDialog *dialog, QObject *context, Chosen chosen)
{
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    QObject::connect(dialog, &QFileDialog::fileSelected, context, chosen);
    dialog->open();
}

} // namespace

void MainWindow::askOpenPlan()
{
    openDialog(new QFileDialog(this, tr("Open Plan"), {}, tr("Plans (*.json)")), this, [this](const QString &file) { openPlan(file); });
}

void MainWindow::openPlan(const QString &fileName)
{
    widgets::runInPool(
        this, [fileName, catalogue = m_catalogue] { return readPlan(fileName, catalogue); },
        [this](base::Result<plan::Plan> plan) {
            base::Result<void> result;
            if (plan) {
                m_form->edit(*plan, tr("Open Plan"), {});
                m_form->undoStack()->setClean();
                m_consent->ask(*plan);
                m_messages->clear();
            } else {
                result = plan.error();
                m_messages->say(QString::fromStdString(plan.error().text()));
            }
            Q_EMIT planFileDone(result);
        });
}

void MainWindow::askSavePlan()
{
    auto *dialog = new QFileDialog(this, tr("Save Plan"), {}, tr("Plans (*.json)"));
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("json"));
    openDialog(dialog, this, [this](const QString &file) { savePlan(file); });
}

void MainWindow::savePlan(const QString &fileName)
{
    widgets::runInPool(
        this, [path = toPath(fileName), plan = m_form->plan()] { return exporting::writeFile(path, plan::toJson(plan)); },
        [this](const base::Result<void> &result) {
            if (result)
                m_form->undoStack()->setClean();
            else
                m_messages->say(QString::fromStdString(result.error().text()));
            Q_EMIT planFileDone(result);
        });
}

void MainWindow::askFolder(const QString &title, void (MainWindow::*chosen)(const fs::path &))
{
    auto *dialog = new QFileDialog(this, title);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    openDialog(dialog, this, [this, chosen](const QString &folder) { (this->*chosen)(toPath(folder)); });
}

void MainWindow::askSchedulingFile(SchedulingPage page)
{
    auto *dialog = new QFileDialog(this, page == SchedulingPage::Sequence ? tr("Export Sequence") : tr("Export Lanes"), {}, tr("Pictures (*.png)"));
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("png"));
    openDialog(dialog, this, [this, page](const QString &file) {
        const QFileInfo info(file);
        exportPictures({schedulingJob(page, info.fileName())}, toPath(info.absolutePath()), {});
    });
}

std::vector<PictureJob> MainWindow::chartJobs() const
{
    std::vector<PictureJob> jobs;
    for (const auto metric : widgets::kMetrics) {
        jobs.push_back({widgets::metricKey(metric) + QStringLiteral(".png"),
                        [charts = m_charts, metric]() -> Pixels {
                            auto drawn = charts->recordChart(metric, kChartPicture, widgets::Theme::light(), kPictureScale);
                            if (drawn.commands.isEmpty())
                                return {};
                            return [drawn = std::move(drawn)] { return drawn.image(); };
                        },
                        [charts = m_charts] { return charts->busy(); }});
    }
    addDistributionJobs(jobs);
    return jobs;
}

PictureJob MainWindow::schedulingJob(SchedulingPage page, const QString &fileName) const
{
    const QSize size = page == SchedulingPage::Sequence ? kSequencePicture : kLanesPicture;
    return {fileName, [pane = m_sequence, page, size] { return ready(pane->renderImage(page, size, widgets::Theme::light(), kPictureScale)); },
            [pane = m_sequence, page] { return pane->busy(page); }};
}

void MainWindow::exportChartsTo(const fs::path &folder) { exportPictures(chartJobs(), folder, {}); }

void MainWindow::exportCsvTo(const fs::path &folder)
{
    widgets::runInPool(
        this, [folder, record = m_record] { return exporting::writeResults(folder, *record, [](std::string_view name) { return name.ends_with(".csv"); }); }, [this](const base::Result<void> &result) { exported(result); });
}

void MainWindow::exportFolderTo(const fs::path &folder)
{
    auto jobs = chartJobs();
    jobs.push_back(schedulingJob(SchedulingPage::Sequence, QStringLiteral("sequence.png")));
    jobs.push_back(schedulingJob(SchedulingPage::Lanes, QStringLiteral("lanes.png")));
    exportPictures(std::move(jobs), folder, [folder, record = m_record] { return writeEverything(folder, *record); });
}

void MainWindow::exportPictures(std::vector<PictureJob> jobs, const fs::path &folder, std::function<base::Result<void>()> first)
{
    PictureTaker::take(this, std::move(jobs), [this, folder, first = std::move(first)](std::vector<Picture> pictures) {
        widgets::runInPool(
            this,
            [folder, first, pictures = std::move(pictures)]() -> base::Result<void> {
                if (auto done = first ? first() : exporting::prepareFolder(folder); !done)
                    return done;
                return writePictures(pictures, folder);
            },
            [this](const base::Result<void> &result) { exported(result); });
    });
}

void MainWindow::exported(const base::Result<void> &result)
{
    if (!result)
        m_messages->say(tr("The export failed: %1").arg(QString::fromStdString(result.error().text())));
    else
        m_status->showIdle(tr("Exported"));
    Q_EMIT exportDone(result);
}

} // namespace interleave::window
