// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringView>

#include <optional>
#include <vector>

class QAction;
class QMainWindow;

namespace interleave::window {

/// Something that can be done, and where else it is to be found.
struct Command {
    QAction *action = nullptr;
    QString name;     ///< without mnemonic
    QString path;     ///< "File › Export"; of an action outside of the menus the name of what it belongs to
    QString shortcut; ///< all of them, as the platform writes them; may be empty
};

/// Every action of the window that is to be seen: the menus' in their order, then those of widgets. Disabled ones too.
std::vector<Command> commandsOf(const QMainWindow &window);

/// "Save &As…" and "另存为(&A)…" without the mnemonic.
QString withoutMnemonic(QString text);

/// How well `text` answers to what was typed; empty: it does not have these letters in this order. Letters in a row and at the beginning of
/// words count more; blanks in `typed` and the case say nothing. Nothing typed: 0.
std::optional<int> fuzzyScore(QStringView typed, QStringView text);

} // namespace interleave::window
