// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workloads/run_task.h"
#include "core/workloads/thread_cost.h"

#include <poll.h>

#include <cstdint>
#include <optional>
#include <span>

namespace interleave::workloads {

/// One step of a task under way in the calling thread: what each kind of step gets.
struct StepCall {
    const plan::TaskSpec &task;
    const plan::StepSpec &step;
    const std::uint16_t index; ///< in the task
    StepContext &context;
    const base::Nanoseconds deadline; ///< absolute, of the task; 0: none
    const bool measured;              ///< the thread's costs are read for this task
    trace::CauseSums &blockedBy;      ///< the task's sums

    /// What the step says beside its numbers; null: this process was lent nothing.
    [[nodiscard]] const plan::StepDetail *detail() const;
    [[nodiscard]] bool goesOn() const; ///< neither cancelled nor over the task's time-out
    [[nodiscard]] base::Nanoseconds noLaterThanDeadline(base::Nanoseconds until) const;
    [[nodiscard]] TaskOutcome interrupted() const { return workloads::interrupted(task, context.cancelled); }
    void betweenSlices() const
    {
        if (context.interlude)
            context.interlude->betweenSlices(task.id);
    }
};

/// The time in which a step waits: recorded as Blocked and Resumed, told to the interlude, and added to the task's sums by its cause, less what the thread
/// worked and waited for a processor meanwhile.
class Blocking {
public:
    Blocking(StepCall &call, trace::BlockCause cause);
    ~Blocking();
    Blocking(const Blocking &) = delete;
    Blocking &operator=(const Blocking &) = delete;
    [[nodiscard]] base::Nanoseconds begin() const { return m_before.at; }

private:
    void record(trace::EventKind kind, base::Nanoseconds at);
    StepCall &m_call;
    const trace::BlockCause m_cause;
    ThreadCost m_before;
};

/// What ended a wait.
enum class Wake { Ready, Interrupted, Due };

/// Waits until a descriptor is ready (its `revents` say for what), until the task is to end, or until `until` (absolute).
/// At most four descriptors; −1 is none.
Wake waitFor(const StepCall &call, std::span<pollfd> descriptors, std::optional<base::Nanoseconds> until = {});

/// Sleeps, as blocked with the cause Sleep: the step of that name, and the holding of memory and locks.
TaskOutcome pauseFor(StepCall &call, base::Nanoseconds duration);

} // namespace interleave::workloads
