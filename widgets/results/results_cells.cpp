// SPDX-License-Identifier: GPL-3.0-or-later
// What stands in the cells and headings of the results.
#include "widgets/results/result_texts.h"
#include "widgets/results/results_model.h"

#include <QStringList>

#include <algorithm>
#include <cmath>

namespace interleave::widgets {
namespace {

using Formatter = QString (*)(std::optional<double>);

QString numberOnly(std::optional<double> value) { return value ? threeDigits(*value) : dashText(); }
QString wholeNumber(std::optional<double> value) { return value ? countText(static_cast<qint64>(std::llround(*value))) : dashText(); }
QString factorOrDash(std::optional<double> value) { return value ? factorText(*value) : dashText(); }

Formatter formatterOf(analysis::Goal goal)
{
    switch (goal) {
    case analysis::Goal::Throughput: return rateText;
    case analysis::Goal::Memory: return bytesText;
    case analysis::Goal::Makespan:
    case analysis::Goal::MeanLatency:
    case analysis::Goal::P99Latency:
    case analysis::Goal::Cpu:
    case analysis::Goal::Balanced: break;
    }
    return durationText;
}

/// "220 – 222 ms": the unit is said once if it is the same.
QString spanText(Formatter format, std::optional<double> from, std::optional<double> to)
{
    if (!from || !to)
        return dashText();
    const QString low = format(from);
    const QString high = format(to);
    const qsizetype unit = low.lastIndexOf(u' ');
    const bool same = unit >= 0 && high.endsWith(QStringView(low).mid(unit));
    return (same ? low.left(unit) : low) + QStringLiteral(" – ") + high;
}

bool isPercentile(int column) { return column == ResultsModel::LatencyMedian || column == ResultsModel::LatencyP95 || column == ResultsModel::LatencyP99; }

/// The percentile, if the number of tasks allows it.
std::optional<double> percentileOf(const ResultRow &row, int column)
{
    return column == ResultsModel::LatencyMedian ? row.summary.latencyMedian : column == ResultsModel::LatencyP95 ? row.summary.latencyP95 : row.summary.latencyP99;
}

bool isMaximum(const ResultRow &row, int column) { return isPercentile(column) && !percentileOf(row, column) && row.latencyMax; }

Formatter formatterOfColumn(int column, analysis::Goal goal)
{
    switch (column) {
    case ResultsModel::Figure: return formatterOf(goal);
    case ResultsModel::Speedup: return factorOrDash;
    case ResultsModel::Throughput: return numberOnly;
    case ResultsModel::Cpu: return percentText;
    case ResultsModel::Memory: return bytesText;
    case ResultsModel::Runs:
    case ResultsModel::Failed: return wholeNumber;
    default: return durationText;
    }
}

bool canBeRelative(int column)
{
    return column != ResultsModel::Speedup && column != ResultsModel::Runs && column != ResultsModel::Failed;
}

} // namespace

std::optional<double> ResultsModel::number(const ResultRow &row, int column) const
{
    const analysis::EntrySummary &s = row.summary;
    switch (column) {
    case Rank: return row.place.rank ? std::optional(static_cast<double>(*row.place.rank)) : std::nullopt;
    case Verdict: return static_cast<double>(row.place.verdict);
    case Makespan: return s.makespanMedian;
    case Range: return s.makespanLow && s.makespanHigh ? std::optional(*s.makespanHigh - *s.makespanLow) : std::nullopt;
    case Figure: return row.place.median;
    case Speedup: return s.speedup;
    case Throughput: return s.throughputMedian;
    case LatencyMedian:
    case LatencyP95:
    case LatencyP99: return isMaximum(row, column) ? row.latencyMax : percentileOf(row, column);
    case Cpu: return s.cpuPercentMean;
    case Memory: return row.memory;
    case Switches: return row.voluntary && row.involuntary ? std::optional(*row.voluntary + *row.involuntary) : std::nullopt;
    case Setup: return s.setupMedian;
    case FirstResult: return s.firstResultMedian;
    case Runs: return static_cast<double>(s.runs);
    case Failed: return static_cast<double>(s.failed);
    default: return std::nullopt;
    }
}

const ResultRow *ResultsModel::reference() const
{
    const ResultRow *fastest = nullptr;
    for (const ResultRow &row : m_rows) {
        if (row.summary.succeeded > 0 && row.summary.makespanMedian && (!fastest || *row.summary.makespanMedian < *fastest->summary.makespanMedian))
            fastest = &row;
    }
    return fastest;
}

QString ResultsModel::numberText(const ResultRow &row, int column) const
{
    const auto value = number(row, column);
    QString text = formatterOfColumn(column, m_goal)(value);
    if (m_relative && value && canBeRelative(column)) {
        const ResultRow *fastest = reference();
        const auto unit = fastest ? number(*fastest, column) : std::nullopt;
        text = unit && *unit > 0 ? factorText(*value / *unit) : dashText();
    }
    return isMaximum(row, column) ? tr("max %1", "largest latency").arg(text) : text;
}

QString ResultsModel::rangeText(const ResultRow &row) const
{
    const ResultRow *fastest = m_relative ? reference() : nullptr;
    if (!m_relative || !row.summary.makespanLow || !row.summary.makespanHigh)
        return spanText(durationText, row.summary.makespanLow, row.summary.makespanHigh);
    if (!fastest || !(*fastest->summary.makespanMedian > 0))
        return dashText();
    const double unit = *fastest->summary.makespanMedian;
    return spanText(factorOrDash, *row.summary.makespanLow / unit, *row.summary.makespanHigh / unit);
}

QString ResultsModel::text(const ResultRow &row, int column) const
{
    switch (column) {
    case Rank: return placeText(row.place);
    case Name: return nameOf(row.place.entry);
    case Verdict: return verdictWords(row.place, m_goal);
    case Range: return rangeText(row);
    case Switches:
        if (!row.voluntary && !row.involuntary)
            return dashText();
        return tr("%1 / %2", "voluntary and involuntary context switches").arg(wholeNumber(row.voluntary), wholeNumber(row.involuntary));
    default: return numberText(row, column);
    }
}

QString ResultsModel::tip(const ResultRow &row, int column) const
{
    if (isMaximum(row, column))
        return tr("Largest of %1 tasks a run: too few for this percentile.").arg(countText(static_cast<qint64>(row.tasksPerRun.value_or(0))));
    if (column == Failed && row.summary.failedRuns > 0)
        return tr("%1 of the runs failed as a whole.").arg(countText(static_cast<qint64>(row.summary.failedRuns)));
    if (column == Name)
        return (QStringList(nameOf(row.place.entry)) + failedChecksOf(row)).join(u'\n');
    if (column != Rank && column != Verdict && column != Makespan && column != Figure)
        return {};
    QStringList lines{verdictWords(row.place, m_goal)};
    for (const record::LeftOut &left : m_record.leftOut) {
        if (left.entry == row.place.entry)
            lines << QString::fromStdString(left.reason);
    }
    if (row.place.median)
        lines << tr("%1: %2 (95 % interval: %3)").arg(goalText(m_goal), formatterOf(m_goal)(row.place.median), spanText(formatterOf(m_goal), row.place.low, row.place.high));
    if (row.toLeader && row.leader)
        lines << comparisonText(*row.toLeader, nameOf(*row.leader));
    return (lines + failedChecksOf(row)).join(u'\n');
}

QStringList ResultsModel::failedChecksOf(const ResultRow &row) const
{
    QStringList lines;
    for (const analysis::Phrase &phrase : row.failedChecks)
        lines << tr("Check failed: %1").arg(phraseText(phrase, [this](base::EntryId entry) { return nameOf(entry); }));
    return lines;
}

QVariant ResultsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::Alignment(Qt::AlignVCenter | (section == Name || section == Verdict ? Qt::AlignLeft : Qt::AlignRight)));
    const bool pss = m_outcome.ranking.memory == analysis::MemoryKind::Pss;
    const struct {
        QString title, tip;
    } texts[ColumnCount] = {
        {tr("Rank"), tr("1 + number of entries that are better, by the rounds that both ran in; what cannot be told apart shares a rank")},
        {tr("Concurrency model"), tr("What ran the tasks")},
        {tr("Verdict"), tr("Of the comparison with every other entry, by what is chosen under “Rank by”")},
        {tr("Makespan\nmedian"), tr("From the first task that could be taken to the last one done; median of the runs")},
        {tr("Low – high"), tr("95 % interval of the median makespan; from 6 runs on")},
        {goalText(m_goal) + u'\n' + tr("median"), tr("What the entries are ranked by; median of the runs")},
        {tr("Speed-\nup"), tr("Over the sequential run of the same tasks, if there was one")},
        {tr("Tasks\nper s"), tr("Succeeded tasks per second of makespan; median of the runs")},
        {tr("Latency\nmedian"), tr("From a task being due to its end")},
        {tr("Latency\np95"), tr("95 of 100 tasks took at most this long")},
        {tr("Latency\np99"), tr("99 of 100 tasks took at most this long")},
        {tr("CPU\nmean"), tr("100 % = one core")},
        {pss ? tr("Peak\nPSS") : tr("Peak\nRSS"), pss ? tr("Memory of all processes of the run; shared pages count once") : tr("Resident memory of all processes of the run; shared pages count once a process")},
        {tr("Switches\nvol. / inv."), tr("Context switches of a run: voluntary and involuntary; medians")},
        {tr("Set-up"), tr("Before the first task could be taken: threads, processes, event loop; median")},
        {tr("First\nresult"), tr("From the start to the first finished task; median")},
        {tr("n"), tr("Measured runs so far, without warm-up")},
        {tr("Failed"), tr("Tasks that did not succeed, over all runs")},
    };
    if (role == Qt::DisplayRole)
        return texts[section].title;
    return role == Qt::ToolTipRole ? QVariant(texts[section].tip) : QVariant();
}

