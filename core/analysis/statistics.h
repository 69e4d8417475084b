// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/quantile.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace interleave::analysis {

/// One-pass mean and standard deviation (Welford). stdev is empty below 2 values.
struct Moments {
    std::size_t n = 0;
    double mean = 0;
    double m2 = 0;
    void add(double x);
    [[nodiscard]] std::optional<double> stdev() const;
    /// Coefficient of variation: stdev ÷ |mean|; empty below 2 values and for a mean of 0.
    [[nodiscard]] std::optional<double> variation() const;
};
Moments momentsOf(std::span<const double> values);

/// Student's t quantile.
double studentQuantile(double p, double degrees);
/// Student's interval of the mean; empty below 3 values.
std::optional<Interval> meanInterval(const Moments &moments, double confidence = 0.95);

/// Median of the distances to the median; empty below 2 values.
std::optional<double> medianAbsoluteDeviation(std::vector<double> values);

/// (Σx)² ÷ (n·Σx²) of shares: 1 = all the same, 1/n = one has everything. Empty for none, and where all are 0.
std::optional<double> jainFairness(std::span<const double> shares);

/// Autocorrelation at lag 1; empty below 2 values and without spread.
std::optional<double> lagOneCorrelation(std::span<const double> values);

/// Spearman's rank correlation, with mid-ranks; empty below 3 pairs and where one side has no spread. Shape: x and y equally long.
std::optional<double> spearman(std::span<const double> x, std::span<const double> y);

/// Mid-ranks from 1, in the order of the values.
std::vector<double> midRanks(std::span<const double> values);

/// a ÷ b as it is shown: 0 ÷ 0 is 1, x ÷ 0 infinite.
double displayRatio(double a, double b);

/// Measured durations without what no clock can have said: NaN, infinite, negative.
struct Cleaned {
    std::vector<double> values;
    std::size_t rejected = 0;
};
Cleaned cleaned(std::vector<double> values);

} // namespace interleave::analysis
