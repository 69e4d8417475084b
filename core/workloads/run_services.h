// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/tasks.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace interleave::workloads {

class ConnectionPool;
class LockTable;

/// The numeric addresses of a network step's host, in the order in which they are tried. Looked up once, before the run: a name
/// service is no part of what a request costs, and the worker, linked statically, has none.
struct HostAddresses {
    std::vector<std::string> addresses;
    std::string error; ///< why there are none
    bool operator==(const HostAddresses &) const = default;
};

/// What a run lends the steps of its tasks, the same in the runner and in each of its worker processes.
/// Threads: read by all; what the pointers lead to locks by itself.
struct RunServices {
    std::vector<plan::StepDetail> details;        ///< by StepSpec::detail
    std::vector<std::string> lockNames;           ///< by StepDetail::lock
    std::uint16_t responderPort = 0;              ///< of the loopback peer of network steps without a host; 0: none runs
    std::vector<HostAddresses> hosts;             ///< by StepSpec::detail; only filled for network steps with a host
    std::string folder;                           ///< private to the run, for file steps; empty: none was made
    std::string workerPath;                       ///< absolute, of interleave-worker: the shim of commands
    std::shared_ptr<LockTable> locks;             ///< null: no step locks
    std::shared_ptr<ConnectionPool> connections;  ///< idle connections of network steps that keep theirs; null: none keeps any
};

/// The file that reading file steps read: prepared before the run, as long as the longest of them.
inline std::string fileToRead(const std::string &folder) { return folder + "/read"; }

} // namespace interleave::workloads
