// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace interleave::engine {

/// A path below TMPDIR (or /tmp) that is nobody's so far: where the next run makes its private folder if its steps need one. Chosen here, so that the
/// folder can be removed even when the runner is killed.
std::string newRunFolder();

/// Removes a run's folder and all that is in it; nothing if there is none, or if it is not ours.
void removeRunFolder(const std::string &path);

} // namespace interleave::engine
