// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/executors/emulated_lock.h"

#include <cassert>

namespace interleave::executors {

EmulatedLock::EmulatedLock(base::Nanoseconds switchInterval)
    : m_interval(switchInterval)
{
}

bool EmulatedLock::tryAcquire(Holder who)
{
    const std::lock_guard lock(m_mutex);
    if (m_locked)
        return false;
    take(who);
    return true;
}

void EmulatedLock::acquire(Holder who)
{
    std::unique_lock lock(m_mutex);
    if (!m_locked)
        return take(who);
    const auto begin = base::monotonicNow();
    while (m_locked) {
        const auto seen = m_counts.switches;
        const bool inTime = m_free.wait_for(lock, m_interval) == std::cv_status::no_timeout;
        // A switch in the meantime: whoever holds it now has its own interval.
        if (!inTime && m_locked && m_counts.switches == seen)
            m_dropRequested.store(true, std::memory_order_relaxed);
    }
    m_counts.waited += base::monotonicNow() - begin;
    take(who);
}

/// With the mutex held.
void EmulatedLock::take(Holder who)
{
    m_locked = true;
    m_dropRequested.store(false, std::memory_order_relaxed);
    if (m_lastHolder == who)
        return;
    const auto now = base::monotonicNow();
    if (m_lastHolder) {
        ++m_counts.switches;
        m_lastSwitch = now;
    } else {
        m_firstTaken = now;
    }
    m_lastHolder = who;
    m_switched.notify_all();
}

void EmulatedLock::release(Holder who, bool handOver)
{
    std::unique_lock lock(m_mutex);
    assert(m_locked && m_lastHolder == who);
    m_locked = false;
    m_free.notify_one();
    if (!handOver)
        return;
    // The waiter that asked does not give up before it holds the lock, so this ends.
    ++m_counts.forcedSwitches;
    const auto begin = base::monotonicNow();
    m_switched.wait(lock, [&] { return m_lastHolder != who; });
    m_counts.waited += base::monotonicNow() - begin;
}

void EmulatedLock::yield(Holder who)
{
    release(who, true);
    acquire(who);
}

EmulatedLock::Counts EmulatedLock::counts() const
{
    const std::lock_guard lock(m_mutex);
    Counts counts = m_counts;
    if (counts.switches > 0)
        counts.meanSwitchInterval = (m_lastSwitch - m_firstTaken) / static_cast<std::int64_t>(counts.switches);
    return counts;
}

} // namespace interleave::executors
