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
    , m_started(base::monotonicNow())
    , m_since(m_started)
{
    environment.lane.started(task.id, m_started);
}

void TaskRun::finish(const TaskOutcome &outcome)
{
    const auto now = base::monotonicNow();
    catchUp(now);
    // Ready, with the loop busy, is to a coroutine what waiting for a processor is to a thread.
    const Nanoseconds runnable = m_runnable + m_blockedBy.total(trace::TimePart::Runnable);
    if (m_measured)
        m_environment.lane.closed(m_task.id, {m_onCpu, m_runnableKnown ? std::optional(runnable) : std::nullopt, m_blockedBy});
    else if (!m_task.steps.empty())
        m_environment.lane.closed(m_task.id, {{}, {}, m_blockedBy});
    m_environment.lane.finished(m_task.id, outcome.status, outcome.error, now);
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

void TaskRun::append(EventKind kind, Nanoseconds at, BlockCause cause, std::uint16_t index, Nanoseconds ready)
{
    m_environment.lane.append(trace::Event{at.count(), m_task.id.value, base::kNoLane.value, kind, static_cast<std::uint8_t>(cause), index, 0, static_cast<std::uint64_t>(ready.count())});
}

/// Between two things that are measured there is next to nothing to do: what takes long there is a loop that lost its processor.
void TaskRun::catchUp(Nanoseconds now)
{
    constexpr Nanoseconds kNothing = std::chrono::microseconds(50);
    if (now - m_since > kNothing)
        m_runnable += now - m_since;
    m_since = now;
}

void TaskRun::block(BlockCause cause, std::uint16_t index)
{
    catchUp(base::monotonicNow());
    append(EventKind::Blocked, m_since, cause, index);
}

void TaskRun::resume(BlockCause cause, std::uint16_t index)
{
    const auto now = base::monotonicNow();
    // Whoever did not have to wait, or was woken by a cancel, was not ready earlier than now.
    const auto since = loop().readySince();
    const auto ready = since >= m_since && since < now ? since : now;
    append(EventKind::Resumed, now, cause, index, now - ready);
    m_blockedBy.add(cause, ready - m_since);
    m_blockedBy.add(BlockCause::LoopBusy, now - ready);
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

Working::Working(TaskRun &run)
    : m_run(run)
    , m_before(run.measured() ? workloads::ThreadCost::now() : workloads::ThreadCost{})
{
    if (run.measured())
        run.catchUp(m_before.at);
}

Working::~Working()
{
    if (!m_run.measured())
        return;
    const auto after = workloads::ThreadCost::now();
    m_run.spent(after - m_before);
    m_run.m_since = after.at;
}

void TaskRun::spent(const workloads::ThreadCost &cost, bool duringWait)
{
    m_onCpu += cost.onCpu;
    m_runnable += cost.runDelay.value_or(Nanoseconds{});
    m_runnableKnown = m_runnableKnown && cost.runDelay.has_value();
    if (duringWait)
        blockedFor(BlockCause::Await, -(cost.onCpu + cost.runDelay.value_or(Nanoseconds{})));
}

} // namespace interleave::eventloop
