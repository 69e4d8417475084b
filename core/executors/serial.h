// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/executors/executor.h"

namespace interleave::executors {

/// One thread, in order: the reference for speed-up.
Registration serialRegistration();

} // namespace interleave::executors
