// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/eventloop/task.h"
#include "core/eventloop/task_run.h"

namespace interleave::eventloop {

/// Reads or writes a file on the loop and blocks it: a file is always ready, so there is nothing to await. That is the lesson.
workloads::TaskOutcome fileHere(TaskRun &run, const plan::StepSpec &step, std::uint16_t index);

/// Awaits the same from the environment's offloader.
Task<workloads::TaskOutcome> fileElsewhere(TaskRun &run, const plan::StepSpec &step, std::uint16_t index);

} // namespace interleave::eventloop
