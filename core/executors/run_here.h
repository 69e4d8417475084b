// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/executors/executor.h"

#include "core/workloads/run_task.h"

namespace interleave::executors {

/// Runs one task in the calling thread on `lane` and delivers its outcome: what every thread-based executor does with a task.
/// After a cancel the task does not start: its outcome is `cancelled`.
inline void runHere(const plan::TaskSpec &task, trace::LaneWriter &lane, RunContext &context)
{
    if (context.cancel.cancelled()) {
        lane.finished(task.id, trace::TaskStatus::Cancelled);
        context.sink.accept({task.id, trace::TaskStatus::Cancelled, {}});
        return;
    }
    workloads::StepContext steps{lane, &context.cancel.flag(), [&](base::Nanoseconds until) { return context.cancel.sleepUntil(until); }, &context.services};
    steps.stopFd = context.cancel.descriptor();
    workloads::TaskOutcome outcome = workloads::runTask(task, steps);
    context.sink.accept({task.id, outcome.status, std::move(outcome.error)});
}

} // namespace interleave::executors
