// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/tasks.h"
#include "core/trace/trace.h"

#include <condition_variable>
#include <deque>
#include <mutex>

namespace interleave::executors {

/// The unbounded queue in front of a pool of threads: first in, first out. Records Enqueued and Dequeued with the depth.
/// Threads: any; each brings its own lane.
class TaskFifo {
public:
    void put(const plan::TaskSpec &task, trace::LaneWriter &lane);
    /// Blocks; null: closed, and nothing is left. `owner`: the lane of the queue's owner.
    const plan::TaskSpec *take(trace::LaneWriter &lane, base::LaneId owner);
    /// Null: nothing there now.
    const plan::TaskSpec *tryTake(trace::LaneWriter &lane, base::LaneId owner);
    /// No more will come.
    void close();

private:
    const plan::TaskSpec *pop(trace::LaneWriter &lane, base::LaneId owner);
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::deque<const plan::TaskSpec *> m_tasks;
    bool m_closed = false;
};

} // namespace interleave::executors
