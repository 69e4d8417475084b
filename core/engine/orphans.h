// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace interleave::engine {

/// Direct children of this process.
std::vector<pid_t> ownChildren();

/// By what the processes of a run are told from others.
struct RunMarks {
    std::string environment;   ///< "NAME=value", inherited by everything below the runner
    std::vector<pid_t> tree;   ///< as last seen; what turns out to belong to it is added
    std::vector<pid_t> before; ///< children of this process when the run began
};
struct OrphanCount {
    int found = 0; ///< still there
    int ended = 0; ///< reaped in this call
};
/// Kills and reaps what a run left behind and what re-parented to this process (a subreaper) since. Never blocks: call again
/// until nothing is left. Other children of this process are not touched: a run's are those of `tree`, those that carry its
/// mark in their environment, and ended ones (they carry nothing any more) that were not there `before` the run and that nobody
/// else had reaped by the second call.
OrphanCount endOrphans(RunMarks &run, bool secondCall);

} // namespace interleave::engine
