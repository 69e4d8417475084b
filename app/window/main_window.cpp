// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/main_window.h"

#include "core/metrics/sample.h"
#include "core/record/run_record.h"

#include <QAbstractButton>
#include <QAction>
#include <QCloseEvent>
#include <QDockWidget>
#include <QFileInfo>
#include <QLabel>
#include <QMessageBox>
#include <QPushButton>
#include <QSettings>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QSplitter>
#include <QStatusBar>
#include <QUndoStack>
#include <QVBoxLayout>

namespace interleave::window {
namespace {

constexpr int kLayoutVersion = 3; ///< of saved docks, splitters and columns: another one is not restored
constexpr QLatin1String kLanesPage("lanes"); ///< in the settings
constexpr int kDockWidth = 340;
constexpr int kResultsHeight = 190;

engine::EngineOptions withCatalogue(engine::EngineOptions options, const plan::Catalogue &catalogue)
{
    options.catalogue = catalogue;
    return options;
}

} // namespace

MainWindow::MainWindow(plan::Catalogue catalogue, engine::EngineOptions options, QWidget *parent)
    : QMainWindow(parent), m_catalogue(std::move(catalogue)), m_state(new widgets::ViewState(this)), m_history(new widgets::ViewHistory(m_state, this)),
      m_session(new ExperimentSession(withCatalogue(std::move(options), m_catalogue), this)),
      m_document(new SessionDocument(m_catalogue, SessionDocument::defaultJournals(), this)), m_actions(new Actions(this)),
      m_dock(new QDockWidget(this)), m_guideDock(new QDockWidget(this)), m_splitter(new QSplitter(Qt::Vertical)), m_messages(new widgets::MessageStrip(widgets::MessageStrip::Closing::ByUser)),
      m_consent(new CommandConsent), m_offer(new JournalOffer), m_form(new widgets::ComposeForm(m_catalogue)), m_charts(new widgets::ChartsView),
      m_sequence(new SequencePane), m_results(new widgets::ResultsPane), m_distributions(new widgets::DistributionLoader(this)),
      m_trust(new widgets::TrustStrip), m_lane(new widgets::ConditionsLane),
      m_guide(new widgets::GuidePage(m_catalogue, record::readEnvironment())), m_status(new StatusLine(statusBar(), metrics::readAllowedCores()))
{
    layOut();
    m_charts->setViewState(m_state);
    m_sequence->setViewState(m_state);
    m_results->table()->setViewState(m_state);
    connectActions();
    connectForm();
    connectSession();
    connectDocument();
    connectNavigation();
    restoreSettings();
    retranslateUi();
    applyPreset("starter");
    m_form->undoStack()->clear();
    m_sinceBeat.start();
    m_beat.setTimerType(Qt::PreciseTimer);
    connect(&m_beat, &QTimer::timeout, this, &MainWindow::beat);
    m_beat.start(50);
    m_actions->runButton->setFocus();
}

MainWindow::~MainWindow() = default;

void MainWindow::layOut()
{
    m_dock->setObjectName(QStringLiteral("composeDock"));
    m_dock->setWidget(m_form);
    m_dock->setFeatures(QDockWidget::DockWidgetClosable | QDockWidget::DockWidgetMovable);
    addDockWidget(Qt::LeftDockWidgetArea, m_dock);
    m_guideDock->setObjectName(QStringLiteral("guideDock"));
    m_guideDock->setWidget(m_guide);
    addDockWidget(Qt::RightDockWidgetArea, m_guideDock);
    m_guideDock->hide();
    m_splitter->setObjectName(QStringLiteral("centralSplitter"));
    auto *upper = new QWidget;
    auto *charts = new QVBoxLayout(upper);
    charts->setContentsMargins(0, 0, 0, 0);
    charts->setSpacing(0);
    charts->addWidget(m_charts, 1);
    charts->addWidget(m_lane);
    m_splitter->addWidget(upper);
    m_splitter->addWidget(m_sequence);
    m_splitter->addWidget(m_results);
    m_splitter->setStretchFactor(0, 5);
    m_splitter->setStretchFactor(1, 4);
    m_splitter->setStretchFactor(2, 0);
    m_splitter->setChildrenCollapsible(false);
    addPages();
    auto *center = new QWidget(this);
    auto *column = new QVBoxLayout(center);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_messages);
    column->addWidget(m_consent);
    column->addWidget(m_offer);
    column->addWidget(m_trust);
    column->addWidget(m_splitter, 1);
    setCentralWidget(center);
    m_actions->addViewActions(m_charts->layoutActions(), {m_dock->toggleViewAction(), m_guideDock->toggleViewAction()});
}

