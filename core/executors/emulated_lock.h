// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>

namespace interleave::executors {

/// An emulation of CPython's global interpreter lock: a flag under a mutex and a condition. Who waits for a whole switch interval
/// without seeing a switch asks the holder to drop it; a holder that drops it because of that waits until another has taken it.
/// Threads: any number, each with a number of its own. A lock is dropped by the thread that took it.
/// Source: take_gil and drop_gil of CPython's ceval_gil (3.10 to 3.12), with FORCE_SWITCHING.
class EmulatedLock {
public:
    using Holder = std::uint32_t;
    explicit EmulatedLock(base::Nanoseconds switchInterval);

    /// False: another holds it.
    bool tryAcquire(Holder who);
    void acquire(Holder who);
    /// True: a waiter wants it. Only the next one to take it resets this, so a holder that has seen it may rely on it. Cost: a load.
    [[nodiscard]] bool dropRequested() const { return m_dropRequested.load(std::memory_order_relaxed); }
    /// `handOver`, as dropRequested told: returns when another has taken it.
    void release(Holder who, bool handOver);
    /// Hands over, and takes it again.
    void yield(Holder who);

    struct Counts {
        std::uint64_t switches = 0;       ///< taken by another than the last time
        std::uint64_t forcedSwitches = 0; ///< dropped because a waiter had asked
        base::Nanoseconds waited{0};      ///< summed over all threads, from asking to holding
        std::optional<base::Nanoseconds> meanSwitchInterval; ///< from the first taking to the last switch; empty without a switch
    };
    [[nodiscard]] Counts counts() const;

private:
    void take(Holder who);
    const base::Nanoseconds m_interval;
    mutable std::mutex m_mutex;
    std::condition_variable m_free, m_switched;
    std::atomic<bool> m_dropRequested{false};
    bool m_locked = false;
    std::optional<Holder> m_lastHolder;
    Counts m_counts;
    base::Nanoseconds m_firstTaken{0}, m_lastSwitch{0};
};

} // namespace interleave::executors
