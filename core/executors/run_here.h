// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/executors/executor.h"

#include "core/workloads/run_task.h"

namespace interleave::executors {

/// Runs one task in the calling thread on `lane`. After a cancel the task does not start: its outcome is `cancelled`.
inline Outcome outcomeHere(const plan::TaskSpec &task, trace::LaneWriter &lane, RunContext &context, workloads::Interlude *interlude = nullptr)
{
    if (context.cancel.cancelled()) {
        lane.finished(task.id, trace::TaskStatus::Cancelled);
        return {task.id, trace::TaskStatus::Cancelled, {}};
    }
    workloads::StepContext steps{
        lane, &context.cancel.flag(), [&](base::Nanoseconds until) { return context.cancel.sleepUntil(until); }, &context.services, interlude};
    steps.stopFd = context.cancel.descriptor();
    workloads::TaskOutcome outcome = workloads::runTask(task, steps);
    return {task.id, outcome.status, std::move(outcome.error)};
}

/// The same, and delivers the outcome: what most thread-based executors do with a task.
inline void runHere(const plan::TaskSpec &task, trace::LaneWriter &lane, RunContext &context, workloads::Interlude *interlude = nullptr)
{
    context.sink.accept(outcomeHere(task, lane, context, interlude));
}

} // namespace interleave::executors
