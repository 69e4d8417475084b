// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workloads/step_call.h"

#include <cstdint>

namespace interleave::workloads {

/// Takes the named lock, holds it (blocked, sleep), releases it. While somebody else has it: blocked (lock).
TaskOutcome lockStep(StepCall &call);

/// The trace's string id of the lock's name; 0: none is known. Shared with the awaitable form.
std::uint32_t lockName(const trace::LaneWriter &lane, const RunServices &services, std::uint32_t lock);

} // namespace interleave::workloads
