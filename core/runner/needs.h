// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/plan/catalogue.h"
#include "core/plan/tasks.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>

/// What the tasks of a run take of the machine at once, and whether it has that: known before the run, so that it is refused, not failed.
namespace interleave::runner {

struct Needs {
    std::size_t atOnce = 0;        ///< tasks
    std::int64_t writtenBytes = 0; ///< files, of the tasks that write most
    std::int64_t readBytes = 0;    ///< the one file that all read
    std::int64_t memoryBytes = 0;  ///< of the tasks that take most; of one task where there is no bound: more may never meet
    std::size_t descriptors = 0;   ///< in this process
};
/// `atOnce` empty: all tasks may be.
Needs needsOf(const plan::Workload &workload, std::span<const plan::TaskSpec> tasks, const plan::ExecutorDescriptor &descriptor, std::optional<std::size_t> atOnce);

// Errors: Refused, with the limit, its value and what would work.
/// A tenth of what is free stays free.
base::Result<void> checkSpace(const Needs &needs, const std::string &folder, std::int64_t freeBytes);
base::Result<void> checkMemory(const Needs &needs, std::int64_t availableBytes);
base::Result<void> checkDescriptors(const Needs &needs, std::size_t limit);

} // namespace interleave::runner
