// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window/commands.h"

#include <QDialog>

#include <vector>

class QTreeWidget;
class QTreeWidgetItem;

namespace interleave::window {

/// Every shortcut, in groups: the menus' from the actions, those of the views from the table of gestures that the views read too.
class ShortcutSheet : public QDialog {
    Q_OBJECT
public:
    ShortcutSheet(const std::vector<Command> &commands, QWidget *parent);

    [[nodiscard]] QTreeWidget *list() const { return m_list; }

private:
    void addMenus(const std::vector<Command> &commands);
    void addGestures();
    QTreeWidgetItem *addGroup(const QString &name);

    QTreeWidget *m_list;
};

} // namespace interleave::window
