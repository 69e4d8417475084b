// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ids.h"

namespace interleave::workloads {

/// What a concurrency model does in the middle of a task: an emulated global lock changes hands there.
/// Threads: called by the thread that runs the task.
class Interlude {
public:
    virtual ~Interlude() = default;
    virtual void beforeBlocking(base::TaskId task) = 0; ///< the step is about to wait
    virtual void afterBlocking(base::TaskId task) = 0;  ///< it has waited; counts as waiting for a lock, not as blocked
    virtual void betweenSlices(base::TaskId task) = 0;  ///< compute, every fraction of a millisecond
};

} // namespace interleave::workloads
