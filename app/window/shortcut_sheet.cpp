// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/shortcut_sheet.h"

#include "widgets/viewstate/gestures.h"

#include <QDialogButtonBox>
#include <QHeaderView>
#include <QKeySequence>
#include <QStringList>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace interleave::window {
namespace {

constexpr QSize kSize(760, 600);

QString keysOf(const widgets::GestureLine &line)
{
    QStringList keys;
    for (const widgets::Gesture gesture : line.keys) {
        for (const widgets::GestureKey &key : widgets::gestureKeys()) {
            if (key.gesture == gesture)
                keys << QKeySequence(key.modifiers | key.key).toString(QKeySequence::NativeText);
        }
    }
    keys << line.more;
    keys.removeAll(QString());
    return keys.join(ShortcutSheet::tr(", ", "between keys"));
}

} // namespace

ShortcutSheet::ShortcutSheet(const std::vector<Command> &commands, QWidget *parent) : QDialog(parent), m_list(new QTreeWidget(this))
{
    setWindowTitle(tr("Keyboard and Mouse"));
    auto *column = new QVBoxLayout(this);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    column->addWidget(m_list, 1);
    column->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    m_list->setAccessibleName(tr("Shortcuts"));
    m_list->setHeaderLabels({tr("What it does"), tr("Keys"), tr("Mouse")});
    m_list->setRootIsDecorated(false);
    m_list->setItemsExpandable(false);
    m_list->setAllColumnsShowFocus(true);
    addGestures();
    addMenus(commands);
    m_list->expandAll();
    m_list->setCurrentItem(m_list->topLevelItem(0));
    m_list->header()->setSectionResizeMode(QHeaderView::ResizeToContents);
    resize(kSize);
    m_list->setFocus();
}

QTreeWidgetItem *ShortcutSheet::addGroup(const QString &name)
{
    auto *group = new QTreeWidgetItem(m_list, {name});
    QFont bold = m_list->font();
    bold.setBold(true);
    group->setFont(0, bold);
    group->setFirstColumnSpanned(true);
    return group;
}

void ShortcutSheet::addMenus(const std::vector<Command> &commands)
{
    QTreeWidgetItem *group = nullptr;
    for (const Command &command : commands) {
        if (command.shortcut.isEmpty())
            continue;
        const QString menu = command.path.section(QStringLiteral(" › "), 0, 0);
        if (!group || group->text(0) != menu)
            group = addGroup(menu);
        new QTreeWidgetItem(group, {command.name, command.shortcut});
    }
}

void ShortcutSheet::addGestures()
{
    auto *group = addGroup(tr("In the charts, the sequence view and the lanes"));
    for (const widgets::GestureLine &line : widgets::gestureLines())
        new QTreeWidgetItem(group, {line.what, keysOf(line), line.mouse});
}

} // namespace interleave::window
