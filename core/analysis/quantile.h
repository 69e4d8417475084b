// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace interleave::analysis {

using Interval = std::pair<double, double>; ///< low, high

/// Quantile of type 7 (linear). `sorted` ascending, not empty; p in [0, 1].
double quantileSorted(std::span<const double> sorted, double p);
/// The nine sample quantiles by their number. Source: Hyndman & Fan 1996; what other tools print is one of these.
double quantileSorted(std::span<const double> sorted, double p, int type);

/// Values below which a percentile has no two-sided 95 % bound: p50 6, p90 36, p95 72, p99 368 (by the binomial).
std::size_t samplesFor(double p);
bool percentileAllowed(std::size_t n, double p);

/// The percentile if n allows it. `sorted` ascending.
std::optional<double> percentile(std::span<const double> sorted, double p);

/// Median of unsorted values; empty for none.
std::optional<double> median(std::vector<double> values);

/// The largest rank k, from 1, with P(Bin(n, p) < k) ≤ tail; 0 if there is none. Cost: log n.
std::size_t lowerRank(std::size_t n, double p, double tail);

/// Ranks, from 1, of the distribution-free interval of a quantile by order statistics. Empty: that side has no bound.
struct RankInterval {
    std::optional<std::size_t> low, high;
};
RankInterval quantileRanks(std::size_t n, double p, double confidence = 0.95);

/// The interval itself; empty if a side has no bound.
std::optional<Interval> quantileInterval(std::vector<double> values, double p, double confidence = 0.95);
/// 95 %, of the median; empty below 6 values.
std::optional<Interval> medianInterval(std::vector<double> values);

} // namespace interleave::analysis
