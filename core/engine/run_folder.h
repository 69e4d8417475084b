// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace interleave::engine {

/// A path below TMPDIR (or /tmp) that is nobody's so far: where the next run makes its private folder if its steps need one. Chosen here, so that the
/// folder can be removed even when the runner is killed. Its name tells whose it is: interleave-PID-START-PLACE-RANDOM, the controller's process, when that
/// started (ticks since boot), and the boot and the pid namespace in which these two mean it.
std::string newRunFolder();

/// Removes a run's folder and all that is in it; nothing if there is none, or if it is not ours.
void removeRunFolder(const std::string &path);

/// Removes what controllers have left that died together with their runners: the folders of this user, below the same place, whose owner is no more.
/// Those of another boot or pid namespace stay: from here nobody can tell whether their owners live.
void removeDeadFolders();

} // namespace interleave::engine
