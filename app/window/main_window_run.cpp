// SPDX-License-Identifier: GPL-3.0-or-later
// A run, from the click to the record.
#include "app/window/main_window.h"
#include "app/window/pictures.h"
#include "core/plan/plan_json.h"
#include "widgets/common/format.h"
#include "widgets/distributions/distribution_picture.h"

#include <QAction>
#include <QCloseEvent>
#include <QMessageBox>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSpinBox>

namespace interleave::window {

void MainWindow::connectSession()
{
    connect(m_session, &ExperimentSession::progressed, this, [this](const engine::Progress &progress) {
        m_runsDone = progress.runsDone;
        m_runsTotal = progress.runsTotal;
        engine::Progress shown = progress;
        shown.label = nameOf(progress.entry).toStdString();
        m_status->showProgress(shown, m_experiment.executors.size());
    });
    connect(m_session, &ExperimentSession::runStarted, this, [this](const auto &run) {
        inTurns({[this, run] { m_charts->runStarted(run); }, [this, run] { m_sequence->runStarted(run); }});
    });
    connect(m_session, &ExperimentSession::runFinished, this, &MainWindow::runEnded);
    connect(m_session, &ExperimentSession::finished, this, &MainWindow::experimentEnded);
    connect(&m_turn, &QTimer::timeout, this, &MainWindow::takeTurn);
    connect(m_state, &widgets::ViewState::entryChanged, this, [this] { m_entryChosen = m_entryChosen || !m_choosing; });
}

/// The entry's name as the charts and the table show it.
QString MainWindow::nameOf(base::EntryId entry) const
{
    return entry.value < m_experiment.executors.size() ? widgets::entryName(m_experiment.executors[entry.value], m_catalogue).oneLine() : QString();
}

void MainWindow::planEdited()
{
    const QSignalBlocker quiet(m_actions->repeats);
    m_actions->repeats->setValue(static_cast<int>(m_form->plan().repetitions));
    showTitle();
    m_trust->setPlan(m_form->plan(), m_catalogue);
    m_consent->follow(m_form->plan());
    if (!running() && !m_record)
        setExperiment(m_form->plan());
}

void MainWindow::setExperiment(const plan::Plan &plan)
{
    m_choosing = true;
    m_entryChosen = false;
    m_state->clear();
    m_charts->setExperiment(plan, m_catalogue);
    m_sequence->setExperiment(plan, m_catalogue);
    m_results->table()->setExperiment(plan, m_catalogue);
    m_distributions->setExperiment(plan);
    m_lane->clear();
    if (!plan.executors.empty())
        m_state->setEntry(0);
    m_choosing = false;
    m_history->forget();
}

void MainWindow::run()
{
    if (running() || !m_form->valid())
        return;
    m_messages->clear();
    const auto plan = plan::validatePlan(m_form->plan(), m_catalogue, {});
    if (!plan) {
        m_messages->say(QString::fromStdString(plan.error().text()));
        return;
    }
    if (m_consent->blocks(*plan)) {
        m_consent->insist();
        return;
    }
    m_experiment = *plan;
    m_document->begin();
    m_steps.clear();
    m_record.reset();
    m_runsDone = m_runsTotal = 0;
    setExperiment(m_experiment);
    sayLeftOut();
    if (const auto started = m_session->start(m_experiment, m_document->recorder()); !started)
        m_messages->say(tr("The experiment could not start: %1").arg(QString::fromStdString(started.error().text())));
    showState();
}

void MainWindow::sayLeftOut()
{
    for (std::size_t i = 0; i < m_experiment.executors.size(); ++i) {
        const plan::ExecutorEntry &entry = m_experiment.executors[i];
        const plan::ExecutorDescriptor *descriptor = m_catalogue.executor(entry.id);
        const auto reason = descriptor ? plan::whyLeftOut(m_experiment.workload, entry, *descriptor) : std::nullopt;
        if (reason)
            m_messages->say(tr("%1 is left out: %2").arg(nameOf(base::EntryId{static_cast<std::uint32_t>(i)}), QString::fromStdString(*reason)));
    }
}

void MainWindow::stop()
{
    if (!running() || m_stopping)
        return;
    m_stopping = true;
    m_session->requestStop();
    m_status->showStopping();
    m_actions->setRunning(true, true);
}

void MainWindow::runEnded(const std::shared_ptr<const record::RunRecord> &run)
{
    inTurns({[this, run] { m_charts->runFinished(run); }, [this, run] { m_sequence->runFinished(run); },
             [this, run] {
                 if (run->key.warmup)
                     return;
                 m_results->table()->runFinished(run);
                 m_distributions->addRun(run);
                 m_lane->addRun(run);
             }});
    if (run->status == record::RunStatus::Finished || run->status == record::RunStatus::Cancelled)
        return;
    const QString label = nameOf(run->key.entry);
    const QString why = QString::fromStdString(run->error);
    m_messages->say(run->status == record::RunStatus::TimedOut ? tr("%1: a run took longer than the time-out and was ended. Raise the time-out or make the workload smaller.").arg(label)
                                                               : tr("%1: a run failed: %2").arg(label, why));
}

/// Each step in a turn of the event loop of its own, in order, so that timers and input come in between.
void MainWindow::inTurns(std::vector<std::function<void()>> steps)
{
    for (auto &step : steps)
        m_steps.push_back(std::move(step));
    if (!m_turn.isActive())
        m_turn.start(0);
}

void MainWindow::takeTurn()
{
    if (m_steps.empty()) {
        m_turn.stop();
        return;
    }
    const auto step = std::move(m_steps.front());
    m_steps.pop_front();
    step();
}

void MainWindow::experimentEnded(const std::shared_ptr<const record::ExperimentRecord> &record, const base::Result<void> &result)
{
    m_stopping = false;
    m_record = record;
    m_document->end(record);
    if (!result && !(record && record->stopped))
        m_messages->say(QString::fromStdString(result.error().text()));
    auto steps = record ? stepsToShow(record) : std::vector<std::function<void()>>();
    steps.push_back([this] {
        showState();
        Q_EMIT experimentFinished();
        if (m_closing)
            close();
    });
    inTurns(std::move(steps));
}

/// Every view gets the record that is over: one just measured, or one from a file.
std::vector<std::function<void()>> MainWindow::stepsToShow(const std::shared_ptr<const record::ExperimentRecord> &record)
{
    return {[this, record] { m_charts->setRecord(record); }, [this, record] { m_sequence->setRecord(record); }, [this, record] { m_results->table()->setRecord(record); },
            [this, record] { m_distributions->setRecord(record); }, [this, record] { m_lane->setRecord(*record); },
            [this, record] { chooseFastest(*record); }};
}

void MainWindow::showDistributions()
{
    const auto source = widgets::sourceOf(m_distributions->plan(), m_catalogue, m_theme, m_distributions->data());
    for (auto *page : m_pages)
        page->setSource(source);
}

void MainWindow::addDistributionJobs(std::vector<PictureJob> &jobs) const
{
    for (const auto chart : widgets::kDistributionCharts) {
        jobs.push_back({widgets::distributionKey(chart) + QStringLiteral(".png"),
                        [this, chart] {
                            const auto light = widgets::Theme::light();
                            const auto source = widgets::sourceOf(m_distributions->plan(), m_catalogue, light, m_distributions->data());
                            return ready(widgets::renderDistribution(chart, source, kChartPicture, light, kPictureScale, true));
                        },
                        [this] { return m_distributions->busy(); }});
    }
}

void MainWindow::chooseFastest(const record::ExperimentRecord &record)
{
    const auto fastest = fastestEntry(record);
    if (!fastest || m_entryChosen)
        return;
    const bool beenNowhere = !m_history->canGoBack();
    m_choosing = true;
    m_state->setEntry(fastest->value);
    m_choosing = false;
    if (beenNowhere)
        m_history->forget(); // what nobody chose is nothing to go back from
}

void MainWindow::showState()
{
    m_actions->setRunning(running(), m_stopping);
    m_trust->setRunning(running());
    const bool hasResults = m_record && !m_record->runs.empty();
    for (auto *action : {m_actions->exportCharts, m_actions->exportCsv, m_actions->exportFolder})
        action->setEnabled(hasResults && !running());
    m_actions->openSession->setEnabled(!running());
    m_actions->recent->setEnabled(!running());
    m_actions->compare->setEnabled(!running());
    if (m_compare)
        m_compare->setReadingAllowed(!running());
    for (auto *action : {m_actions->saveSession, m_actions->saveSessionAs})
        action->setEnabled(hasResults && !running() && !m_document->saving());
    m_actions->previous->setEnabled(m_document->hasPrevious() && !running());
    m_status->showOwnCost(m_record && !running() ? &m_record->environment : nullptr);
    for (auto *action : {m_actions->exportSequence, m_actions->exportLanes})
        action->setEnabled(hasResults && !running() && m_sequence->shownRun());
    if (running())
        return;
    if (!m_record)
        m_status->showIdle(tr("Press Run to measure this computer"));
    else if (m_record->imported)
        m_status->showIdle(tr("From a file: runs measured: %1, on %2, %3")
                               .arg(QString::number(m_record->runs.size()), QString::fromStdString(m_record->environment.hostname), QString::fromStdString(m_record->environment.startedAt)));
    else if (m_record->stopped)
        m_status->showIdle(tr("Stopped after %1 of %2 runs; what was finished is kept").arg(m_runsDone).arg(m_runsTotal));
    else if (m_document->hasPrevious())
        m_status->showIdle(tr("Runs measured: %1. What they replaced is kept until the next run: File, Previous Results").arg(m_record->runs.size()));
    else
        m_status->showIdle(tr("Runs measured: %1").arg(m_record->runs.size()));
}

void MainWindow::beat()
{
    m_longestDelayMs = std::max(m_longestDelayMs, m_sinceBeat.restart() - m_beat.interval());
    if (!running())
        return;
    m_charts->tick();
    m_sequence->tick();
}

qint64 MainWindow::takeLongestDelayMs() { return std::exchange(m_longestDelayMs, 0); }

void MainWindow::closeEvent(QCloseEvent *event)
{
    if (running()) {
        event->ignore();
        if (!m_closing)
            askBeforeClosing();
        return;
    }
    // After "Stop and Close" nobody is asked twice: the journal keeps what there is, and the next start offers it.
    if (!m_closing && m_document->modified()) {
        event->ignore();
        afterSaving(tr("The results are not saved. Save them before the window closes?"), [this] { close(); });
        return;
    }
    saveSettings();
    QMainWindow::closeEvent(event);
}

void MainWindow::askBeforeClosing()
{
    auto *box = new QMessageBox(QMessageBox::Question, tr("Close Interleave"), tr("An experiment is running."), QMessageBox::NoButton, this);
    box->setObjectName(QStringLiteral("closeQuestion"));
    auto *stopAndClose = box->addButton(tr("Stop and Close"), QMessageBox::AcceptRole);
    box->setDefaultButton(box->addButton(tr("Keep Running"), QMessageBox::RejectRole));
    box->setAttribute(Qt::WA_DeleteOnClose);
    connect(stopAndClose, &QPushButton::clicked, this, [this] {
        m_closing = true;
        if (running())
            stop();
        else
            close();
    });
    // The question is void once the experiment has ended by itself.
    connect(this, &MainWindow::experimentFinished, box, &QMessageBox::reject);
    box->open();
}

} // namespace interleave::window
