// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/distributions/distribution_data.h"

#include <QCoreApplication>

#include <algorithm>

namespace interleave::widgets {
namespace {

QString tr(const char *text) { return QCoreApplication::translate("Distributions", text); }

} // namespace

QString distributionKey(DistributionChart chart)
{
    switch (chart) {
    case DistributionChart::Ecdf: return QStringLiteral("latency-ecdf");
    case DistributionChart::Percentiles: return QStringLiteral("percentiles");
    case DistributionChart::Box: return QStringLiteral("latency-box");
    case DistributionChart::Histogram: return QStringLiteral("latency-histogram");
    case DistributionChart::TimeSplit: return QStringLiteral("time-split");
    case DistributionChart::TradeOff: return QStringLiteral("trade-off");
    }
    return {};
}

QString distributionTitle(DistributionChart chart)
{
    switch (chart) {
    case DistributionChart::Ecdf: return tr(QT_TRANSLATE_NOOP("Distributions", "Share of tasks done within a latency"));
    case DistributionChart::Percentiles: return tr(QT_TRANSLATE_NOOP("Distributions", "Latency by percentile"));
    case DistributionChart::Box: return tr(QT_TRANSLATE_NOOP("Distributions", "Latency: quartiles and outliers"));
    case DistributionChart::Histogram: return tr(QT_TRANSLATE_NOOP("Distributions", "Latency: how many tasks in each range"));
    case DistributionChart::TimeSplit: return tr(QT_TRANSLATE_NOOP("Distributions", "What a task's latency was made of, mean"));
    case DistributionChart::TradeOff: return tr(QT_TRANSLATE_NOOP("Distributions", "Time against memory"));
    }
    return {};
}

bool DistributionData::has(DistributionChart chart) const
{
    const auto any = [this](auto test) { return std::any_of(entries.begin(), entries.end(), test); };
    switch (chart) {
    case DistributionChart::Ecdf: return any([](const EntryDistribution &e) { return !e.ecdf.empty(); });
    case DistributionChart::Percentiles: return any([](const EntryDistribution &e) { return e.percentiles.size() > 1; });
    case DistributionChart::Box: return any([](const EntryDistribution &e) { return e.box.has_value(); });
    case DistributionChart::Histogram: return histogram.edges.size() > 1;
    case DistributionChart::TimeSplit: return any([](const EntryDistribution &e) { return e.split.has_value(); });
    case DistributionChart::TradeOff: return !scatter.empty();
    }
    return false;
}

DistributionData distributionsOf(const record::ExperimentRecord &experiment)
{
    DistributionData data;
    std::vector<analysis::ValuePool> pools;
    for (std::uint32_t i = 0; i < experiment.plan.executors.size(); ++i) {
        const base::EntryId entry{i};
        const auto &pool = pools.emplace_back(analysis::poolOf(experiment, entry, analysis::TaskMetric::Latency));
        data.entries.push_back({entry, pool.size(), pool.ecdf(), pool.percentilePlot(), analysis::boxOf(pool), analysis::timeSplitOf(experiment, entry)});
    }
    data.histogram = analysis::commonHistogram(pools);
    const analysis::Ranking ranking = analysis::rank(experiment);
    data.memory = ranking.memory;
    data.scatter = analysis::scatterOf(experiment, ranking);
    return data;
}

DistributionSource sourceOf(const plan::Plan &plan, const plan::Catalogue &catalogue, const Theme &theme, std::shared_ptr<const DistributionData> data)
{
    DistributionSource source{std::move(data), {}, entryStyles(plan, catalogue, theme)};
    for (const plan::ExecutorEntry &entry : plan.executors)
        source.names.push_back(entryName(entry, catalogue).oneLine());
    return source;
}

} // namespace interleave::widgets
