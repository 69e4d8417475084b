// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/executors/executor.h"

#include <functional>
#include <memory>

namespace interleave::executors {

/// Where futures run: takes tasks, one at a time per worker, and says of each when it is done. One interface, on threads or on
/// processes, as CPython's ThreadPoolExecutor and ProcessPoolExecutor.
class FutureBackend {
public:
    /// Called with each task's outcome, which stands in the trace already, from any thread.
    using Done = std::function<void(Outcome)>;

    virtual ~FutureBackend() = default;
    /// Creates the workers. Errors: Refused.
    virtual base::Result<void> prepare(RunContext &context, Done done) = 0;
    /// Submits what falls due until the source is at its end. Returns how many tasks that were; each is done, or will be soon.
    virtual std::size_t submitAll(RunContext &context) = 0;
    /// The consumer has taken a result: a client of a closed loop may have become free. Threads: any.
    virtual void resultTaken() = 0;
    /// Ends the workers; after every task is done.
    virtual void shutDown() = 0;
};

/// A fixed pool of threads with an unbounded queue, first in, first out.
std::unique_ptr<FutureBackend> threadBackend(std::size_t workers);
/// Worker processes, dealt one task at a time by the calling thread. `name`: the executor's, for messages.
std::unique_ptr<FutureBackend> processBackend(std::size_t workers, std::string name);

} // namespace interleave::executors
