// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/executors/executor.h"

namespace interleave::executors {

/// A pool of w threads under an emulation of CPython's global interpreter lock: one of them computes at a time.
Registration gilThreadsRegistration();

} // namespace interleave::executors
