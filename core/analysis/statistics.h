// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace interleave::analysis {

/// Quantile of type 7 (linear). `sorted` ascending, not empty; p in [0, 1].
double quantileSorted(std::span<const double> sorted, double p);

/// Samples below which a percentile has no two-sided 95 % bound: p50 6, p90 36, p95 72, p99 368 (by the binomial).
bool percentileAllowed(std::size_t n, double p);

/// The percentile if n allows it. `sorted` ascending.
std::optional<double> percentile(std::span<const double> sorted, double p);

/// Median of unsorted values; empty for none.
std::optional<double> median(std::vector<double> values);

/// Distribution-free 95 % interval of the median by order statistics; empty below 6 values.
std::optional<std::pair<double, double>> medianInterval(std::vector<double> values);

/// One-pass mean and standard deviation (Welford). stdev is empty below 2 values.
struct Moments {
    std::size_t n = 0;
    double mean = 0;
    double m2 = 0;
    void add(double x);
    [[nodiscard]] std::optional<double> stdev() const;
};

} // namespace interleave::analysis
