// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/// From where on a sign of noise is worth a caution (yellow), and from where on it spoils a run (red). One table for the cautions before
/// the first run, for the rounds that the engine repeats, and for whoever judges the results.
namespace interleave::record::noise {

struct Limits {
    double yellow = 0;
    double red = 0;
};

constexpr Limits kStealPercent{0.5, 2};
constexpr Limits kForeignPercent{5, 15};          ///< of the machine's capacity
constexpr Limits kPressureCpuUs{5'000, 50'000};   ///< a second
constexpr Limits kThrottledPercent{0, 5};         ///< of the quota's periods; yellow: any
constexpr Limits kCalibrationSpread{1.05, 1.15};  ///< mean ÷ minimum of the spin unit
constexpr double kCalibrationShift = 0.10;        ///< of the unit's minimum against the median of the experiment: the run is done once more

} // namespace interleave::record::noise
