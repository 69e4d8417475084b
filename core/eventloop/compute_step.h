// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/eventloop/task.h"
#include "core/eventloop/task_run.h"

namespace interleave::eventloop {

/// Computes on the loop and blocks it: that is the lesson.
workloads::TaskOutcome computeHere(TaskRun &run, const plan::StepSpec &step);

/// Awaits the same from the environment's offloader.
Task<workloads::TaskOutcome> computeElsewhere(TaskRun &run, const plan::StepSpec &step, std::uint16_t index);

} // namespace interleave::eventloop
