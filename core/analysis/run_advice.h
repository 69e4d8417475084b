// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/quantile.h"

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

/// How many runs, and which of them: warm-up, repetition, precision.
namespace interleave::analysis {

/// Values before the series is steady: the least w such that from there on each window of 5 has its median within `tolerance` of the
/// median of the last half. Empty: no steady state (too short, a drift, two levels in turn): then the whole series counts and is said to be
/// so. A series that becomes slower is not cut to its fast start.
std::optional<std::size_t> warmupOf(std::span<const double> series, double tolerance = 0.02);

/// Runs for a 95 % interval of the mean whose full width is `width` of the mean, by the spread seen so far. Source: pyperf.
std::size_t runsForWidth(double variation, double width);

/// Half the 95 % interval of the median ÷ the median: what a stop on precision looks at. Empty below 6 values or for a median of 0.
std::optional<double> relativePrecision(const std::vector<double> &values);

/// Two or more levels of repetition, e.g. runs in fresh processes and repeats within one. Shape: level 0 is the lowest (repeats).
/// Source: Kalibera & Jones 2013, with the later correction.
struct LevelVariance {
    double mean = 0;
    std::vector<std::size_t> repetitions; ///< by level, lowest first
    std::vector<double> s2;               ///< biased variance of the level's means
    std::vector<double> t2;               ///< what the level itself adds; ≤ 0: nothing, repeat the level above only
    std::optional<Interval> interval;     ///< 95 % of the mean; empty below 3 repetitions of the highest level
};
/// Values in order, the lowest level fastest. Shape: values.size() = product of the repetitions, of which each is at least 2; else empty.
std::optional<LevelVariance> levelVariance(std::span<const double> values, std::vector<std::size_t> repetitions);

/// Repetitions of each level but the highest that give the most precision for the time. `costs`: of one more repetition, lowest level
/// first. Shape: not rounded; where a level adds nothing 1.
std::vector<double> optimalRepetitions(const LevelVariance &variance, std::span<const double> costs);

} // namespace interleave::analysis
