// SPDX-License-Identifier: GPL-3.0-or-later
// The charts as words and as a table, from the same numbers.
#include "widgets/distributions/distribution_picture.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>

namespace interleave::widgets {
namespace {

QString tr(const char *text) { return QCoreApplication::translate("Distributions", text); }

std::optional<double> percentileOf(const EntryDistribution &entry, double p)
{
    const auto found = std::find_if(entry.percentiles.begin(), entry.percentiles.end(), [p](const auto &point) { return std::abs(point.p - p) < 1e-9; });
    return found == entry.percentiles.end() ? std::nullopt : std::optional(found->value);
}

QStringList splitCells(const analysis::TimeSplit &split)
{
    QStringList causes;
    for (const auto &cause : split.causes)
        causes << causeText(cause.cause) + u' ' + durationText(cause.ns);
    return {durationText(split.latency), durationText(split.queued), durationText(split.onCpu), durationText(split.runnable), durationText(split.blocked), causes.join(QStringLiteral("; ")), durationText(split.rest)};
}

QStringList headingOf(DistributionChart chart)
{
    const QString model = tr(QT_TRANSLATE_NOOP("Distributions", "Concurrency model"));
    switch (chart) {
    case DistributionChart::TimeSplit:
        return {model, tr(QT_TRANSLATE_NOOP("Distributions", "latency")), tr(QT_TRANSLATE_NOOP("Distributions", "queued")), tr(QT_TRANSLATE_NOOP("Distributions", "on CPU")),
                tr(QT_TRANSLATE_NOOP("Distributions", "waiting for a CPU")), tr(QT_TRANSLATE_NOOP("Distributions", "blocked")), tr(QT_TRANSLATE_NOOP("Distributions", "blocked by")),
                tr(QT_TRANSLATE_NOOP("Distributions", "not available"))};
    case DistributionChart::TradeOff:
        return {model, tr(QT_TRANSLATE_NOOP("Distributions", "makespan")), tr(QT_TRANSLATE_NOOP("Distributions", "peak memory")), tr(QT_TRANSLATE_NOOP("Distributions", "CPU time")),
                tr(QT_TRANSLATE_NOOP("Distributions", "none is better in all"))};
    case DistributionChart::Ecdf:
    case DistributionChart::Percentiles:
    case DistributionChart::Box:
    case DistributionChart::Histogram: break;
    }
    return {model, tr(QT_TRANSLATE_NOOP("Distributions", "tasks")), tr(QT_TRANSLATE_NOOP("Distributions", "smallest")), tr(QT_TRANSLATE_NOOP("Distributions", "first quartile")),
            tr(QT_TRANSLATE_NOOP("Distributions", "median")), tr(QT_TRANSLATE_NOOP("Distributions", "third quartile")), tr(QT_TRANSLATE_NOOP("Distributions", "p90")),
            tr(QT_TRANSLATE_NOOP("Distributions", "p99")), tr(QT_TRANSLATE_NOOP("Distributions", "largest"))};
}

QStringList latencyCells(const EntryDistribution &entry)
{
    const auto of = [&entry](double analysis::Box::*member) { return durationText(entry.box ? std::optional(*entry.box.*member) : std::nullopt); };
    return {countText(static_cast<qint64>(entry.tasks)), of(&analysis::Box::min), of(&analysis::Box::q1), of(&analysis::Box::median), of(&analysis::Box::q3),
            durationText(percentileOf(entry, 0.9)), durationText(percentileOf(entry, 0.99)), of(&analysis::Box::max)};
}

/// A row an entry that has something to say; the first cell is its name.
std::vector<QStringList> rowsOf(DistributionChart chart, const DistributionSource &source)
{
    std::vector<QStringList> rows;
    if (!source.data)
        return rows;
    if (chart == DistributionChart::TradeOff) {
        for (const analysis::ScatterPoint &point : source.data->scatter)
            rows.push_back({source.name(point.entry), durationText(point.timeNs), bytesText(point.memoryBytes), durationText(point.cpuNs),
                            point.pareto ? tr(QT_TRANSLATE_NOOP("Distributions", "yes")) : tr(QT_TRANSLATE_NOOP("Distributions", "no"))});
        return rows;
    }
    for (const EntryDistribution &entry : source.data->entries) {
        const bool split = chart == DistributionChart::TimeSplit;
        if (split ? !entry.split.has_value() : entry.tasks == 0)
            continue;
        rows.push_back(QStringList{source.name(entry.entry)} + (split ? splitCells(*entry.split) : latencyCells(entry)));
    }
    return rows;
}

} // namespace

QString distributionText(DistributionChart chart, const DistributionSource &source)
{
    QStringList lines{distributionTitle(chart)};
    const QStringList heading = headingOf(chart);
    for (const QStringList &row : rowsOf(chart, source)) {
        QStringList parts;
        for (qsizetype i = 1; i < row.size(); ++i) {
            if (!row[i].isEmpty())
                parts << heading[i] + u' ' + row[i];
        }
        lines << row.front() + QStringLiteral(": ") + parts.join(QStringLiteral(", "));
    }
    return lines.join(u'\n');
}

QString distributionTable(DistributionChart chart, const DistributionSource &source)
{
    QString text = headingOf(chart).join(u'\t') + u'\n';
    for (const QStringList &row : rowsOf(chart, source))
        text += row.join(u'\t') + u'\n';
    return text;
}

} // namespace interleave::widgets
