// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/executors/executor.h"

namespace interleave::executors {

/// A oneTBB task_arena of w workers, more than there are cores included.
Registration threadPoolRegistration();

} // namespace interleave::executors
