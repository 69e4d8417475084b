// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workloads/run_task.h"

#include "core/workloads/compute.h"
#include "core/workloads/thread_cost.h"

#include <algorithm>
#include <exception>

namespace interleave::workloads {
namespace {

using base::Nanoseconds;
using trace::BlockCause;
using trace::EventKind;
using trace::TaskStatus;

bool sliceSleep(Nanoseconds until, const std::atomic<bool> *cancelled)
{
    constexpr Nanoseconds kSlice = std::chrono::milliseconds(10);
    for (auto now = base::monotonicNow(); now < until; now = base::monotonicNow()) {
        if (cancelled && cancelled->load(std::memory_order_relaxed))
            return false;
        const timespec next = base::toTimespec(cancelled ? std::min(until, now + kSlice) : until);
        ::clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &next, nullptr);
    }
    return true;
}

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
        TaskOutcome outcome = guarded();
        if (m_measured) {
            const ThreadCost spent = ThreadCost::now() - before;
            m_context.lane.closed(m_task.id, spent.onCpu, spent.runDelay, m_blocked);
        } else if (!m_task.steps.empty()) {
            m_context.lane.closed(m_task.id, std::nullopt, std::nullopt, m_blocked);
        }
        return outcome;
    }

private:
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
        switch (step.kind) {
        case plan::StepKind::Compute: return compute(m_task, step.amount, m_context.cancelled, m_deadline);
        case plan::StepKind::Sleep: return sleep(Nanoseconds(step.amount), index);
        default: return unknownStep(step);
        }
    }

    TaskOutcome sleep(Nanoseconds duration, std::uint16_t index)
    {
        const ThreadCost before = m_measured ? ThreadCost::now() : ThreadCost{};
        const auto begin = base::monotonicNow();
        const auto whole = begin + duration;
        const auto until = m_deadline.count() > 0 ? std::min(whole, m_deadline) : whole;
        block(EventKind::Blocked, begin, index);
        const bool slept = m_context.sleepUntil ? m_context.sleepUntil(until) : sliceSleep(until, m_context.cancelled);
        const auto end = base::monotonicNow();
        block(EventKind::Resumed, end, index);
        // Ready, but not yet running again, is waiting for a processor, not for the sleep.
        const Nanoseconds waited = m_measured ? (ThreadCost::now() - before).runDelay.value_or(Nanoseconds{}) : Nanoseconds{};
        m_blocked += std::max(end - begin - waited, Nanoseconds{});
        return slept && until == whole ? TaskOutcome{} : interrupted(m_task, m_context.cancelled);
    }

    void block(EventKind kind, Nanoseconds at, std::uint16_t index)
    {
        m_context.lane.append(trace::Event{at.count(), m_task.id.value, base::kNoLane.value, kind, static_cast<std::uint8_t>(BlockCause::Sleep), index, 0, 0});
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

TaskOutcome compute(const plan::TaskSpec &task, std::int64_t iterations, const std::atomic<bool> *cancelled, base::Nanoseconds deadline)
{
    const auto sum = sumOfSquares(iterations, cancelled, deadline.count());
    if (!sum)
        return interrupted(task, cancelled);
    if (*sum != expectedSumOfSquares(iterations))
        return {TaskStatus::Failed, "wrong result of compute"};
    return {};
}

TaskOutcome unknownStep(const plan::StepSpec &step) { return {TaskStatus::Failed, std::string(plan::toText(step.kind)) + " is not in this version"}; }

TaskOutcome runTask(const plan::TaskSpec &task, StepContext &context)
{
    if (worthMeasuring(task))
        ThreadCost::prepare();
    context.lane.started(task.id);
    TaskOutcome outcome = Run(task, context).conduct();
    context.lane.finished(task.id, outcome.status, outcome.error);
    return outcome;
}

} // namespace interleave::workloads
