// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workloads/step_call.h"

namespace interleave::workloads {

/// Runs a program, see shim_process.h, and waits for its end: blocked (command) all the while. Over the time-out it is told to end (SIGTERM), and
/// half a second later made to (SIGKILL, with everything it started); after a cancel that takes at most 0.3 s.
TaskOutcome commandStep(StepCall &call);

} // namespace interleave::workloads
