// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <cstddef>
#include <cstdint>
#include <string>

namespace interleave::executors {

/// What a run is about to ask the machine for, all at once.
struct Demand {
    std::int64_t threads = 0;     ///< of the runner
    std::int64_t processes = 0;   ///< workers
    std::int64_t descriptors = 0; ///< of the runner
    std::int64_t memoryBytes = 0; ///< over the process tree, touched
};

/// One thing of which the machine has only so many, and what limits it.
struct Limit {
    std::int64_t value = 0; ///< still free
    std::string name;       ///< "RLIMIT_NPROC", "/proc/sys/kernel/pid_max", …
};

/// What is still free. A limit that cannot be read does not count.
struct MachineLimits {
    Limit tasks;       ///< threads and processes together: the kernel counts them alike
    Limit descriptors; ///< of this process
    Limit memory;      ///< bytes
    static MachineLimits read();
};

/// Refuses what would take more than 80 % of what is free, with the limit, its value and the largest count that would work.
/// Pure. `who`: the concurrency model.
base::Result<void> checkDemand(const Demand &demand, const MachineLimits &limits, const std::string &who);

/// The same against this machine as it is now. Cost: some 100 µs.
base::Result<void> checkDemand(const Demand &demand, const std::string &who);

/// The same for so many threads, or worker processes, at once.
base::Result<void> checkThreads(std::size_t threads, const std::string &who);
base::Result<void> checkProcesses(std::size_t processes, const std::string &who);

constexpr std::int64_t kDescriptorsAWorker = 5;           ///< two pipes, a pidfd and what is open while it starts
constexpr std::int64_t kMemoryAWorker = 2 * 1024 * 1024;  ///< what an idle worker process touches, generously
constexpr std::int64_t kMemoryAThread = 32 * 1024;        ///< the part of a stack that is touched, and the kernel's share

} // namespace interleave::executors
