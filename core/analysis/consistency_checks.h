// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/consistency.h"

#include <vector>

namespace interleave::analysis {

/// A run that is being checked, and what was found.
struct Checked {
    const record::RunRecord &run;
    const plan::Workload &workload;
    const metrics::AllowedCores &cores;
    std::vector<Violation> found;

    void complain(Check check, Phrase what, Phrase meaning) { found.push_back({check, std::move(what), std::move(meaning)}); }
};

/// max(10 ms, 1 %). Units: ns.
double tolerance(double span);
Argument countArgument(double n);
Argument millisecondsArgument(double ns);

// consistency_time.cpp
void checkParts(Checked &checked);
void checkLittle(Checked &checked);
void checkQueues(Checked &checked);
// consistency_physics.cpp
void checkLanes(Checked &checked);
void checkConcurrency(Checked &checked);
void checkSleep(Checked &checked);
void checkCpu(Checked &checked);

} // namespace interleave::analysis
