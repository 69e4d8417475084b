// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/sequence/sequence_texts.h"

#include "widgets/common/format.h"
#include "widgets/common/theme.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <climits>

namespace interleave::widgets {
namespace {

QString tr(const char *text, const char *disambiguation = nullptr, int n = -1)
{
    return QCoreApplication::translate("SequenceView", text, disambiguation, n);
}

std::int32_t applicationPid(const analysis::Interactions &all)
{
    for (const auto &line : all.lifelines)
        if (line.role == trace::LaneRole::Application)
            return line.pid;
    return 0;
}

QString busyText(double busy) { return QLocale().toString(std::min(100.0, busy * 100), 'f', 0) + QStringLiteral(" %"); }

bool showsBusy(const analysis::Lifeline &line) { return line.role == trace::LaneRole::Worker || line.role == trace::LaneRole::EventLoop; }

QString lineName(const SequencePlan &plan, std::uint32_t lifeline) { return QString::fromStdString(plan.interactions->lifelines[lifeline].name); }

QString taskName(std::uint32_t task) { return tr("task %1").arg(task); }

QString longMs(std::int64_t ns) { return tr("%1 ms").arg(QLocale().toString(static_cast<double>(ns) * 1e-6, 'f', 3)); }

} // namespace

QString modeName(AxisMode mode)
{
    switch (mode) {
    case AxisMode::Ordinal: return tr("Ordinal");
    case AxisMode::Compressed: return tr("Compressed");
    case AxisMode::Proportional: return tr("Proportional");
    }
    return {};
}

QString taskLabel(quint32 first, quint32 last, int count)
{
    if (count <= 1)
        return taskName(first);
    if (last >= first && last - first + 1 == static_cast<quint32>(count))
        return tr("tasks %1–%2").arg(first).arg(last);
    if (count == 2)
        return tr("tasks %1, %2").arg(first).arg(last);
    return tr("%1 tasks").arg(count);
}

QString arrowLabel(analysis::MessageKind kind, quint32 first, quint32 last, int count)
{
    if (first == base::kNoTask.value)
        return count > 1 ? tr("%1 × %2").arg(displayName(kind)).arg(count) : displayName(kind);
    const QString tasks = taskLabel(first, last, count);
    return kind == analysis::MessageKind::Spawn || kind == analysis::MessageKind::Cancel ? tr("%1: %2").arg(displayName(kind), tasks) : tasks;
}

int decimalsOf(std::int64_t span)
{
    if (span >= 1'000'000'000'000)
        return 0;
    return span >= 100'000'000'000 ? 1 : span >= 20'000'000 ? 2 : 3;
}

QString timeText(std::int64_t ns, int decimals)
{
    QString text = QLocale().toString(static_cast<double>(ns) * 1e-6, 'f', decimals);
    // A rounded −0.00 would look like something before the start.
    if (QLocale().toDouble(text) == 0.0)
        text = QLocale().toString(0.0, 'f', decimals);
    return text;
}

QString headName(const SequencePlan &plan, std::uint32_t column)
{
    const Column &c = plan.columns[column];
    if (c.lifelines.size() > 1)
        return QStringLiteral("▸ ") + tr("workers (%1)").arg(c.lifelines.size());
    const QString name = lineName(plan, c.lifelines.front());
    return c.expanded ? QStringLiteral("▾ ") + name : name;
}

QStringList headDetails(const SequencePlan &plan, std::uint32_t column)
{
    const Column &c = plan.columns[column];
    const auto &line = plan.interactions->lifelines[c.lifelines.front()];
    const QString busy = showsBusy(line) ? busyText(c.busy) : QString();
    if (c.lifelines.size() > 1)
        return {tr("%1 busy · click to open").arg(busy), tr("%1 busy").arg(busy), busy};
    QString id;
    if (line.pid != 0 && (line.role == trace::LaneRole::Application || otherProcess(plan, column)))
        id = tr("pid %1").arg(line.pid);
    else if (line.tid != 0)
        id = tr("tid %1").arg(line.tid);
    QStringList result;
    if (!id.isEmpty() && !busy.isEmpty())
        result << tr("%1 · %2 busy").arg(id, busy) << tr("%1 · %2").arg(id, busy);
    if (!busy.isEmpty())
        result << tr("%1 busy").arg(busy) << busy;
    else if (!id.isEmpty())
        result << id << id.section(QLatin1Char(' '), -1);
    return result;
}

bool otherProcess(const SequencePlan &plan, std::uint32_t column)
{
    const auto pid = applicationPid(*plan.interactions);
    const auto own = plan.interactions->lifelines[plan.columns[column].lifelines.front()].pid;
    return pid != 0 && own != 0 && own != pid;
}

QString activationTip(const SequencePlan &plan, const analysis::Activation &a)
{
    const QString where = lineName(plan, a.lifeline);
    const QString head = a.task == base::kNoTask.value ? where : tr("%1 on %2").arg(taskName(a.task), where);
    return tr("%1\n%2 for %3\n%4 – %5").arg(head, displayName(a.state), durationText(static_cast<double>(a.end - a.begin)), longMs(a.begin), longMs(a.end));
}

QString messageTip(const SequencePlan &plan, const analysis::Message &m, int count)
{
    QString what = displayName(m.kind);
    if (m.task != base::kNoTask.value)
        what = tr("%1: %2").arg(what, taskName(m.task));
    if (const auto label = plan.interactions->labelOf(m); !label.empty())
        what += QStringLiteral(" · ") + QString::fromUtf8(label.data(), static_cast<qsizetype>(label.size()));
    if (count > 1)
        what += QLatin1Char(' ') + tr("and %n more drawn as one", nullptr, count - 1);
    const QString way = tr("%1 → %2").arg(lineName(plan, m.from), lineName(plan, m.to));
    return tr("%1\n%2\nat %3, took %4").arg(what, way, longMs(m.sent), durationText(static_cast<double>(m.received - m.sent)));
}

QString headTip(const SequencePlan &plan, std::uint32_t column)
{
    const Column &c = plan.columns[column];
    if (c.lifelines.size() > 1)
        return tr("%n workers, each in a bar of its own here. Click to give each its own line.", nullptr, static_cast<int>(c.lifelines.size()));
    const auto &line = plan.interactions->lifelines[c.lifelines.front()];
    QString text = tr("%1: process %2, thread %3").arg(lineName(plan, c.lifelines.front())).arg(line.pid).arg(line.tid);
    if (showsBusy(line))
        text += QLatin1Char('\n') + tr("running %1 of the run").arg(busyText(line.busy));
    if (c.expanded)
        text += QLatin1Char('\n') + tr("Click to fold all workers into one line.");
    return text;
}

QString describe(const SequencePlan &plan, const QString &title)
{
    const auto &all = *plan.interactions;
    QStringList lines;
    for (std::uint32_t i = 0; i < plan.columns.size(); ++i)
        lines << QStringList{headName(plan, i), headDetails(plan, i).value(0)}.join(QLatin1Char(' ')).trimmed();
    return tr("Sequence diagram of %1: %2 lifelines, %3 hand-overs, from %4 to %5 after the start. %6")
        .arg(title)
        .arg(all.lifelines.size())
        .arg(all.messages.size())
        .arg(longMs(all.begin), longMs(all.end), lines.join(QStringLiteral("; ")));
}

QString loopName(const Loop &loop) { return tr("loop × %1").arg(QLocale().toString(loop.item.count)); }

QStringList loopTimes(const Loop &loop)
{
    const QString mean = tr("mean %1").arg(durationText(loop.item.times.mean));
    if (!loop.item.times.p99)
        return {mean};
    return {tr("%1 · p99 %2").arg(mean, durationText(*loop.item.times.p99)), mean};
}

QStringList loopSlowest(const Loop &loop)
{
    return {tr("slowest %1 ▸").arg(durationText(static_cast<double>(loop.item.times.slowestNs))), tr("slowest ▸"), QStringLiteral("▸")};
}

QString loopTip(const SequencePlan &plan, const Loop &loop)
{
    const QString way = tr("%1 hand-overs, repeated %2 times between %3 and %4")
                            .arg(loop.item.period)
                            .arg(QLocale().toString(loop.item.count), longMs(loop.begin), longMs(loop.end));
    return tr("%1\n%2 · %3\nFolded by: %4. Click the name to unfold all, “slowest” to unfold that one.")
        .arg(way, loopTimes(loop).front(), loopSlowest(loop).front().remove(QStringLiteral(" ▸")), foldName(plan.fold));
}

QString badgeText(std::uint64_t count)
{
    const auto value = static_cast<double>(count);
    const auto shortened = [](double number, const QString &unit) { return QLocale().toString(number, 'f', number < 10 ? 1 : 0) + QChar(0x202f) + unit; };
    if (count < 10'000)
        return QLocale().toString(static_cast<qulonglong>(count));
    return value < 999'500 ? shortened(value / 1e3, QStringLiteral("k")) : shortened(value / 1e6, QStringLiteral("M"));
}

QString cellTip(const SequencePlan &plan, std::uint32_t column, std::uint16_t slot, analysis::LaneState state, std::int64_t begin, std::int64_t end)
{
    const QString where = plan.columns[column].lifelines.size() > 1 ? tr("%1, place %2").arg(headName(plan, column).remove(QStringLiteral("▸ "))).arg(slot + 1)
                                                                      : lineName(plan, plan.columns[column].lifelines.front());
    return tr("%1\nmostly %2\n%3 – %4").arg(where, displayName(state), longMs(begin), longMs(end));
}

QString ribbonTip(const SequencePlan &plan, std::uint32_t from, std::uint32_t to, std::uint64_t count, std::int64_t begin, std::int64_t end)
{
    const QString way = tr("%1 → %2").arg(headName(plan, from), headName(plan, to));
    return tr("%1\n%n hand-overs\n%2 – %3", nullptr, static_cast<int>(std::min<std::uint64_t>(count, INT_MAX))).arg(way, longMs(begin), longMs(end));
}

QString orderName(ColumnOrder order)
{
    switch (order) {
    case ColumnOrder::Role: return tr("by role");
    case ColumnOrder::Communication: return tr("by communication");
    case ColumnOrder::Hand: return tr("by hand");
    }
    return {};
}

QString foldName(analysis::FoldLevel level)
{
    switch (level) {
    case analysis::FoldLevel::None: return tr("nothing");
    case analysis::FoldLevel::Exact: return tr("the same exchange");
    case analysis::FoldLevel::SamePair: return tr("the same two lines");
    case analysis::FoldLevel::SameTaskType: return tr("the same kind of task");
    }
    return {};
}

QString droppedText(quint64 dropped) { return tr("▒ %1 events dropped").arg(QLocale().toString(dropped)); }

} // namespace interleave::widgets
