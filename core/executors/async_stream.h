// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/executors/executor.h"

namespace interleave::executors {

/// An async generator yields the tasks as they arrive; they are processed one by one, in order.
Registration asyncStreamRegistration();

} // namespace interleave::executors
