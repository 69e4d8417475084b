// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace interleave::worker {

/// Between a command and whoever started it: `interleave-worker --shim FOLDER PROGRAM ARGUMENT…`, see core/workloads/shim_process.h. Starts
/// the program in a group of its own, with its input empty, and ends it and all its descendants, also those of other sessions, when it is
/// told to, when its starter is gone, and when the command ends. Returns the exit code: 0; 2 when it was not started by a command step.
int shimMain(int argc, char **argv);

} // namespace interleave::worker
