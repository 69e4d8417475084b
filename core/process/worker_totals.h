// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/wire/messages.h"

#include <cstdint>

namespace interleave::process {

/// What the workers of this process have told in their goodbyes, together: one run a process, so one account a process.
/// A worker that was killed has told nothing.
struct WorkerTotals {
    std::int64_t peakRssBytes = 0;     ///< the largest of any one; 0: nobody has told
    std::int64_t processesStarted = 0; ///< by them
};
// Threads: any.
void account(const wire::Goodbye &goodbye);
WorkerTotals workerTotals();

} // namespace interleave::process
