// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/executors/executor.h"

namespace interleave::executors {

/// A bounded queue on a Qt event loop: one producer coroutine, c consumer coroutines.
Registration asyncQueueRegistration();

} // namespace interleave::executors
