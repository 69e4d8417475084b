// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eventloop/task_run.h"

#include "core/eventloop/wait.h"

#include <algorithm>

namespace interleave::eventloop {

using base::Nanoseconds;
using trace::BlockCause;
using trace::EventKind;
using workloads::TaskOutcome;

TaskRun::TaskRun(const StepEnvironment &environment, const plan::TaskSpec &task)
    : m_environment(environment)
    , m_task(task)
    , m_measured(workloads::worthMeasuring(task))
    , m_started(task.timeout.count() > 0 ? base::monotonicNow() : Nanoseconds{})
{
    environment.lane.started(task.id);
}

void TaskRun::finish(const TaskOutcome &outcome)
{
    if (m_measured)
        m_environment.lane.closed(m_task.id, m_onCpu, m_runnableKnown ? std::optional(m_runnable) : std::nullopt, m_blocked);
    else if (!m_task.steps.empty())
        m_environment.lane.closed(m_task.id, std::nullopt, std::nullopt, m_blocked);
    m_environment.lane.finished(m_task.id, outcome.status, outcome.error);
}

Nanoseconds TaskRun::deadline() const { return m_task.timeout.count() > 0 ? m_started + m_task.timeout : kNever; }

const plan::StepDetail &TaskRun::detail(const plan::StepSpec &step) const { return m_environment.services->details.at(step.detail); }

void TaskRun::record(EventKind kind, std::uint16_t index, std::uint32_t arg1)
{
    m_environment.lane.append(kind, m_task.id, base::kNoLane, arg1, 0, 0, index);
}

void TaskRun::mark(trace::LaneWriter &lane, EventKind kind, std::uint16_t index) const
{
    lane.append(kind, m_task.id, base::kNoLane, static_cast<std::uint32_t>(m_task.steps[index].kind), 0, 0, index);
}

void TaskRun::append(EventKind kind, Nanoseconds at, BlockCause cause, std::uint16_t index)
{
    m_environment.lane.append(trace::Event{at.count(), m_task.id.value, base::kNoLane.value, kind, static_cast<std::uint8_t>(cause), index, 0, 0});
}

void TaskRun::block(BlockCause cause, std::uint16_t index)
{
    m_since = base::monotonicNow();
    append(EventKind::Blocked, m_since, cause, index);
}

void TaskRun::resume(BlockCause cause, std::uint16_t index)
{
    const auto now = base::monotonicNow();
    append(EventKind::Resumed, now, cause, index);
    m_blocked += now - m_since;
    m_since = now;
}

Nanoseconds TaskRun::fallAsleep(Nanoseconds duration, std::uint16_t index)
{
    block(BlockCause::Sleep, index);
    m_wholeSleep = m_since + duration;
    return m_wholeSleep;
}

TaskOutcome TaskRun::wakeUp(std::uint16_t index)
{
    resume(BlockCause::Sleep, index);
    return m_since >= m_wholeSleep && !loop().cancelled() ? TaskOutcome{} : interrupted();
}

void TaskRun::spent(const workloads::ThreadCost &cost, bool duringWait)
{
    m_onCpu += cost.onCpu;
    m_runnable += cost.runDelay.value_or(Nanoseconds{});
    m_runnableKnown = m_runnableKnown && cost.runDelay.has_value();
    if (duringWait)
        blockedFor(-(cost.onCpu + cost.runDelay.value_or(Nanoseconds{})));
}

void TaskRun::blockedFor(Nanoseconds duration) { m_blocked = std::max(m_blocked + duration, Nanoseconds{}); }

} // namespace interleave::eventloop
