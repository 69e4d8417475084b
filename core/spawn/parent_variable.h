// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace interleave::spawn {

/// Where a child finds the pid of the process that started it.
constexpr const char* kParentVariable = "INTERLEAVE_PARENT";

} // namespace interleave::spawn
