// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window/commands.h"

#include <QDialog>
#include <QPointer>

#include <vector>

class QLabel;
class QLineEdit;
class QTreeWidget;

namespace interleave::window {

/// Everything that can be done now, found by typing a few letters of it. Enter does it, Escape closes; arrows choose while one types.
class CommandPalette : public QDialog {
    Q_OBJECT
public:
    CommandPalette(std::vector<Command> commands, QWidget *parent);

    void retranslateUi();
    [[nodiscard]] QLineEdit *field() const { return m_field; }
    [[nodiscard]] QTreeWidget *list() const { return m_list; }

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void filter();
    void sayCurrent();
    void doIt();

    /// The action may go while the palette is open.
    struct Entry {
        QPointer<QAction> action;
        Command command;
    };
    std::vector<Entry> m_entries;
    QLineEdit *m_field;
    QTreeWidget *m_list;
    QLabel *m_nothing;
};

} // namespace interleave::window
