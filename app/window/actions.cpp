// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/actions.h"

#include "core/plan/limits.h"
#include "widgets/form/glyph_icon.h"

#include <QAction>
#include <QActionGroup>
#include <QLabel>
#include <QMainWindow>
#include <QMenu>
#include <QMenuBar>
#include <QPushButton>
#include <QSpinBox>
#include <QToolBar>

namespace interleave::window {
namespace {

QAction *make(QObject *parent, const QKeySequence &shortcut = {})
{
    auto *action = new QAction(parent);
    action->setShortcut(shortcut);
    return action;
}

} // namespace

Actions::Actions(QMainWindow *window)
    : QObject(window), openSession(make(window, QKeySequence::Open)), previous(make(window)), saveSession(make(window, QKeySequence::Save)),
      saveSessionAs(make(window, Qt::CTRL | Qt::SHIFT | Qt::Key_S)), compare(make(window)), recent(new RecentSessions(window)), open(make(window, Qt::CTRL | Qt::SHIFT | Qt::Key_O)),
      save(make(window)), exportCharts(make(window)), exportSequence(make(window)), exportLanes(make(window)),
      exportCsv(make(window)), exportFolder(make(window, Qt::CTRL | Qt::Key_E)), quit(make(window, Qt::CTRL | Qt::Key_Q)), undo(make(window, QKeySequence::Undo)),
      redo(make(window, QKeySequence::Redo)), run(make(window)), stop(make(window, Qt::CTRL | Qt::Key_Period)), back(make(window)),
      forward(make(window)), tables(make(window)), resetLayout(make(window)), commands(make(window, Qt::CTRL | Qt::SHIFT | Qt::Key_P)),
      shortcuts(make(window)), about(make(window)), repeats(new QSpinBox(window)), runButton(makeButton(run)),
      stopButton(makeButton(stop)), toolbar(new QToolBar(window)), m_themes(new QActionGroup(this)), m_repeatsLabel(new QLabel(window))
{
    run->setShortcuts({QKeySequence(Qt::CTRL | Qt::Key_R), QKeySequence(Qt::Key_F5)});
    // Not the platform's Alt+arrows: with these the lines of the sequence view change places.
    back->setShortcuts({QKeySequence(Qt::CTRL | Qt::Key_BracketLeft), QKeySequence(Qt::Key_Back)});
    forward->setShortcuts({QKeySequence(Qt::CTRL | Qt::Key_BracketRight), QKeySequence(Qt::Key_Forward)});
    shortcuts->setShortcuts({QKeySequence(Qt::Key_Question), QKeySequence(Qt::CTRL | Qt::Key_Question)});
    buildMenus(window);
    buildToolbar();
    window->addToolBar(toolbar);
    for (auto *action : {previous, saveSession, saveSessionAs, exportCharts, exportSequence, exportLanes, exportCsv, exportFolder, undo, redo, back, forward})
        action->setEnabled(false);
    enable();
    retranslateUi();
}

void Actions::buildMenus(QMainWindow *window)
{
    m_file = window->menuBar()->addMenu(QString());
    m_file->addAction(openSession);
    m_file->addMenu(recent);
    m_file->addAction(previous);
    m_file->addActions({saveSession, saveSessionAs, compare});
    m_file->addSeparator();
    m_file->addActions({open, save});
    m_file->addSeparator();
    m_export = m_file->addMenu(QString());
    m_export->addActions({exportCharts, exportSequence, exportLanes, exportCsv, exportFolder});
    m_file->addSeparator();
    m_file->addAction(quit);
    m_edit = window->menuBar()->addMenu(QString());
    m_edit->addActions({undo, redo});
    m_runMenu = window->menuBar()->addMenu(QString());
    m_runMenu->addActions({run, stop});
    m_view = window->menuBar()->addMenu(QString());
    m_view->addActions({back, forward});
    m_view->addSeparator();
    m_view->addAction(tables);
    m_view->addSeparator();
    m_themeMenu = m_view->addMenu(QString());
    for (std::size_t i = 0; i < m_themeActions.size(); ++i) {
        const auto choice = static_cast<ThemeChoice>(i);
        m_themeActions[i] = m_themeMenu->addAction(QString());
        m_themeActions[i]->setCheckable(true);
        m_themes->addAction(m_themeActions[i]);
        connect(m_themeActions[i], &QAction::triggered, this, [this, choice] { Q_EMIT themeChosen(choice); });
    }
    m_layoutMenu = m_view->addMenu(QString());
    m_view->addAction(resetLayout);
    m_help = window->menuBar()->addMenu(QString());
    m_help->addActions({commands, shortcuts, about});
}

void Actions::addViewActions(const QList<QAction *> &layouts, const QList<QAction *> &docks)
{
    m_layoutMenu->addActions(layouts);
    m_view->insertActions(resetLayout, docks);
}

/// A push button rather than a tool button: Enter presses it when it has the focus.
QPushButton *Actions::makeButton(QAction *action)
{
    auto *button = new QPushButton;
    button->setAutoDefault(true);
    const auto follow = [button, action] {
        button->setText(action->iconText());
        button->setIcon(action->icon());
        button->setEnabled(action->isEnabled());
        button->setToolTip(action->toolTip());
        button->setAccessibleName(action->iconText());
    };
    connect(action, &QAction::changed, button, follow);
    connect(button, &QPushButton::clicked, action, &QAction::trigger);
    return button;
}

void Actions::buildToolbar()
{
    toolbar->setObjectName(QStringLiteral("mainToolbar"));
    toolbar->setMovable(false);
    toolbar->addWidget(runButton);
    toolbar->addWidget(stopButton);
    toolbar->addSeparator();
    toolbar->addWidget(m_repeatsLabel);
    toolbar->addWidget(repeats);
    m_repeatsLabel->setBuddy(repeats);
    m_repeatsLabel->setContentsMargins(6, 0, 6, 0);
    repeats->setRange(static_cast<int>(plan::limits::kRepetitions.minimum), static_cast<int>(plan::limits::kRepetitions.maximum));
}

void Actions::setTheme(const widgets::Theme &theme)
{
    run->setIcon(widgets::glyphIcon(widgets::Glyph::Play, theme.accent, theme.mutedText));
    stop->setIcon(widgets::glyphIcon(widgets::Glyph::Stop, theme.text, theme.mutedText));
}

void Actions::setThemeChoice(ThemeChoice choice) { m_themeActions[static_cast<std::size_t>(choice)]->setChecked(true); }

void Actions::setRunning(bool running, bool stopping)
{
    m_running = running;
    m_stopping = stopping;
    enable();
    retranslateUi();
}

void Actions::setRunnable(bool runnable)
{
    m_runnable = runnable;
    enable();
}

void Actions::enable()
{
    // A disabled button passes the focus on to wherever; between these two it stays.
    const bool focused = runButton->hasFocus() || stopButton->hasFocus() || m_focused;
    run->setEnabled(m_runnable && !m_running);
    stop->setEnabled(m_running && !m_stopping);
    m_focused = focused && !run->isEnabled() && !stop->isEnabled();
    if (focused)
        (m_running ? stopButton : runButton)->setFocus();
}

void Actions::retranslateUi()
{
    m_file->setTitle(tr("&File"));
    openSession->setText(tr("&Open Session…"));
    recent->retranslateUi();
    previous->setText(tr("Previous Res&ults"));
    previous->setToolTip(tr("The unsaved results that the last run replaced"));
    saveSession->setText(tr("&Save Session"));
    saveSessionAs->setText(tr("Save Session &As…"));
    compare->setText(tr("Compare Sessio&ns…"));
    open->setText(tr("Open &Plan…"));
    save->setText(tr("Sa&ve Plan…"));
    m_export->setTitle(tr("&Export"));
    exportCharts->setText(tr("&Charts as PNG…"));
    exportSequence->setText(tr("&Sequence as PNG…"));
    exportLanes->setText(tr("&Lanes as PNG…"));
    exportCsv->setText(tr("C&SV…"));
    exportFolder->setText(tr("&Whole Folder…"));
    quit->setText(tr("&Quit"));
    m_edit->setTitle(tr("&Edit"));
    undo->setText(tr("&Undo"));
    redo->setText(tr("&Redo"));
    m_runMenu->setTitle(tr("&Run"));
    run->setText(tr("&Run"));
    run->setIconText(tr("Run"));
    run->setToolTip(tr("Run the workload under every ticked model (Ctrl+R)"));
    stop->setText(m_stopping ? tr("Stopping…") : tr("&Stop"));
    stop->setIconText(m_stopping ? tr("Stopping…") : tr("Stop"));
    stop->setToolTip(tr("Stop the experiment and keep what is finished (Ctrl+.)"));
    m_view->setTitle(tr("&View"));
    m_themeMenu->setTitle(tr("&Theme"));
    const std::array names{tr("&System"), tr("&Light"), tr("&Dark")};
    for (std::size_t i = 0; i < names.size(); ++i)
        m_themeActions[i]->setText(names[i]);
    m_layoutMenu->setTitle(tr("&Chart Layout"));
    back->setText(tr("&Back"));
    back->setToolTip(tr("Where you were before: part of the run, range, task and model"));
    forward->setText(tr("&Forward"));
    forward->setToolTip(tr("Where you were before going back"));
    tables->setText(tr("Show Sequence as &Table"));
    tables->setToolTip(tr("Lanes and messages in view as two tables, for screen readers"));
    resetLayout->setText(tr("&Reset Layout"));
    m_help->setTitle(tr("&Help"));
    commands->setText(tr("&Commands…"));
    commands->setToolTip(tr("Everything that can be done, found by typing"));
    shortcuts->setText(tr("&Keyboard and Mouse"));
    about->setText(tr("&About Interleave"));
    toolbar->setWindowTitle(tr("Toolbar"));
    m_repeatsLabel->setText(tr("Re&peats"));
    repeats->setAccessibleName(tr("Repeats"));
    repeats->setToolTip(tr("Measured rounds of the next experiment"));
}

} // namespace interleave::window
