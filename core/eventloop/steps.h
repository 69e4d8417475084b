// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/eventloop/task.h"
#include "core/eventloop/task_run.h"

namespace interleave::eventloop {

/// The awaitable form of a task's steps, one after another until one does not succeed. What waits awaits; what computes or blocks
/// runs on the loop and blocks it, visibly, or in the environment's offloader.
/// Records the steps, not the start and end of the task: those are the TaskRun's. Never throws. `run` outlives the coroutine.
///
///     TaskRun run(environment, task);
///     auto steps = runSteps(run);
///     const workloads::TaskOutcome outcome = co_await steps;
///     run.finish(outcome);
Task<workloads::TaskOutcome> runSteps(TaskRun &run);

} // namespace interleave::eventloop
