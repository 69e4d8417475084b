// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/executors/executor.h"

namespace interleave::executors {

/// Each task acquires one of k resources, works, and releases it, whatever became of it.
Registration asyncResourceRegistration();

} // namespace interleave::executors
