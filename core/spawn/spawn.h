// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace interleave::spawn {

/// How a child of ours starts. It gets its own process group, default signals, and only these descriptors.
struct SpawnOptions {
    std::string path; ///< absolute
    std::vector<std::string> arguments; ///< without argv[0]
    std::vector<std::pair<int, int>> descriptors; ///< ours → the child's number; 0, 1, 2 not named: /dev/null, /dev/null, ours
    std::vector<std::pair<std::string, std::string>> environment; ///< added to ours; INTERLEAVE_PARENT is always set to our pid
    std::string directory; ///< empty: ours
};

/// Starts a child with posix_spawn. Errors: BadInput/Refused with "could not start PATH: reason".
/// Threads: parent-death signals follow the *thread* that spawns: call it from one that lives as long as the children should.
/// Cost: 0.1 ms, whatever the size of the caller.
base::Result<pid_t> spawnChild(const SpawnOptions& options);

/// Processes that this one has started so far, and those that they have told of (`countStarted`). Threads: any.
std::int64_t startedProcesses();
void countStarted();

/// In a child: ask the kernel for `signal` when the parent dies, and leave at once if it already has (INTERLEAVE_PARENT).
void dieWithParent(int signal);

/// Raises the number of descriptors that this process may have to the most it may ask for; returns that.
std::size_t raiseDescriptorLimit();

/// Orphans below this process re-parent to it, so that it can end and reap them.
void becomeSubreaper();

/// Sends a signal to the child's group; silently nothing when it is gone.
void signalGroup(pid_t group, int signal);

/// Kills and reaps everything that is or re-parents to a child of this process, for at most `milliseconds`.
/// Source: /proc/self/task/*/children. Returns how many were ended.
int endAllChildren(int milliseconds);

/// "exit code 3", "killed by SIGSEGV": a wait status for people.
std::string describeWaitStatus(int status);

/// Absolute path of a program that stands beside the running one.
std::string siblingProgram(const char* name);

} // namespace interleave::spawn
