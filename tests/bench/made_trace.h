// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/record/run_record.h"

#include <cstddef>
#include <memory>

namespace interleave::bench {

/// Traces of a chosen size with the events that executors record, the same every time: for views that must stand millions.
enum class MadeTrace {
    PoolOfSteps, ///< 8 workers of a pool, tasks of 25 steps, each a wait: lanes that run one task at a time
    ShortTasks,  ///< 8 workers of a pool, tasks that do nothing but run: mostly hand-overs
    Loop,        ///< an event loop with 200 tasks in flight, 10 waits each
    Locks,       ///< 8 workers that ask for 4 locks, 10 times a task
};

/// The run starts at this instant.
inline constexpr base::Nanoseconds kMadeStart{1'000'000'000};

/// About `events` events, the three of each task's life included.
std::shared_ptr<const record::FrozenTrace> makeTrace(MadeTrace shape, std::size_t events);

/// As a run's trace counts them.
std::size_t eventsOf(const record::FrozenTrace &trace);

} // namespace interleave::bench