QString ResultsModel::commandOf(int row) const
{
    const auto entry = entryAt(row);
    if (!entry || *entry >= m_record.plan.executors.size())
        return {};
    const plan::ExecutorEntry &executor = m_record.plan.executors[*entry];
    QStringList parameters;
    for (const auto &[key, value] : executor.parameters)
        parameters << QString::fromStdString(key + "=" + plan::toText(value));
    const QString id = QString::fromStdString(executor.id) + (parameters.isEmpty() ? QString() : u':' + parameters.join(u','));
    return QStringLiteral("interleave run plan.json --executor %1 --repetitions %2 --warmup %3 --seed %4")
        .arg(id)
        .arg(m_record.plan.repetitions)
        .arg(m_record.plan.warmup)
        .arg(m_record.plan.workload.seed);
}

QString ResultsModel::machineText() const
{
    const record::Environment &machine = m_record.environment;
    QStringList parts;
    for (const std::string &text : {machine.cpuModel, machine.os, machine.kernel}) {
        if (!text.empty())
            parts << QString::fromStdString(text);
    }
    parts << tr("cores allowed: %1").arg(threeDigits(machine.cores.allowed)) << tr("seed: %1").arg(m_record.plan.workload.seed) << tr("Interleave %1").arg(QStringLiteral(INTERLEAVE_VERSION));
    return parts.join(QStringLiteral(" · "));
}

} // namespace interleave::widgets
