// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/figures.h"

#include <cstddef>
#include <optional>
#include <vector>

namespace interleave::analysis {

/// What a task's latency was made of, on average over an entry's succeeded tasks. Units: ns a task. Empty: not to be had; 0 is a measurement.
/// The parts and `rest` add up to `latency`.
struct TimeSplit {
    base::EntryId entry;
    std::size_t tasks = 0;                    ///< that the means are of
    std::size_t leftOut = 0;                  ///< succeeded tasks without what the others have
    double latency = 0;
    std::optional<double> queued, onCpu, runnable, blocked;
    struct Cause {
        trace::BlockCause cause = trace::BlockCause::None; ///< None: blocked, cause not kept
        double ns = 0;
    };
    std::vector<Cause> causes;                ///< of `blocked`, the largest first; together they are `blocked`
    double rest = 0;                          ///< running, runnable or blocked, not told apart
};
/// Empty if no task of a run that counts succeeded. Cost: linear in tasks.
std::optional<TimeSplit> timeSplitOf(const record::ExperimentRecord &experiment, base::EntryId entry);
std::optional<TimeSplit> timeSplitOf(const Runs &runs, base::EntryId entry);

} // namespace interleave::analysis
