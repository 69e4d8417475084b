// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workloads/run_task.h"

#include "core/workloads/command_step.h"
#include "core/workloads/compute.h"
#include "core/workloads/file_step.h"
#include "core/workloads/lock_step.h"
#include "core/workloads/memory_step.h"
#include "core/workloads/network_step.h"

#include <array>
#include <exception>

namespace interleave::workloads {
namespace {

using base::Nanoseconds;
using trace::EventKind;
using trace::TaskStatus;

/// By StepKind.
constexpr std::array<TaskOutcome (*)(StepCall &), 7> kSteps{
    [](StepCall &call) { return compute(call.task, call.step.amount, call.context.cancelled, call.deadline, call.context.interlude); },
    [](StepCall &call) { return pauseFor(call, Nanoseconds(call.step.amount)); },
    networkStep,
    fileStep,
    memoryStep,
    lockStep,
    commandStep};

/// One task under way: its deadline and its clock.
class Run {
public:
    Run(const plan::TaskSpec &task, StepContext &context, TaskClock &clock)
        : m_task(task)
        , m_context(context)
        , m_clock(clock)
        , m_deadline(task.timeout.count() > 0 ? base::monotonicNow() + task.timeout : Nanoseconds{})
    {
    }

    /// The task body is one of the three walls that stop exceptions.
    TaskOutcome conduct()
    {
        try {
            return steps();
        } catch (const std::exception &e) {
            return {TaskStatus::Failed, e.what()};
        } catch (...) {
            return {TaskStatus::Failed, "unknown exception"};
        }
    }

private:
    TaskOutcome steps()
    {
        for (std::size_t i = 0; i < m_task.steps.size(); ++i) {
            const plan::StepSpec &step = m_task.steps[i];
            mark(EventKind::StepBegin, i, step);
            TaskOutcome outcome = one(step, static_cast<std::uint16_t>(i));
            mark(EventKind::StepEnd, i, step);
            if (outcome.status != TaskStatus::Succeeded)
                return outcome;
        }
        return {};
    }

    void mark(EventKind kind, std::size_t index, const plan::StepSpec &step)
    {
        m_context.lane.append(kind, m_task.id, base::kNoLane, static_cast<std::uint32_t>(step.kind), 0, 0, static_cast<std::uint16_t>(index));
    }

    TaskOutcome one(const plan::StepSpec &step, std::uint16_t index)
    {
        StepCall call{m_task, step, index, m_context, m_deadline, m_clock.measured(), m_clock.blockedBy()};
        return kSteps.at(static_cast<std::size_t>(step.kind))(call);
    }

    const plan::TaskSpec &m_task;
    StepContext &m_context;
    TaskClock &m_clock;
    const Nanoseconds m_deadline;
};

} // namespace

TaskClock::TaskClock(const plan::TaskSpec &task, const Interlude *interlude)
    : m_task(task)
    , m_interlude(interlude)
    , m_measured(worthMeasuring(task))
    , m_waitedBefore(waited())
    , m_before(ThreadCost::nowIf(m_measured))
{
}

Nanoseconds TaskClock::close(trace::LaneWriter &lane)
{
    m_blockedBy.add(trace::BlockCause::EmulatedLock, waited() - m_waitedBefore);
    if (!m_measured) {
        if (!m_task.steps.empty())
            lane.closed(m_task.id, {{}, {}, m_blockedBy});
        return base::monotonicNow();
    }
    const ThreadCost last = ThreadCost::now(), spent = last - m_before;
    lane.closed(m_task.id, {spent.onCpu, spent.runDelay, m_blockedBy});
    return last.at;
}

TaskOutcome interrupted(const plan::TaskSpec &task, const std::atomic<bool> *cancelled)
{
    if (cancelled && cancelled->load(std::memory_order_relaxed))
        return {TaskStatus::Cancelled, {}};
    return {TaskStatus::TimedOut, "longer than the task's time-out of " + std::to_string(task.timeout.count() / 1'000'000) + " ms"};
}

TaskOutcome compute(const plan::TaskSpec &task, std::int64_t iterations, const std::atomic<bool> *cancelled, base::Nanoseconds deadline,
                    Interlude *interlude)
{
    const auto sum = sumOfSquares(iterations, cancelled, deadline.count(), interlude, task.id);
    if (!sum)
        return interrupted(task, cancelled);
    if (*sum != expectedSumOfSquares(iterations))
        return {TaskStatus::Failed, "wrong result of compute"};
    return {};
}

TaskOutcome unknownStep(const plan::StepSpec &step) { return failedOutcome(std::string(plan::toText(step.kind)) + ": this process was lent nothing for it"); }

TaskOutcome runSteps(const plan::TaskSpec &task, StepContext &context, TaskClock &clock) { return Run(task, context, clock).conduct(); }

TaskOutcome runTask(const plan::TaskSpec &task, StepContext &context)
{
    if (worthMeasuring(task))
        ThreadCost::prepare();
    TaskClock clock(task, context.interlude);
    context.lane.started(task.id, clock.begin());
    TaskOutcome outcome = runSteps(task, context, clock);
    const Nanoseconds end = clock.close(context.lane);
    context.lane.finished(task.id, outcome.status, outcome.error, end);
    return outcome;
}

} // namespace interleave::workloads