void MainWindow::addPages()
{
    using Chart = widgets::DistributionChart;
    m_pages = {new widgets::DistributionPage({Chart::Ecdf, Chart::Percentiles, Chart::Box, Chart::Histogram}), new widgets::DistributionPage({Chart::TimeSplit}),
               new widgets::DistributionPage({Chart::TradeOff})};
    for (auto *page : m_pages)
        m_results->addPage(page);
    connect(m_distributions, &widgets::DistributionLoader::changed, this, &MainWindow::showDistributions);
    connect(m_results, &widgets::ResultsPane::enlarged, this, &MainWindow::enlargeResults);
}

void MainWindow::enlargeResults(bool large)
{
    m_charts->parentWidget()->setVisible(!large);
    m_sequence->setVisible(!large);
}

void MainWindow::connectActions()
{
    const auto on = [this](QAction *action, auto handler) { connect(action, &QAction::triggered, this, handler); };
    on(m_actions->open, [this] { askOpenPlan(); });
    on(m_actions->save, [this] { askSavePlan(); });
    on(m_actions->exportCharts, [this] { askFolder(tr("Export Charts"), &MainWindow::exportChartsTo); });
    on(m_actions->exportSequence, [this] { askSchedulingFile(SchedulingPage::Sequence); });
    on(m_actions->exportLanes, [this] { askSchedulingFile(SchedulingPage::Lanes); });
    on(m_actions->exportCsv, [this] { askFolder(tr("Export CSV"), &MainWindow::exportCsvTo); });
    on(m_actions->exportFolder, [this] { askFolder(tr("Export Whole Folder"), &MainWindow::exportFolderTo); });
    on(m_actions->quit, [this] { close(); });
    on(m_actions->run, [this] { run(); });
    on(m_actions->stop, [this] { stop(); });
    on(m_actions->resetLayout, [this] { resetLayout(); });
    on(m_actions->about, [this] { showAbout(); });
    connect(m_actions, &Actions::themeChosen, this, &MainWindow::chooseTheme);
    connect(m_actions->repeats, &QSpinBox::valueChanged, this, [this](int repetitions) {
        auto after = m_form->plan();
        after.repetitions = repetitions;
        m_form->edit(after, tr("Change Settings"), QStringLiteral("repetitions"));
    });
}

void MainWindow::connectForm()
{
    auto *stack = m_form->undoStack();
    connect(m_actions->undo, &QAction::triggered, stack, &QUndoStack::undo);
    connect(m_actions->redo, &QAction::triggered, stack, &QUndoStack::redo);
    connect(stack, &QUndoStack::canUndoChanged, m_actions->undo, &QAction::setEnabled);
    connect(stack, &QUndoStack::canRedoChanged, m_actions->redo, &QAction::setEnabled);
    connect(stack, &QUndoStack::cleanChanged, this, [this] { showModified(); });
    connect(m_guide, &widgets::GuidePage::presetChosen, this, [this](const QString &id) { applyPreset(id.toStdString()); });
    connect(m_form, &widgets::ComposeForm::planChanged, this, &MainWindow::planEdited);
    connect(m_form, &widgets::ComposeForm::validityChanged, m_actions, &Actions::setRunnable);
}

void MainWindow::applyPreset(const std::string &id)
{
    if (const auto applied = m_form->applyPreset(id); !applied)
        m_messages->say(QString::fromStdString(applied.error().text()));
}

void MainWindow::restoreSettings()
{
    const QSettings settings;
    resize(1280, 800);
    restoreGeometry(settings.value(QStringLiteral("window/geometry")).toByteArray());
    resetLayout();
    restoreState(settings.value(QStringLiteral("window/state")).toByteArray(), kLayoutVersion);
    if (settings.value(QStringLiteral("window/layoutVersion")).toInt() == kLayoutVersion) {
        m_splitter->restoreState(settings.value(QStringLiteral("window/splitter")).toByteArray());
        m_results->table()->restoreColumns(settings.value(QStringLiteral("window/resultColumns")).toByteArray());
    }
    m_sequence->setPage(settings.value(QStringLiteral("window/scheduling")).toString() == kLanesPage ? SchedulingPage::Lanes : SchedulingPage::Sequence);
    chooseTheme(themeChoiceOf(settings.value(QStringLiteral("window/theme")).toString()));
}

void MainWindow::saveSettings() const
{
    QSettings settings;
    settings.setValue(QStringLiteral("window/geometry"), saveGeometry());
    settings.setValue(QStringLiteral("window/state"), saveState(kLayoutVersion));
    settings.setValue(QStringLiteral("window/layoutVersion"), kLayoutVersion);
    settings.setValue(QStringLiteral("window/splitter"), m_splitter->saveState());
    settings.setValue(QStringLiteral("window/resultColumns"), m_results->table()->saveColumns());
    settings.setValue(QStringLiteral("window/scheduling"), m_sequence->page() == SchedulingPage::Lanes ? kLanesPage : QLatin1String("sequence"));
    settings.setValue(QStringLiteral("window/theme"), toText(m_themeChoice));
}

