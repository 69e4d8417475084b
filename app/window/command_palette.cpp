// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/command_palette.h"

#include <QAction>
#include <QCoreApplication>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QTimer>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace interleave::window {
namespace {

constexpr QSize kSize(560, 380);
enum Column { Name, Path, Shortcut };

/// The name counts most: what is found in it stands before what is found in the menu's name.
std::optional<int> scoreOf(const QString &typed, const Command &command)
{
    constexpr int kInName = 1000;
    if (const auto score = fuzzyScore(typed, command.name))
        return *score + kInName;
    return fuzzyScore(typed, command.path + u' ' + command.name + u' ' + command.shortcut);
}

} // namespace

CommandPalette::CommandPalette(std::vector<Command> commands, QWidget *parent)
    : QDialog(parent), m_field(new QLineEdit(this)), m_list(new QTreeWidget(this)), m_nothing(new QLabel(this))
{
    for (Command &command : commands) {
        if (command.action->isEnabled())
            m_entries.push_back({command.action, std::move(command)});
    }
    auto *column = new QVBoxLayout(this);
    column->addWidget(m_field);
    column->addWidget(m_list, 1);
    column->addWidget(m_nothing);
    m_list->setColumnCount(3);
    m_list->setRootIsDecorated(false);
    m_list->setUniformRowHeights(true);
    m_list->setAllColumnsShowFocus(true);
    m_list->header()->setStretchLastSection(false);
    m_list->setFocusPolicy(Qt::NoFocus); // one types and chooses at once
    m_field->installEventFilter(this);
    connect(m_field, &QLineEdit::textChanged, this, &CommandPalette::filter);
    connect(m_list, &QTreeWidget::currentItemChanged, this, &CommandPalette::sayCurrent);
    connect(m_list, &QTreeWidget::itemClicked, this, &CommandPalette::doIt);
    retranslateUi();
    resize(kSize);
    filter();
    m_field->setFocus();
}

void CommandPalette::retranslateUi()
{
    setWindowTitle(tr("Commands"));
    m_field->setPlaceholderText(tr("Type a few letters of what to do"));
    m_field->setAccessibleName(tr("Command to look for"));
    m_list->setAccessibleName(tr("Commands found"));
    m_list->setHeaderLabels({tr("Command"), tr("Menu"), tr("Shortcut")});
    m_nothing->setText(tr("There is no such command, or it cannot be used now."));
}

void CommandPalette::changeEvent(QEvent *event)
{
    QDialog::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslateUi();
}

void CommandPalette::filter()
{
    std::vector<std::pair<int, int>> found; // score, index
    for (std::size_t i = 0; i < m_entries.size(); ++i) {
        if (const auto score = scoreOf(m_field->text(), m_entries[i].command))
            found.emplace_back(*score, static_cast<int>(i));
    }
    std::stable_sort(found.begin(), found.end(), [](const auto &a, const auto &b) { return a.first > b.first; });
    m_list->clear();
    for (const auto &[score, index] : found) {
        const Command &command = m_entries[static_cast<std::size_t>(index)].command;
        auto *item = new QTreeWidgetItem(m_list, {command.name, command.path, command.shortcut});
        item->setData(Name, Qt::UserRole, index);
    }
    for (const int column : {Name, Path, Shortcut})
        m_list->resizeColumnToContents(column);
    m_list->setCurrentItem(m_list->topLevelItem(0));
    m_nothing->setVisible(found.empty());
    sayCurrent();
}

/// The focus stays in the field: what is chosen is told there.
void CommandPalette::sayCurrent()
{
    const auto *item = m_list->currentItem();
    m_field->setAccessibleDescription(item ? tr("%1, %2 %3", "command, menu, shortcut").arg(item->text(Name), item->text(Path), item->text(Shortcut)).trimmed() : m_nothing->text());
}

bool CommandPalette::eventFilter(QObject *watched, QEvent *event)
{
    if (watched != m_field || event->type() != QEvent::KeyPress)
        return QDialog::eventFilter(watched, event);
    switch (static_cast<QKeyEvent *>(event)->key()) {
    case Qt::Key_Up:
    case Qt::Key_Down:
    case Qt::Key_PageUp:
    case Qt::Key_PageDown: QCoreApplication::sendEvent(m_list, event); return true;
    case Qt::Key_Return:
    case Qt::Key_Enter: doIt(); return true;
    default: return false;
    }
}

void CommandPalette::doIt()
{
    const auto *item = m_list->currentItem();
    if (!item)
        return;
    // Once this has closed: what is done may open a dialog, or depend on who has the focus.
    if (const auto action = m_entries[static_cast<std::size_t>(item->data(Name, Qt::UserRole).toInt())].action)
        QTimer::singleShot(0, action, &QAction::trigger);
    accept();
}

} // namespace interleave::window
