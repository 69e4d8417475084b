// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace interleave::worker {

constexpr int kDone = 0;
constexpr int kNotStartedByDispatcher = 2;
constexpr int kProtocol = 3; ///< its dispatcher broke the rules of the channel

} // namespace interleave::worker
