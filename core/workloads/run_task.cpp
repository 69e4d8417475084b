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

/// One task under way: its deadline and its sums.
class Run {
public:
    Run(const plan::TaskSpec &task, StepContext &context)
        : m_task(task)
        , m_context(context)
        , m_measured(worthMeasuring(task))
        , m_deadline(task.timeout.count() > 0 ? base::monotonicNow() + task.timeout : Nanoseconds{})
    {
    }

    TaskOutcome conduct()
    {
        const ThreadCost before = m_measured ? ThreadCost::now() : ThreadCost{};
        const Nanoseconds waitedBefore = waited();
        TaskOutcome outcome = guarded();
        m_blocked += waited() - waitedBefore;
        if (m_measured) {
            const ThreadCost spent = ThreadCost::now() - before;
            m_context.lane.closed(m_task.id, spent.onCpu, spent.runDelay, m_blocked);
        } else if (!m_task.steps.empty()) {
            m_context.lane.closed(m_task.id, std::nullopt, std::nullopt, m_blocked);
        }
        return outcome;
    }

private:
    [[nodiscard]] Nanoseconds waited() const { return m_context.interlude ? m_context.interlude->waited() : Nanoseconds{}; }

    /// The task body is one of the three walls that stop exceptions.
    TaskOutcome guarded()
    {
        try {
            return steps();
        } catch (const std::exception &e) {
            return {TaskStatus::Failed, e.what()};
        } catch (...) {
            return {TaskStatus::Failed, "unknown exception"};
        }
    }

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
        StepCall call{m_task, step, index, m_context, m_deadline, m_measured, m_blocked};
        return kSteps.at(static_cast<std::size_t>(step.kind))(call);
    }

    const plan::TaskSpec &m_task;
    StepContext &m_context;
    const bool m_measured;
    const Nanoseconds m_deadline;
    Nanoseconds m_blocked{0};
};

} // namespace

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

TaskOutcome runSteps(const plan::TaskSpec &task, StepContext &context) { return Run(task, context).conduct(); }

TaskOutcome runTask(const plan::TaskSpec &task, StepContext &context)
{
    if (worthMeasuring(task))
        ThreadCost::prepare();
    context.lane.started(task.id);
    TaskOutcome outcome = runSteps(task, context);
    context.lane.finished(task.id, outcome.status, outcome.error);
    return outcome;
}

} // namespace interleave::workloads
