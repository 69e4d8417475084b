// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/tasks.h"
#include "core/trace/trace.h"
#include "core/workloads/interlude.h"
#include "core/workloads/run_services.h"
#include "core/workloads/thread_cost.h"

#include <atomic>
#include <functional>
#include <string>

namespace interleave::workloads {

struct TaskOutcome {
    trace::TaskStatus status = trace::TaskStatus::Succeeded;
    std::string error;
};

/// What a task borrows while it runs.
struct StepContext {
    trace::LaneWriter &lane;
    const std::atomic<bool> *cancelled = nullptr; ///< looked at every few milliseconds
    /// Sleeps until an absolute instant; false: cancelled. Empty: sleeps in slices of at most 10 ms and looks at `cancelled`.
    std::function<bool(base::Nanoseconds)> sleepUntil = {};
    const RunServices *services = nullptr; ///< null: only compute and sleep can run
    Interlude *interlude = nullptr;
    int stopFd = -1; ///< readable once `cancelled` is set; −1: waits on descriptors look at `cancelled` every 10 ms
};

/// One task's time, from here to `close` in the calling thread, and what it waited for in between.
class TaskClock {
public:
    TaskClock(const plan::TaskSpec &task, const Interlude *interlude);
    /// The thread's costs are read for this task.
    [[nodiscard]] bool measured() const { return m_measured; }
    [[nodiscard]] trace::CauseSums &blockedBy() { return m_blockedBy; }
    /// Its first moment: when the task started.
    [[nodiscard]] base::Nanoseconds begin() const { return m_before.at; }
    /// Records the closing sums. Of a task that is too short to be measured: what it waited for, if it has steps. Returns its last moment.
    base::Nanoseconds close(trace::LaneWriter &lane);

private:
    [[nodiscard]] base::Nanoseconds waited() const { return m_interlude ? m_interlude->waited() : base::Nanoseconds{}; }
    const plan::TaskSpec &m_task;
    const Interlude *m_interlude;
    const bool m_measured;
    const base::Nanoseconds m_waitedBefore; ///< made to wait by the interlude
    const ThreadCost m_before;
    trace::CauseSums m_blockedBy;
};

/// Runs all steps of a task in the calling thread and records its whole life (started … finished, closing sums) on the lane.
/// Never throws: whatever happens is an outcome. Cost beside the steps: some 0.5 µs; for tasks that are long enough two readings of ThreadCost more, and two a wait.
TaskOutcome runTask(const plan::TaskSpec &task, StepContext &context);
/// The same without start, end and closing sums, for those who have more to do in between.
TaskOutcome runSteps(const plan::TaskSpec &task, StepContext &context, TaskClock &clock);

// --- shared with the awaitable form of the steps ---

/// The outcome of a step that ended early: cancelled, or over the task's time-out.
TaskOutcome interrupted(const plan::TaskSpec &task, const std::atomic<bool> *cancelled);
/// Computes and checks the result. `deadline`: absolute, 0: none.
TaskOutcome compute(const plan::TaskSpec &task, std::int64_t iterations, const std::atomic<bool> *cancelled, base::Nanoseconds deadline,
                    Interlude *interlude = nullptr);
/// The outcome of a step that this process was lent nothing for.
TaskOutcome unknownStep(const plan::StepSpec &step);
inline TaskOutcome failedOutcome(std::string why) { return {trace::TaskStatus::Failed, std::move(why)}; }

} // namespace interleave::workloads
