// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/eventloop/task.h"
#include "core/eventloop/task_run.h"

namespace interleave::eventloop {

/// Awaits a named lock of the loop's, in order of arrival, and holds it while it sleeps. Gives it back whatever happens.
Task<workloads::TaskOutcome> lockStep(TaskRun &run, const plan::StepSpec &step, std::uint16_t index);

} // namespace interleave::eventloop
