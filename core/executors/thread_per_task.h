// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/executors/executor.h"

namespace interleave::executors {

/// One operating-system thread a task, created as the task arrives.
Registration threadPerTaskRegistration();

} // namespace interleave::executors
