// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/eventloop/async_lock.h"
#include "core/trace/trace.h"
#include "core/workloads/run_services.h"

#include <cstdint>
#include <deque>

namespace interleave::eventloop {

/// What the awaitable steps of one loop share beside the run's services. A run of an event-loop model is one process and its steps
/// run in one thread, so its named locks need no mutex of the system. Threads: the loop's.
class LoopServices {
public:
    LoopServices(EventLoop &loop, const workloads::RunServices &services, const trace::Mapping &trace)
    {
        for (const std::string &name : services.lockNames)
            m_locks.emplace_back(loop, trace.intern(name));
    }

    struct NamedLock {
        NamedLock(EventLoop &loop, std::uint32_t id) : lock(loop), nameId(id) {}
        AsyncLock lock;
        std::uint32_t nameId; ///< of the trace's string table
    };
    /// `index`: as StepDetail::lock.
    [[nodiscard]] NamedLock &lock(std::uint32_t index) { return m_locks.at(index); }

private:
    std::deque<NamedLock> m_locks; // a lock stays where its waiters know it
};

} // namespace interleave::eventloop
