// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace interleave::exporting {

/// What readers of the Chrome trace event format would reject, drop or draw wrongly in a document; empty: nothing. A line a
/// finding, at most 20. Strict where readers are lenient: slices nest in every thread, an arrow begins and ends inside an open slice
/// (its end does not count as inside), each identity is used once, nothing is numbered 0.
std::vector<std::string> traceFaults(std::string_view json);

} // namespace interleave::exporting
