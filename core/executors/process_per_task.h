// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/executors/executor.h"

namespace interleave::executors {

/// One worker process a task, started as the task arrives.
Registration processPerTaskRegistration();

} // namespace interleave::executors
