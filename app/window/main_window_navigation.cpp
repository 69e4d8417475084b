// SPDX-License-Identifier: GPL-3.0-or-later
// Where the reader is and how he gets about: the way back, markers, commands, shortcuts, the sequence as tables.
#include "app/window/command_palette.h"
#include "app/window/main_window.h"
#include "app/window/shortcut_sheet.h"
#include "widgets/sequence/sequence_tables.h"

#include <QAction>

namespace interleave::window {

void MainWindow::connectNavigation()
{
    connect(m_actions->back, &QAction::triggered, m_history, &widgets::ViewHistory::back);
    connect(m_actions->forward, &QAction::triggered, m_history, &widgets::ViewHistory::forward);
    connect(m_history, &widgets::ViewHistory::changed, this, [this] {
        m_actions->back->setEnabled(m_history->canGoBack());
        m_actions->forward->setEnabled(m_history->canGoForward());
    });
    connect(m_state, &widgets::ViewState::markersChanged, this, [this] { m_status->showMarkers(m_state->markers().first, m_state->markers().second); });
    connect(m_actions->commands, &QAction::triggered, this, &MainWindow::showCommands);
    connect(m_actions->shortcuts, &QAction::triggered, this, &MainWindow::showShortcuts);
    connect(m_actions->tables, &QAction::triggered, this, &MainWindow::showTables);
}

void MainWindow::showCommands()
{
    auto *palette = new CommandPalette(commandsOf(*this), this);
    palette->setAttribute(Qt::WA_DeleteOnClose);
    palette->open();
}

void MainWindow::showShortcuts()
{
    auto *sheet = new ShortcutSheet(commandsOf(*this), this);
    sheet->setAttribute(Qt::WA_DeleteOnClose);
    sheet->open();
}

void MainWindow::showTables()
{
    if (!m_tables) {
        m_tables = new widgets::SequenceTables(m_sequence->view(), this);
        m_tables->setAttribute(Qt::WA_DeleteOnClose);
    }
    m_tables->show();
    m_tables->raise();
    m_tables->activateWindow();
}

} // namespace interleave::window
