// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/executors/executor.h"

namespace interleave::executors {

/// A producer thread, a bounded TBB queue, w consumer threads, and one end mark for each.
Registration producerConsumerRegistration();

} // namespace interleave::executors
