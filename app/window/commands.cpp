// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/commands.h"

#include <QAction>
#include <QKeySequence>
#include <QLineEdit>
#include <QMainWindow>
#include <QMenu>
#include <QMenuBar>
#include <QRegularExpression>
#include <QSet>
#include <QStringList>

#include <algorithm>

namespace interleave::window {
namespace {

Command commandOf(QAction *action, const QString &path) { return {action, withoutMnemonic(action->text()), path, QKeySequence::listToString(action->shortcuts(), QKeySequence::NativeText).replace(u';', u',')}; }

bool shown(const QAction *action) { return !action->isSeparator() && action->isVisible() && !action->text().isEmpty(); }

void addMenu(const QList<QAction *> &actions, const QString &path, std::vector<Command> &commands, QSet<const QAction *> &seen)
{
    for (QAction *action : actions) {
        seen.insert(action);
        if (!shown(action))
            continue;
        if (const auto *menu = action->menu()) {
            const QString title = withoutMnemonic(menu->title());
            addMenu(menu->actions(), path.isEmpty() ? title : path + QStringLiteral(" › ") + title, commands, seen);
        } else {
            commands.push_back(commandOf(action, path));
        }
    }
}

/// The visible widget outside of text fields to which the action belongs; null: none.
const QWidget *ownerOf(const QAction *action)
{
    for (const QObject *object : action->associatedObjects()) {
        const auto *widget = qobject_cast<const QWidget *>(object);
        if (widget && widget->isVisible() && !qobject_cast<const QLineEdit *>(widget->parentWidget()) && !qobject_cast<const QLineEdit *>(widget))
            return widget;
    }
    return nullptr;
}

} // namespace

QString withoutMnemonic(QString text)
{
    static const QRegularExpression apart(QStringLiteral(R"(\(&[^&]\))"));
    text.remove(apart);
    QString plain;
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (text[i] == u'&' && i + 1 < text.size())
            ++i;
        plain += text[i];
    }
    return plain;
}

std::vector<Command> commandsOf(const QMainWindow &window)
{
    std::vector<Command> commands;
    QSet<const QAction *> seen;
    addMenu(window.menuWidget() ? window.menuWidget()->actions() : QList<QAction *>(), {}, commands, seen);
    for (QAction *action : window.findChildren<QAction *>()) {
        const QWidget *owner = seen.contains(action) || action->menu() || !shown(action) ? nullptr : ownerOf(action);
        if (owner)
            commands.push_back(commandOf(action, owner->accessibleName().isEmpty() ? owner->windowTitle() : owner->accessibleName()));
    }
    return commands;
}

std::optional<int> fuzzyScore(QStringView typed, QStringView text)
{
    constexpr int kLetter = 1, kInARow = 4, kWordStart = 6;
    int score = 0;
    qsizetype at = 0, last = -2;
    for (const QChar letter : typed) {
        if (letter.isSpace())
            continue;
        const auto starts = [&](qsizetype i) { return i == 0 || !text[i - 1].isLetterOrNumber(); };
        const auto same = [&](qsizetype i) { return text[i].toCaseFolded() == letter.toCaseFolded(); };
        // The next letter of the word, else the beginning of a later word, else wherever it is.
        qsizetype found = last + 1 == at && at < text.size() && same(at) ? at : -1;
        for (qsizetype i = at; found < 0 && i < text.size(); ++i)
            found = same(i) && starts(i) ? i : -1;
        for (qsizetype i = at; found < 0 && i < text.size(); ++i)
            found = same(i) ? i : -1;
        if (found < 0)
            return std::nullopt;
        score += kLetter + (found == last + 1 ? kInARow : 0) + (starts(found) ? kWordStart : 0);
        last = found;
        at = found + 1;
    }
    return score;
}

} // namespace interleave::window
