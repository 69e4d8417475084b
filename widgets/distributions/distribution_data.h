// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/distributions.h"
#include "core/analysis/time_split.h"
#include "widgets/common/format.h"

#include <QString>

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace interleave::widgets {

/// The charts beside the table of results.
enum class DistributionChart : std::uint8_t { Ecdf, Percentiles, Box, Histogram, TimeSplit, TradeOff };
inline constexpr std::array kDistributionCharts{DistributionChart::Ecdf,      DistributionChart::Percentiles, DistributionChart::Box,
                                                DistributionChart::Histogram, DistributionChart::TimeSplit,   DistributionChart::TradeOff};
/// For file names: "latency-ecdf", "percentiles", "latency-box", "latency-histogram", "time-split", "trade-off".
QString distributionKey(DistributionChart chart);
QString distributionTitle(DistributionChart chart);

/// Latencies of one entry's succeeded tasks over all runs that count, and what they were made of. Units: ns.
struct EntryDistribution {
    base::EntryId entry;
    std::size_t tasks = 0;
    std::vector<analysis::EcdfPoint> ecdf;
    std::vector<analysis::PercentilePoint> percentiles;
    std::optional<analysis::Box> box;
    std::optional<analysis::TimeSplit> split;
};

/// Numbers that the charts are drawn from. Shape: `entries` by EntryId; histogram: a distribution an entry.
struct DistributionData {
    std::vector<EntryDistribution> entries;
    analysis::CommonHistogram histogram;
    std::vector<analysis::ScatterPoint> scatter;
    analysis::MemoryKind memory = analysis::MemoryKind::Pss;
    [[nodiscard]] bool has(DistributionChart chart) const;
};

/// Cost: n log n in tasks. Threads: any.
DistributionData distributionsOf(const record::ExperimentRecord &experiment);

/// The numbers with how their entries look and are called; by EntryId.
struct DistributionSource {
    std::shared_ptr<const DistributionData> data; ///< null: nothing yet
    std::vector<QString> names;
    std::vector<SeriesStyle> styles;
    [[nodiscard]] QString name(base::EntryId entry) const { return entry.value < names.size() ? names[entry.value] : QString(); }
    [[nodiscard]] bool has(DistributionChart chart) const { return data && data->has(chart); }
};
DistributionSource sourceOf(const plan::Plan &plan, const plan::Catalogue &catalogue, const Theme &theme, std::shared_ptr<const DistributionData> data);

} // namespace interleave::widgets
