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

/// What a run lends the steps of its tasks, the same in the runner and in each of its worker processes.
/// Threads: read by all; what the pointers lead to locks by itself.
struct RunServices {
    std::vector<plan::StepDetail> details;        ///< by StepSpec::detail
    std::vector<std::string> lockNames;           ///< by StepDetail::lock
    std::uint16_t responderPort = 0;              ///< of the loopback peer of network steps without a host; 0: none runs
    std::string folder;                           ///< private to the run, for file steps; empty: none was made
    std::string workerPath;                       ///< absolute, of interleave-worker: the shim of commands
    std::shared_ptr<LockTable> locks;             ///< null: no step locks
    std::shared_ptr<ConnectionPool> connections;  ///< idle connections of network steps that keep theirs; null: none keeps any
};

} // namespace interleave::workloads
