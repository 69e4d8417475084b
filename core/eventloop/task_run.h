// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/eventloop/event_loop.h"
#include "core/eventloop/offload.h"
#include "core/plan/tasks.h"
#include "core/trace/trace.h"
#include "core/workloads/run_services.h"
#include "core/workloads/run_task.h"
#include "core/workloads/thread_cost.h"

#include <atomic>
#include <cstdint>
#include <optional>

namespace interleave::eventloop {

class LoopServices;

/// What the tasks of one lane borrow: one for all of them, so that a task keeps one pointer. Everything in it outlives them.
struct StepEnvironment {
    EventLoop &loop;
    trace::LaneWriter &lane;
    const std::atomic<bool> &cancelled;
    const workloads::RunServices *services = nullptr; ///< null: only compute and sleep can run
    LoopServices *shared = nullptr;                   ///< the same
    Offloader *offloader = nullptr;                   ///< null: what blocks a thread blocks the loop
};

/// One task under way: its life on the lane, its deadline, and what its steps add up. Lives in a coroutine's frame: keep it small.
class TaskRun {
public:
    /// Records that the task has started; its time-out counts from here.
    TaskRun(const StepEnvironment &environment, const plan::TaskSpec &task);
    TaskRun(const TaskRun &) = delete;
    TaskRun &operator=(const TaskRun &) = delete;
    /// Records its sums and its end.
    void finish(const workloads::TaskOutcome &outcome);

    [[nodiscard]] const StepEnvironment &environment() const { return m_environment; }
    [[nodiscard]] const plan::TaskSpec &task() const { return m_task; }
    [[nodiscard]] EventLoop &loop() const { return m_environment.loop; }
    /// When its time-out ends it, absolute; kNever: nothing does.
    [[nodiscard]] base::Nanoseconds deadline() const;
    /// The outcome of a wait that did not get what it waited for.
    [[nodiscard]] workloads::TaskOutcome interrupted() const { return workloads::interrupted(m_task, &m_environment.cancelled); }
    [[nodiscard]] const plan::StepDetail &detail(const plan::StepSpec &step) const;

    void record(trace::EventKind kind, std::uint16_t index, std::uint32_t arg1 = 0);
    /// StepBegin or StepEnd on the lane where the step runs.
    void mark(trace::LaneWriter &lane, trace::EventKind kind, std::uint16_t index) const;

    // --- waits: what lies between the two is blocked time up to when the task could have gone on, and then the loop's (LoopBusy) ---
    void block(trace::BlockCause cause, std::uint16_t index);
    void resume(trace::BlockCause cause, std::uint16_t index);

    /// Begins a sleep; returns when it is over, absolute. Whoever sleeps may end it at the task's deadline().
    base::Nanoseconds fallAsleep(base::Nanoseconds duration, std::uint16_t index);
    workloads::TaskOutcome wakeUp(std::uint16_t index);

    // --- what ran for this task, in the loop or in another thread ---
    [[nodiscard]] bool measured() const { return m_measured; }
    /// `duringWait`: in another thread while the task waited for it, so it was not blocked.
    void spent(const workloads::ThreadCost &cost, bool duringWait = false);
    /// Adds to what the task was blocked by this cause; a negative duration takes away.
    void blockedFor(trace::BlockCause cause, base::Nanoseconds duration) { m_blockedBy.add(cause, duration); }
    void blockedFor(const trace::CauseSums &sums) { m_blockedBy.add(sums); }

private:
    friend class Working;
    void catchUp(base::Nanoseconds now);
    void append(trace::EventKind kind, base::Nanoseconds at, trace::BlockCause cause, std::uint16_t index, base::Nanoseconds ready = {});
    const StepEnvironment &m_environment;
    const plan::TaskSpec &m_task;
    const bool m_measured;
    bool m_runnableKnown = true;
    const base::Nanoseconds m_started;
    base::Nanoseconds m_since; ///< accounted for up to here
    base::Nanoseconds m_onCpu{0}, m_runnable{0}, m_wholeSleep{0};
    trace::CauseSums m_blockedBy;
};

/// Charges the task with what the loop's thread spends from here to the end of the scope, which must not await.
/// Only that costs the task a processor: while it waits, the thread works for others.
class Working {
public:
    explicit Working(TaskRun &run);
    Working(const Working &) = delete;
    Working &operator=(const Working &) = delete;
    ~Working();

private:
    TaskRun &m_run;
    const workloads::ThreadCost m_before;
};

} // namespace interleave::eventloop
