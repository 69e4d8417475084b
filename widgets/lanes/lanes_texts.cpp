// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/lanes/lanes_texts.h"

#include "widgets/common/format.h"

#include <QCoreApplication>
#include <QLocale>
#include <QStringList>

#include <algorithm>

namespace interleave::widgets {
namespace {

QString tr(const char *text, const char *disambiguation = nullptr, int n = -1)
{
    return QCoreApplication::translate("LanesView", text, disambiguation, n);
}

QString shareText(double share) { return QLocale().toString(std::clamp(share * 100, 0.0, 100.0), 'f', 0) + QStringLiteral(" %"); }

QString nameOf(const LanesPicture &picture, std::uint32_t lifeline) { return QString::fromStdString(picture.interactions->lifelines[lifeline].name); }

bool works(const analysis::Lifeline &line) { return line.role == trace::LaneRole::Worker || line.role == trace::LaneRole::EventLoop; }

QString longMs(double ns) { return tr("%1 ms").arg(QLocale().toString(ns * 1e-6, 'f', 3)); }

QString taskName(std::uint32_t task) { return tr("task %1").arg(task); }

} // namespace

QString laneName(const LanesPicture &picture, const LaneRow &row)
{
    if (row.group)
        return (row.open ? QStringLiteral("▾ ") : QStringLiteral("▸ ")) + tr("workers (%1)").arg(row.lifelines.size());
    const QString name = nameOf(picture, row.lifelines.front());
    return row.member ? QStringLiteral("   ") + name : name;
}

QString laneDetail(const LanesPicture &picture, const LaneRow &row)
{
    return row.group || works(picture.interactions->lifelines[row.lifelines.front()]) ? shareText(row.busy) : QString();
}

QString inFlightName() { return tr("in flight"); }
QString queuedName() { return tr("waiting"); }
QString mostText(double most) { return tr("up to %1").arg(countText(static_cast<qint64>(most))); }
QString rulerTitle() { return tr("s since start"); }
QString droppedEventsText(quint64 dropped) { return tr("▒ %1 events dropped").arg(QLocale().toString(dropped)); }

QString headTip(const LanesPicture &picture, const LaneRow &row)
{
    if (row.group) {
        const QString what = tr("%n workers as one line: as high as many of them are active.", nullptr, static_cast<int>(row.lifelines.size()));
        return what + QLatin1Char('\n') + tr("running %1 of the run").arg(shareText(row.busy)) + QLatin1Char('\n')
            + (row.open ? tr("Click to fold the lines of the workers away.") : tr("Click to give each its own line below."));
    }
    const auto &line = picture.interactions->lifelines[row.lifelines.front()];
    QString text = tr("%1: process %2, thread %3").arg(nameOf(picture, row.lifelines.front())).arg(line.pid).arg(line.tid);
    if (works(line))
        text += QLatin1Char('\n') + tr("running %1 of the run").arg(shareText(line.busy));
    if (row.thin > 0)
        text += QLatin1Char('\n') + tr("up to %n tasks at once", nullptr, picture.atOnce[row.lifelines.front()].most());
    return text;
}

QString barTip(const LanesPicture &picture, const StateBar &bar)
{
    const QString where = nameOf(picture, bar.lifeline);
    const auto task = bar.activation == kNoActivation ? base::kNoTask.value : picture.interactions->activations[bar.activation].task;
    const QString head = task == base::kNoTask.value ? where : tr("%1 on %2").arg(taskName(task), where);
    return tr("%1\n%2 for %3\n%4 – %5").arg(head, displayName(bar.state), durationText(bar.end - bar.begin), longMs(bar.begin), longMs(bar.end));
}

QString cellTip(const LanesPicture &picture, const LaneRow &row, const CellAt &at, std::int64_t width)
{
    const QString head = row.group ? tr("workers (%1)").arg(row.lifelines.size()) : nameOf(picture, row.lifelines.front());
    const auto begin = static_cast<double>(at.begin), wide = static_cast<double>(width);
    const QString what = at.cell.state == analysis::LaneState::Idle ? displayName(at.cell.state)
                                                                      : tr("mostly %1, active %2 of %3").arg(displayName(at.cell.state), shareText(at.cell.activeShare()), durationText(wide));
    return tr("%1\n%2\n%3 states begin\n%4 – %5").arg(head, what, countText(at.cell.begun), longMs(begin), longMs(begin + wide));
}

QString arrowTip(const LanesPicture &picture, const TaskArrow &arrow)
{
    const auto &m = picture.interactions->messages[arrow.message];
    QString what = displayName(m.kind);
    if (m.task != base::kNoTask.value)
        what = tr("%1: %2").arg(what, taskName(m.task));
    const QString way = tr("%1 → %2").arg(nameOf(picture, m.from), nameOf(picture, m.to));
    return tr("%1\n%2\nat %3, took %4").arg(what, way, longMs(static_cast<double>(m.sent)), durationText(static_cast<double>(m.received - m.sent)));
}

QString countTip(const QString &name, double value, double ns) { return tr("%1: %2 at %3").arg(name, countText(static_cast<qint64>(value)), longMs(ns)); }

QString describeLanes(const LanesPicture &picture, const std::vector<LaneRow> &rows, const QString &title)
{
    const auto &all = *picture.interactions;
    QStringList lines;
    for (const LaneRow &row : rows)
        lines << QStringList{laneName(picture, row).trimmed(), laneDetail(picture, row)}.join(QLatin1Char(' ')).trimmed();
    return tr("Lanes of %1: %2 lanes, %3 states, from %4 to %5 after the start; up to %6 tasks in flight, up to %7 waiting. %8")
        .arg(title, countText(static_cast<qint64>(all.lifelines.size())), countText(static_cast<qint64>(all.activations.size())), longMs(static_cast<double>(all.begin)),
             longMs(static_cast<double>(all.end)), countText(static_cast<qint64>(picture.inFlight.most())), countText(static_cast<qint64>(picture.queued.most())), lines.join(QStringLiteral("; ")));
}

} // namespace interleave::widgets
