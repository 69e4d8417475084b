// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/executors/executor.h"

namespace interleave::executors {

/// w long-lived worker processes, tasks dealt in chunks over pipes to the next free one.
Registration processPoolRegistration();

} // namespace interleave::executors
