// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/eventloop/task.h"
#include "core/eventloop/task_run.h"

namespace interleave::eventloop {

/// Takes memory and writes to every page of it, which blocks the loop unless there is an offloader; awaits while it holds it.
Task<workloads::TaskOutcome> memoryStep(TaskRun &run, const plan::StepSpec &step, std::uint16_t index);

} // namespace interleave::eventloop
