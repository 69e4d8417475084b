// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window/recent_sessions.h"
#include "app/window/theme_choice.h"
#include "widgets/common/theme.h"

#include <QList>
#include <QObject>

#include <array>

class QAction;
class QActionGroup;
class QLabel;
class QMainWindow;
class QMenu;
class QPushButton;
class QSpinBox;
class QToolBar;

namespace interleave::window {

/// Menu bar and toolbar: what they hold and how it is called. What an action does is connected by the window.
class Actions : public QObject {
    Q_OBJECT
public:
    explicit Actions(QMainWindow *window);

    /// Puts the charts' layouts and the docks' switches into the View menu.
    void addViewActions(const QList<QAction *> &layouts, const QList<QAction *> &docks);
    void setTheme(const widgets::Theme &theme);
    void setThemeChoice(ThemeChoice choice);
    /// While an experiment runs; `stopping`: after Stop was asked for.
    void setRunning(bool running, bool stopping);
    void setRunnable(bool runnable);
    void retranslateUi();

    QAction *openSession, *previous, *saveSession, *saveSessionAs, *compare;
    RecentSessions *recent;
    QAction *open, *save, *exportCharts, *exportSequence, *exportLanes, *exportCsv, *exportFolder, *quit;
    QAction *undo, *redo;
    QAction *run, *stop;
    QAction *back, *forward, *tables, *resetLayout;
    QAction *commands, *shortcuts, *about;
    QSpinBox *repeats;
    QPushButton *runButton, *stopButton;
    QToolBar *toolbar;

Q_SIGNALS:
    void themeChosen(interleave::window::ThemeChoice choice);

private:
    void buildMenus(QMainWindow *window);
    void buildToolbar();
    QPushButton *makeButton(QAction *action);
    void enable();

    QMenu *m_file, *m_export, *m_edit, *m_runMenu, *m_view, *m_themeMenu, *m_layoutMenu, *m_help;
    QActionGroup *m_themes;
    std::array<QAction *, 3> m_themeActions{};
    QLabel *m_repeatsLabel;
    bool m_running = false, m_stopping = false, m_runnable = false;
    bool m_focused = false; ///< one of the two buttons had the focus, and neither can have it now
};

} // namespace interleave::window
