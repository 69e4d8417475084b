// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/executors/executor.h"

namespace interleave::executors {

/// Coroutines on a Qt event loop that wait there and compute on a oneTBB arena.
Registration asyncHybridRegistration();

} // namespace interleave::executors
