// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/recent_sessions.h"

#include <QFileInfo>
#include <QSettings>

namespace interleave::window {
namespace {

QString key() { return QStringLiteral("session/recent"); }

} // namespace

RecentSessions::RecentSessions(QWidget *parent) : QMenu(parent)
{
    setToolTipsVisible(true);
    // Another window may have added some meanwhile.
    connect(this, &QMenu::aboutToShow, this, &RecentSessions::fill);
    retranslateUi();
}

QStringList RecentSessions::files() const { return QSettings().value(key()).toStringList(); }

void RecentSessions::keep(const QStringList &files)
{
    QSettings().setValue(key(), files);
    fill();
}

void RecentSessions::add(const QString &fileName)
{
    QStringList all = files();
    all.removeAll(fileName);
    all.prepend(fileName);
    keep(all.mid(0, kMost));
}

void RecentSessions::forget(const QString &fileName)
{
    QStringList all = files();
    if (all.removeAll(fileName) > 0)
        keep(all);
}

void RecentSessions::fill()
{
    clear();
    for (const QString &file : files()) {
        QString shown = QFileInfo(file).fileName();
        auto *action = addAction(shown.replace(u'&', QStringLiteral("&&")), this, [this, file] { Q_EMIT chosen(file); });
        action->setToolTip(file);
        action->setStatusTip(file);
    }
    menuAction()->setEnabled(!isEmpty());
}

void RecentSessions::retranslateUi()
{
    setTitle(tr("&Recent Sessions"));
    fill();
}

} // namespace interleave::window
