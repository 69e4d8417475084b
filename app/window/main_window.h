// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window/actions.h"
#include "app/window/command_consent.h"
#include "app/window/compare_dialog.h"
#include "app/window/experiment_session.h"
#include "app/window/journal_offer.h"
#include "app/window/picture_taker.h"
#include "app/window/sequence_pane.h"
#include "app/window/session_document.h"
#include "app/window/status_line.h"
#include "app/window/theme_choice.h"
#include "widgets/charts/charts_view.h"
#include "widgets/distributions/distribution_loader.h"
#include "widgets/distributions/distribution_page.h"
#include "widgets/form/compose_form.h"
#include "widgets/form/message_strip.h"
#include "widgets/guide/guide_page.h"
#include "widgets/results/results_pane.h"
#include "widgets/trust/conditions_lane.h"
#include "widgets/trust/trust_strip.h"
#include "widgets/viewstate/view_history.h"
#include "widgets/viewstate/view_state.h"

#include <QElapsedTimer>
#include <QMainWindow>
#include <QPointer>
#include <QTimer>

#include <array>
#include <deque>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>

namespace interleave::widgets {
class SequenceTables;
}

class QDockWidget;
class QSplitter;

namespace interleave::window {

/// The window: compose form at the left; charts with the machine's lane, sequence view and results one below the other.
class MainWindow : public QMainWindow {
    Q_OBJECT
public:
    explicit MainWindow(plan::Catalogue catalogue, engine::EngineOptions options = {}, QWidget *parent = nullptr);
    ~MainWindow() override;

    /// Starts what the form says, if it can run.
    void run();
    void stop();
    void chooseTheme(ThemeChoice choice);
    /// Writes results and pictures; `exportDone` follows.
    void exportFolderTo(const std::filesystem::path &folder);
    void openPlan(const QString &fileName);
    void savePlan(const QString &fileName);
    /// Opens the session, if one is named, and offers what an earlier program left unsaved.
    void begin(const QString &sessionFile);
    /// Shows what was saved; `sessionFileDone` follows. Nothing is started.
    void openSession(const QString &fileName);
    void saveSessionTo(const QString &fileName);
    /// Opens the comparison of two sessions; what is shown here is the first of them.
    CompareDialog *compareSessions();

