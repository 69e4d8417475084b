// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/executors/task_fifo.h"

namespace interleave::executors {

using trace::EventKind;

void TaskFifo::put(const plan::TaskSpec &task, trace::LaneWriter &lane)
{
    {
        const std::lock_guard lock(m_mutex);
        m_tasks.push_back(&task);
        // Recorded before a taker can see it: what was put in later is never taken out earlier.
        lane.append(EventKind::Enqueued, task.id, lane.id(), static_cast<std::uint32_t>(m_tasks.size()));
    }
    m_changed.notify_one();
}

const plan::TaskSpec *TaskFifo::take(trace::LaneWriter &lane, base::LaneId owner)
{
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, [&] { return m_closed || !m_tasks.empty(); });
    return pop(lane, owner);
}

const plan::TaskSpec *TaskFifo::tryTake(trace::LaneWriter &lane, base::LaneId owner)
{
    const std::lock_guard lock(m_mutex);
    return pop(lane, owner);
}

/// With the mutex held.
const plan::TaskSpec *TaskFifo::pop(trace::LaneWriter &lane, base::LaneId owner)
{
    if (m_tasks.empty())
        return nullptr;
    const plan::TaskSpec *task = m_tasks.front();
    m_tasks.pop_front();
    lane.append(EventKind::Dequeued, task->id, owner, static_cast<std::uint32_t>(m_tasks.size()));
    return task;
}

void TaskFifo::close()
{
    const std::lock_guard lock(m_mutex);
    m_closed = true;
    m_changed.notify_all();
}

} // namespace interleave::executors
