// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/phrase.h"
#include "core/record/run_record.h"

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace interleave::analysis {

enum class NoiseLevel : std::uint8_t { Green, Yellow, Red };
std::string_view toText(NoiseLevel level); ///< "green", "yellow", "red"

/// What can disturb a measurement.
enum class NoiseSignal : std::uint8_t {
    Swap, Throttling, Steal, ForeignCpu, Calibration, ForeignCpuBefore, PressureBefore, StealBefore, Drift, Disturbed, Suspended, Governor, Turbo, Battery
};
std::string_view toText(NoiseSignal signal); ///< "swap", "throttling", "steal", "foreign-cpu", …

/// One signal that was looked at.
struct NoiseReading {
    NoiseSignal signal = NoiseSignal::Steal;
    NoiseLevel level = NoiseLevel::Green;
    double value = 0;                  ///< in the unit of the words
    std::optional<double> yellow, red; ///< limits
    Phrase words;                      ///< what it says: "other programs took 7.2 % of the machine"
};

struct NoiseVerdict {
    std::optional<NoiseLevel> level;         ///< empty: nothing that was watched during the runs is known
    std::vector<NoiseReading> readings;      ///< the worst first; the first one decided
    std::vector<NoiseSignal> unavailable;    ///< not to be had on this machine, or not recorded

    /// The signal that decided; null if all is quiet or nothing is known.
    [[nodiscard]] const NoiseReading *decided() const;
};

/// Over the runs that are in the figures. Percentages are means, weighted by the runs' makespans: what one reading over all of them
/// would have said. Drift: Spearman's ρ of a run's place in order against its time ÷ its entry's median, |ρ| > 0.5 and not by chance (5 %).
NoiseVerdict noiseOf(const record::ExperimentRecord &experiment);

/// Of one run alone: what was seen during it.
NoiseVerdict noiseOf(const record::RunRecord &run);

} // namespace interleave::analysis