void MainWindow::resetLayout()
{
    m_dock->setFloating(false);
    addDockWidget(Qt::LeftDockWidgetArea, m_dock);
    m_dock->show();
    m_guideDock->setFloating(false);
    addDockWidget(Qt::RightDockWidgetArea, m_guideDock);
    m_guideDock->hide();
    resizeDocks({m_dock}, {kDockWidth}, Qt::Horizontal);
    const int rest = std::max(height() - kResultsHeight - 110, 300);
    m_results->table()->restoreColumns({});
    m_splitter->setSizes({rest * 23 / 40, rest * 17 / 40, kResultsHeight});
}

void MainWindow::chooseTheme(ThemeChoice choice)
{
    m_themeChoice = choice;
    m_actions->setThemeChoice(choice);
    setTheme(applyTheme(choice));
}

void MainWindow::setTheme(const widgets::Theme &theme)
{
    m_theme = theme;
    m_actions->setTheme(theme);
    m_messages->setTheme(theme);
    m_consent->setTheme(theme);
    m_offer->setTheme(theme);
    m_form->setTheme(theme);
    m_guide->setTheme(theme);
    m_charts->setTheme(theme);
    m_sequence->setTheme(theme);
    m_results->setTheme(theme);
    for (auto *page : m_pages)
        page->setTheme(theme);
    showDistributions(); // the entries' colours
    m_trust->setTheme(theme);
    m_lane->setTheme(theme);
    if (m_compare)
        m_compare->setTheme(theme);
}

void MainWindow::changeEvent(QEvent *event)
{
    QMainWindow::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslateUi();
    else if (event->type() == QEvent::PaletteChange && m_themeChoice == ThemeChoice::System)
        setTheme(widgets::Theme::of(palette()));
}

void MainWindow::showEvent(QShowEvent *event)
{
    QMainWindow::showEvent(event);
    if (std::exchange(m_shownOnce, true))
        return;
    m_actions->runButton->setFocus();
    m_trust->look();
}

void MainWindow::retranslateUi()
{
    m_dock->setWindowTitle(tr("Compose"));
    m_dock->toggleViewAction()->setText(tr("&Compose"));
    m_charts->setAccessibleName(tr("Charts"));
    // Qt names its close button once, in the language of that moment.
    if (auto *button = m_dock->findChild<QAbstractButton *>(QStringLiteral("qt_dockwidget_closebutton")))
        button->setAccessibleName(tr("Close the compose form"));
    m_guideDock->setWindowTitle(tr("Guide"));
    m_guideDock->toggleViewAction()->setText(tr("&Guide"));
    if (auto *button = m_guideDock->findChild<QAbstractButton *>(QStringLiteral("qt_dockwidget_closebutton")))
        button->setAccessibleName(tr("Close the guide"));
    m_guide->retranslateUi();
    m_actions->retranslateUi();
    m_messages->retranslateUi();
    m_consent->retranslateUi();
    m_offer->retranslateUi();
    m_form->retranslateUi();
    m_charts->retranslateUi();
    m_sequence->retranslateUi();
    m_results->retranslateUi();
    const std::array titles{tr("Distribution"), tr("Time Split"), tr("Trade-off")};
    for (std::size_t i = 0; i < m_pages.size(); ++i) {
        m_results->retitle(static_cast<int>(i) + 1, titles[i]);
        m_pages[i]->retranslateUi();
    }
    m_trust->retranslateUi();
    m_lane->retranslateUi();
    m_status->retranslateUi();
    showTitle();
    showState();
}

void MainWindow::showTitle()
{
    QString name = QString::fromStdString(m_form->plan().name);
    if (name.isEmpty())
        name = tr("Untitled plan");
    if (!m_document->fileName().isEmpty())
        name = tr("%1 (%2)", "plan, file").arg(name, QFileInfo(m_document->fileName()).fileName());
    // In a title the name is data: what it says about a marker is not ours.
    setWindowTitle(tr("%1[*] — Interleave").arg(name.replace(QStringLiteral("[*]"), QStringLiteral("[*][*]"))));
}

void MainWindow::showAbout()
{
    auto *box = new QMessageBox(QMessageBox::Information, tr("About Interleave"),
                                tr("Interleave %1\n\nWhich concurrency model should run my workload, and why?\n\nFree software under the GNU General Public License, version 3 or later.")
                                    .arg(QStringLiteral(INTERLEAVE_VERSION)),
                                QMessageBox::Close, this);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->open();
}

} // namespace interleave::window
