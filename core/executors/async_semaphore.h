// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/executors/executor.h"

namespace interleave::executors {

/// One coroutine a task on a Qt event loop, at most k past a semaphore at once.
Registration asyncSemaphoreRegistration();

} // namespace interleave::executors
