// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/plan.h"

#include <cstddef>
#include <optional>
#include <vector>

/// How long an experiment will take, before anything has run: a bound from the plan alone, good for "two seconds or two hours?".
namespace interleave::plan {

/// The most tasks that the executor has under way at once; empty: it sets no bound.
std::optional<std::size_t> mostAtOnce(const Workload &workload, const ExecutorEntry &entry, const ExecutorDescriptor &descriptor);

struct Estimate {
    std::vector<double> secondsARun; ///< by entry; 0: the entry cannot run the workload
    double seconds = 0;              ///< of all rounds, warm-up ones too; a stop rule may end them earlier
    bool atLeast = false;            ///< there are steps that take as long as they take: commands, files, hosts of one's own
};

/// A run takes at least as long as its longest task, as its tasks one beside the other as far as the executor lets them, as its computing on
/// so many `cores`, as the queue before each lock, and as its last arrival; and 50 ms for a process to come and go.
/// `iterationsPerMs`: calibration; 0: a guess. Cost: linear in groups and entries, not in tasks.
Estimate estimate(const Plan &plan, const Catalogue &catalogue, double iterationsPerMs, double cores);

} // namespace interleave::plan
