// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/trace/trace.h"

#include <cstddef>
#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace interleave::test {

/// A run as values: what its trace and its sink say came of it.
struct Observed {
    std::vector<trace::TaskLife> lives; ///< of every task of the workload, index = TaskId
    std::vector<trace::Reader::LaneEvent> events;
    std::vector<std::size_t> results;   ///< outcomes that the consumer was handed, by TaskStatus
};

/// What holds of every run of one concurrency model.
struct Rules {
    static constexpr std::size_t kNone = std::numeric_limits<std::size_t>::max();
    bool cancelled = false;              ///< then some tasks may never have been handed out
    std::size_t bound = kNone;           ///< most tasks in flight at once
    std::optional<std::size_t> reached;  ///< so many were in flight at once at some time
    std::optional<std::size_t> capacity; ///< of its bounded queue
    std::size_t computeBound = kNone;    ///< most that compute at once; 1 under the emulated lock
    bool laneRunsOne = false;            ///< a lane is a thread or a process: it runs one task at a time
};

/// Every rule that the run breaks, a line each; empty: none. Pure. Cost: n log n.
std::vector<std::string> violations(const Observed &run, const Rules &rules);

/// The most spans that overlap at one instant; one that ends where another begins does not.
struct Span {
    base::Nanoseconds begin, end;
};
std::size_t mostAtOnce(const std::vector<Span> &spans);

/// When a processor worked at a compute step: from StepBegin to StepEnd, without the waits for the emulated lock in between.
std::vector<Span> computeSegments(const std::vector<trace::Reader::LaneEvent> &events);

} // namespace interleave::test
