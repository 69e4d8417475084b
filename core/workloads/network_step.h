// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workloads/step_call.h"

namespace interleave::workloads {

/// One TCP request and its answer, see network_request.h. Blocked (network) while it waits for the peer.
TaskOutcome networkStep(StepCall &call);

} // namespace interleave::workloads
