// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/eventloop/task.h"
#include "core/eventloop/task_run.h"

namespace interleave::eventloop {

/// Awaits a command under its shim, reading what it says meanwhile. A time-out (its own or the task's) or a cancel ends it and all
/// it has started; the awaiter goes on when they are gone.
Task<workloads::TaskOutcome> commandStep(TaskRun &run, const plan::StepSpec &step, std::uint16_t index);

} // namespace interleave::eventloop
