// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/eventloop/event_loop.h"
#include "core/eventloop/task.h"
#include "core/plan/tasks.h"
#include "core/workloads/run_task.h"

#include <atomic>

namespace interleave::eventloop {

/// The awaitable form of a task's steps: sleep awaits a deadline; compute runs on the loop and blocks it, visibly.
/// Records the task's whole life on the loop's lane; never throws. All references outlive the coroutine.
Task<workloads::TaskOutcome> runTask(EventLoop &loop, trace::LaneWriter &lane, const plan::TaskSpec &task, const std::atomic<bool> &cancelled);

} // namespace interleave::eventloop
