// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/outliers.h"
#include "core/analysis/ranking.h"
#include "core/analysis/summary.h"
#include "core/analysis/value_pool.h"

#include <optional>
#include <span>
#include <vector>

/// What the charts of results are drawn from: numbers, no pixels.
namespace interleave::analysis {

/// One duration of all succeeded tasks of the entry's runs that count, together. Units: ns. Cost: n log n.
ValuePool poolOf(const record::ExperimentRecord &experiment, base::EntryId entry, TaskMetric metric);

/// The figure of each run that counts, in the order they ran (makespans for a box with points).
std::vector<double> figuresOf(const record::ExperimentRecord &experiment, base::EntryId entry, Goal goal);

/// A box plot after Tukey, with the values themselves where there are few.
struct Box {
    std::size_t n = 0;
    double min = 0, q1 = 0, median = 0, q3 = 0, max = 0;
    double whiskerLow = 0, whiskerHigh = 0; ///< the outermost values within 1.5 quartile distances
    struct Point {
        double value = 0;
        OutlierMark mark = OutlierMark::None;
    };
    std::vector<Point> points; ///< all of up to kAllPoints values, in their order; of more only outliers, the outermost kAllPoints
    static constexpr std::size_t kAllPoints = 200;
};
/// Empty without values.
std::optional<Box> boxOf(const std::vector<double> &values);
std::optional<Box> boxOf(const ValuePool &pool);

/// Counts of several distributions in the same bins, so that they can be laid over each other.
/// Shape: edges.size() = bins + 1, ascending, evenly spaced in the logarithm; a bin holds its lower edge, the last one both.
struct CommonHistogram {
    std::vector<double> edges;
    std::vector<std::vector<std::uint64_t>> counts; ///< by distribution, then by bin
    std::vector<std::uint64_t> zeros;               ///< values of 0, which no logarithm shows
    std::vector<std::uint64_t> totals;              ///< of each distribution, zeros too
};
/// Empty edges where no value is above 0. All values the same: one bin around them.
CommonHistogram commonHistogram(std::span<const ValuePool> pools, std::size_t bins = 40);

/// One entry in the scatter of time against memory.
struct ScatterPoint {
    base::EntryId entry;
    std::size_t league = 0;                  ///< as in the ranking
    double timeNs = 0, memoryBytes = 0;      ///< medians over runs
    std::optional<Interval> time, memory;    ///< 95 % of the medians
    std::optional<double> cpuNs;
    /// No other of its league has a median as good in each of time, memory and CPU (where all have it) and better in one.
    bool pareto = false;
};
/// Entries with both figures, in plan order.
std::vector<ScatterPoint> scatterOf(const record::ExperimentRecord &experiment, const Ranking &ranking);

/// Which points no other dominates. Shape: all points have as many coordinates; less is better. Equal points are all in.
std::vector<bool> paretoSet(const std::vector<std::vector<double>> &points);

} // namespace interleave::analysis