    [[nodiscard]] bool running() const { return m_session->running(); }
    [[nodiscard]] std::shared_ptr<const record::ExperimentRecord> record() const { return m_record; }
    [[nodiscard]] widgets::ComposeForm *form() const { return m_form; }
    [[nodiscard]] widgets::ChartsView *charts() const { return m_charts; }
    [[nodiscard]] SequencePane *sequence() const { return m_sequence; }
    [[nodiscard]] widgets::ResultsTable *results() const { return m_results->table(); }
    [[nodiscard]] widgets::ResultsPane *resultsPane() const { return m_results; }
    [[nodiscard]] widgets::TrustStrip *trust() const { return m_trust; }
    [[nodiscard]] widgets::GuidePage *guide() const { return m_guide; }
    [[nodiscard]] widgets::MessageStrip *messages() const { return m_messages; }
    [[nodiscard]] widgets::ViewState *viewState() const { return m_state; }
    [[nodiscard]] widgets::ViewHistory *history() const { return m_history; }
    [[nodiscard]] StatusLine *statusLine() const { return m_status; }
    [[nodiscard]] Actions *actionSet() const { return m_actions; }
    [[nodiscard]] SessionDocument *document() const { return m_document; }
    [[nodiscard]] CommandConsent *consent() const { return m_consent; }
    [[nodiscard]] JournalOffer *journalOffer() const { return m_offer; }
    /// How late the latest beat of the GUI thread's heart (every 50 ms) came since the last call: how long something else held it.
    qint64 takeLongestDelayMs();

Q_SIGNALS:
    void experimentFinished();
    void exportDone(const interleave::base::Result<void> &result);
    void planFileDone(const interleave::base::Result<void> &result);
    void sessionFileDone(const interleave::base::Result<void> &result);

protected:
    void closeEvent(QCloseEvent *event) override;
    void changeEvent(QEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    // construction and settings (main_window.cpp)
    void layOut();
    void addPages();
    void enlargeResults(bool large);
    void connectActions();
    void connectForm();
    void applyPreset(const std::string &id);
    void restoreSettings();
    void saveSettings() const;
    void resetLayout();
    void retranslateUi();
    void setTheme(const widgets::Theme &theme);
    void showTitle();
    void showAbout();

    // getting about (main_window_navigation.cpp)
    void connectNavigation();
    void showCommands();
    void showShortcuts();
    void showTables();

    // the experiment (main_window_run.cpp)
    void connectSession();
    void setExperiment(const plan::Plan &plan);
    void planEdited();
    void sayLeftOut();
    void runEnded(const std::shared_ptr<const record::RunRecord> &run);
    void experimentEnded(const std::shared_ptr<const record::ExperimentRecord> &record, const base::Result<void> &result);
    void showDistributions();
    [[nodiscard]] std::vector<std::function<void()>> stepsToShow(const std::shared_ptr<const record::ExperimentRecord> &record);
    void chooseFastest(const record::ExperimentRecord &record);
    void showState();
    [[nodiscard]] QString nameOf(base::EntryId entry) const;
    void takeTurn();
    void inTurns(std::vector<std::function<void()>> steps);
    void beat();
    void askBeforeClosing();

    // plans and exports (main_window_files.cpp)
    void askOpenPlan();
    void askSavePlan();
    void askFolder(const QString &title, void (MainWindow::*chosen)(const std::filesystem::path &));
    void askSchedulingFile(SchedulingPage page);
    void exportChartsTo(const std::filesystem::path &folder);
    void exportCsvTo(const std::filesystem::path &folder);
    void exportPictures(std::vector<PictureJob> jobs, const std::filesystem::path &folder, std::function<base::Result<void>()> first);
    [[nodiscard]] std::vector<PictureJob> chartJobs() const;
    void addDistributionJobs(std::vector<PictureJob> &jobs) const;
    [[nodiscard]] PictureJob schedulingJob(SchedulingPage page, const QString &fileName) const;
    void exported(const base::Result<void> &result);

    // sessions (main_window_sessions.cpp)
    void connectDocument();
    void askOpenSession();
    void saveSession();
    void askSaveSession();
    void showSession(const std::shared_ptr<const record::ExperimentRecord> &record);
    void sessionSaved(const base::Result<void> &result, std::size_t tracesLeftOut);
    void afterSaving(const QString &question, std::function<void()> next);
    void compareFiles(const QString &first, const QString &second);
    void showModified();

    plan::Catalogue m_catalogue;
    widgets::ViewState *m_state;
    widgets::ViewHistory *m_history;
    ExperimentSession *m_session;
    SessionDocument *m_document;
    Actions *m_actions;
    QDockWidget *m_dock, *m_guideDock;
    QSplitter *m_splitter;
    widgets::MessageStrip *m_messages;
    CommandConsent *m_consent;
    JournalOffer *m_offer;
    widgets::ComposeForm *m_form;
    widgets::ChartsView *m_charts;
    SequencePane *m_sequence;
    widgets::ResultsPane *m_results;
    widgets::DistributionLoader *m_distributions;
    std::array<widgets::DistributionPage *, 3> m_pages; ///< distribution, time split, trade-off
    widgets::TrustStrip *m_trust;
    widgets::ConditionsLane *m_lane;
    widgets::GuidePage *m_guide;
    StatusLine *m_status;
    QPointer<CompareDialog> m_compare; ///< while it is open
    QPointer<widgets::SequenceTables> m_tables; ///< the same
    QTimer m_beat;
    QElapsedTimer m_sinceBeat;
    qint64 m_longestDelayMs = 0;
    ThemeChoice m_themeChoice = ThemeChoice::System;
    widgets::Theme m_theme = widgets::Theme::light();
    plan::Plan m_experiment; ///< the plan of the experiment that is shown
    std::shared_ptr<const record::ExperimentRecord> m_record;
    std::deque<std::function<void()>> m_steps; ///< of the views, one a turn of the event loop
    QTimer m_turn;
    std::function<void()> m_afterSaving; ///< what the person wanted when unsaved results stood in the way
    std::size_t m_runsDone = 0, m_runsTotal = 0;
    bool m_stopping = false, m_closing = false, m_entryChosen = false, m_choosing = false, m_shownOnce = false;
};

} // namespace interleave::window
