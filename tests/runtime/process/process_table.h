// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <functional>
#include <vector>

namespace interleave::test {

/// Children of this process, zombies included.
std::vector<pid_t> children();
/// Descriptors that this process has open.
std::size_t openDescriptors();
/// Looks every millisecond, for at most five seconds.
bool eventually(const std::function<bool()>& condition);

} // namespace interleave::test
