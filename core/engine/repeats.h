// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/record/run_record.h"

#include <cstdint>
#include <vector>

/// Rounds that something disturbed are run once more, at the end; nothing is thrown away. Pure.
namespace interleave::engine {

/// How many rounds may be: a quarter, at least one. A machine that is disturbed all the time is not measured for ever.
std::size_t mostRepeats(std::int64_t rounds);

/// The rounds with a run that was disturbed, in their order; at most `most` of them.
std::vector<int> disturbedRounds(const record::ExperimentRecord &experiment, std::size_t most);

/// Marks the runs before which the machine was not as fast as before most: the minimum of their spin unit is further from the median of all
/// than record::noise allows. Needs six runs.
void flagShifted(record::ExperimentRecord &experiment);

/// Of each round that was run twice, one counts and the other is superseded, with a warning: the first, if the second is whole; else
/// the second. `firstRepeat`: number of the first run of a second time.
void settleRepeats(record::ExperimentRecord &experiment, base::RunId firstRepeat);

} // namespace interleave::engine
