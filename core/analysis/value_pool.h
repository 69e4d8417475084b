// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/quantile.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

namespace interleave::analysis {

/// Counts of whole numbers in buckets of three significant digits: at most 0.1 % off, whatever there is. Source: HdrHistogram.
class DigitHistogram {
public:
    void add(std::int64_t value, std::uint64_t count = 1); ///< negative counts as 0
    /// The value, and what a client that waited for it would have seen meanwhile: value − interval, − 2 · interval, … down to interval.
    void addCorrected(std::int64_t value, std::int64_t interval);
    void merge(const DigitHistogram &other);

    [[nodiscard]] std::uint64_t total() const { return m_total; }
    /// HdrHistogram's rule: the bucket of the ⌊p·N + 0.5⌋-th value, at least the first; its highest value. 0 without any.
    [[nodiscard]] std::int64_t valueAt(double p) const;
    /// Every bucket that is not empty, ascending: its highest value and how many.
    void forEach(const std::function<void(std::int64_t, std::uint64_t)> &visit) const;

private:
    std::vector<std::uint64_t> m_counts;
    std::uint64_t m_total = 0;
};

/// A point of an empirical distribution: this share of the values is at most `value`.
struct EcdfPoint {
    double value = 0;
    double share = 0;
};

/// A point of a percentile plot with its distribution-free 95 % interval.
struct PercentilePoint {
    double p = 0;
    double value = 0;
    std::optional<Interval> interval; ///< empty above kExactValues, and where a side has no bound
};

/// Values of several runs together: their distribution, never the mean of their percentiles. Up to kExactValues it keeps each and its
/// quantiles are of type 7; above that a DigitHistogram. Units: those of the values. NaN, infinite and negative ones are rejected and counted.
class ValuePool {
public:
    static constexpr std::size_t kExactValues = 1'000'000;

    explicit ValuePool(std::vector<double> values);
    /// From the start as a histogram: values come one by one.
    explicit ValuePool(DigitHistogram histogram, double min, double max, std::size_t rejected);

    [[nodiscard]] std::size_t size() const { return m_size; }
    [[nodiscard]] std::size_t rejected() const { return m_rejected; }
    [[nodiscard]] bool exact() const { return m_histogram.total() == 0; } ///< false: within 0.1 %
    [[nodiscard]] std::optional<double> min() const { return m_size > 0 ? std::optional(m_min) : std::nullopt; }
    [[nodiscard]] std::optional<double> max() const { return m_size > 0 ? std::optional(m_max) : std::nullopt; }

    /// Whatever n; empty without values. For display `percentile` is the honest one.
    [[nodiscard]] std::optional<double> quantile(double p) const;
    /// Only if n allows it.
    [[nodiscard]] std::optional<double> percentile(double p) const;

    /// At most `most` points (at least 8), always with the smallest and the largest value; denser at both ends, where the tail is.
    [[nodiscard]] std::vector<EcdfPoint> ecdf(std::size_t most = 1000) const;
    /// From the smallest value to the largest percentile that n allows: 0, 10, 25, 50, 75, 90 and on, ten steps a nine.
    [[nodiscard]] std::vector<PercentilePoint> percentilePlot() const;
    /// Every value, ascending, with how many there are of it.
    void forEach(const std::function<void(double, std::uint64_t)> &visit) const;

private:
    [[nodiscard]] std::optional<Interval> interval(double p) const;
    std::vector<double> m_sorted; ///< empty if it is a histogram
    DigitHistogram m_histogram;
    std::size_t m_size = 0, m_rejected = 0;
    double m_min = 0, m_max = 0;
};

} // namespace interleave::analysis
