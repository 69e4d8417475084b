// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/plan/tasks.h"
#include "core/trace/trace.h"

#include <sys/types.h>

#include <algorithm>
#include <ctime>
#include <optional>

namespace interleave::workloads {

/// What the calling thread has used so far, and when that was. Units: ns since the thread began; the run delay is empty where it cannot be read.
/// Cost: a reading is 1 to 4 µs, as the machine's system calls are. Source: the thread's CPU clock and schedstat.
struct ThreadCost {
    base::Nanoseconds onCpu{0};
    std::optional<base::Nanoseconds> runDelay;
    base::Nanoseconds at{0}; ///< of the reading, on the monotonic clock; of a difference: the time between both
    /// Its parts are of one moment: a reading in whose middle the thread lost its processor is done again.
    static ThreadCost now();
    /// For a task that is not measured only the time, and no costs.
    static ThreadCost nowIf(bool measured) { return measured ? now() : ThreadCost{{}, {}, base::monotonicNow()}; }
    /// Of a difference: what the thread neither worked nor waited for a processor.
    [[nodiscard]] base::Nanoseconds idle() const { return std::max(at - onCpu - runDelay.value_or(base::Nanoseconds{}), base::Nanoseconds{}); }
    /// The first reading of a thread opens a file; to be done before the time counts.
    static void prepare();
};

ThreadCost operator-(const ThreadCost &later, const ThreadCost &earlier);

/// What the thread that makes it uses from then on: the totals of a worker's lane.
/// Threads: others may ask too, as long as the thread is there; afterwards only its time is known. Cost: 2 µs, for others 10 µs.
class WorkerCost {
public:
    WorkerCost();
    [[nodiscard]] trace::LaneTotals soFar() const;

private:
    [[nodiscard]] std::optional<ThreadCost> now() const;
    clockid_t m_clock{};
    pid_t m_thread;
    ThreadCost m_before;
};

/// True for tasks that last long enough for their readings (at begin and end, before and after each wait) to take less than 1 % of them, as far
/// as the steps tell. Here that begins at 200 µs to 1 ms.
bool worthMeasuring(const plan::TaskSpec &task);

} // namespace interleave::workloads
