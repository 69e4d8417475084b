// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/plan/tasks.h"

#include <optional>

namespace interleave::workloads {

/// What the calling thread has used so far. Units: ns since the thread began; the run delay is empty where it cannot be read.
/// Cost: a reading is some 1.2 µs. Source: the thread's CPU clock and schedstat.
struct ThreadCost {
    base::Nanoseconds onCpu{0};
    std::optional<base::Nanoseconds> runDelay;
    static ThreadCost now();
    /// The first reading of a thread opens a file; to be done before the time counts.
    static void prepare();
};

ThreadCost operator-(const ThreadCost &later, const ThreadCost &earlier);

/// True for tasks that last long enough (some 200 µs) for two readings to be less than 2 % of them.
bool worthMeasuring(const plan::TaskSpec &task);

} // namespace interleave::workloads
