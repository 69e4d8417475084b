// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eventloop/steps.h"

#include "core/workloads/thread_cost.h"

#include <algorithm>
#include <exception>
#include <optional>

namespace interleave::eventloop {
namespace {

using base::Nanoseconds;
using trace::BlockCause;
using trace::EventKind;
using trace::TaskStatus;
using workloads::TaskOutcome;
using workloads::ThreadCost;

/// One task under way: what its steps add up. Lives in the coroutine's frame.
class Life {
public:
    Life(trace::LaneWriter &lane, const plan::TaskSpec &task, const std::atomic<bool> &cancelled)
        : m_lane(lane)
        , m_task(task)
        , m_cancelled(cancelled)
        , m_measured(workloads::worthMeasuring(task))
        , m_deadline(task.timeout.count() > 0 ? base::monotonicNow() + task.timeout : Nanoseconds{})
    {
    }

    void mark(EventKind kind, std::uint16_t index)
    {
        m_lane.append(kind, m_task.id, base::kNoLane, static_cast<std::uint32_t>(m_task.steps[index].kind), 0, 0, index);
    }

    /// Only computing costs the task a processor: while it sleeps, the thread works for others.
    TaskOutcome compute(std::int64_t iterations)
    {
        if (!m_measured)
            return workloads::compute(m_task, iterations, &m_cancelled, m_deadline);
        const ThreadCost before = ThreadCost::now();
        TaskOutcome outcome = workloads::compute(m_task, iterations, &m_cancelled, m_deadline);
        const ThreadCost spent = ThreadCost::now() - before;
        m_onCpu += spent.onCpu;
        m_runnable = m_runnable && spent.runDelay ? std::optional(*m_runnable + *spent.runDelay) : std::nullopt;
        return outcome;
    }

    /// Until when a sleep may last at most.
    Nanoseconds fallAsleep(Nanoseconds duration, std::uint16_t index)
    {
        m_asleepSince = base::monotonicNow();
        m_wholeSleep = m_asleepSince + duration;
        block(EventKind::Blocked, m_asleepSince, index);
        return m_deadline.count() > 0 ? std::min(m_wholeSleep, m_deadline) : m_wholeSleep;
    }

    TaskOutcome wakeUp(bool slept, std::uint16_t index)
    {
        const auto now = base::monotonicNow();
        block(EventKind::Resumed, now, index);
        m_blocked += now - m_asleepSince;
        return slept && now >= m_wholeSleep ? TaskOutcome{} : workloads::interrupted(m_task, &m_cancelled);
    }

    void close(const TaskOutcome &outcome)
    {
        if (m_measured)
            m_lane.closed(m_task.id, m_onCpu, m_runnable, m_blocked);
        else if (!m_task.steps.empty())
            m_lane.closed(m_task.id, std::nullopt, std::nullopt, m_blocked);
        m_lane.finished(m_task.id, outcome.status, outcome.error);
    }

private:
    void block(EventKind kind, Nanoseconds at, std::uint16_t index)
    {
        m_lane.append(trace::Event{at.count(), m_task.id.value, base::kNoLane.value, kind, static_cast<std::uint8_t>(BlockCause::Sleep), index, 0, 0});
    }

    trace::LaneWriter &m_lane;
    const plan::TaskSpec &m_task;
    const std::atomic<bool> &m_cancelled;
    const bool m_measured;
    const Nanoseconds m_deadline;
    std::optional<Nanoseconds> m_runnable = Nanoseconds{0};
    Nanoseconds m_onCpu{0}, m_blocked{0}, m_asleepSince{0}, m_wholeSleep{0};
};

} // namespace

Task<TaskOutcome> runTask(EventLoop &loop, trace::LaneWriter &lane, const plan::TaskSpec &task, const std::atomic<bool> &cancelled)
{
    lane.started(task.id);
    Life life(lane, task, cancelled);
    TaskOutcome outcome;
    // The coroutine is one of the three walls that stop exceptions.
    try {
        for (std::uint16_t i = 0; i < task.steps.size() && outcome.status == TaskStatus::Succeeded; ++i) {
            const plan::StepSpec &step = task.steps[i];
            life.mark(EventKind::StepBegin, i);
            if (step.kind == plan::StepKind::Compute) {
                outcome = life.compute(step.amount);
            } else if (step.kind == plan::StepKind::Sleep) {
                const Nanoseconds until = life.fallAsleep(Nanoseconds(step.amount), i);
                const bool slept = co_await loop.sleepUntil(until);
                outcome = life.wakeUp(slept, i);
            } else {
                outcome = workloads::unknownStep(step);
            }
            life.mark(EventKind::StepEnd, i);
        }
    } catch (const std::exception &e) {
        outcome.status = TaskStatus::Failed;
        outcome.error = e.what();
    }
    life.close(outcome);
    co_return outcome;
}

} // namespace interleave::eventloop
