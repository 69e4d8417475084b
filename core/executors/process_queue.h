// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/executors/executor.h"

namespace interleave::executors {

/// w worker processes that pull single tasks from one shared queue and push their results to another.
Registration processQueueRegistration();

} // namespace interleave::executors
