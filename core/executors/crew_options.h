// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/executors/executor.h"
#include "core/process/supervisor.h"

namespace interleave::executors {

/// What the worker processes of a run are started with. They are told of its services only if a step asks for any: what a worker
/// is not told costs it nothing.
process::CrewOptions crewOptions(const RunContext& context);

} // namespace interleave::executors
