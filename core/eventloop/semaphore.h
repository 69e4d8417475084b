// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/eventloop/event_loop.h"

#include <coroutine>
#include <cstdint>

namespace interleave::eventloop {

/// At most `permits` coroutines past acquire() at once; waiters go on in order of arrival. Threads: the loop's.
/// After a cancel the permits still go round, one waiter after another: whoever acquires looks at the loop's cancelled().
class Semaphore {
public:
    Semaphore(EventLoop &loop, std::int64_t permits) : m_loop(loop), m_permits(permits) {}
    Semaphore(const Semaphore &) = delete;
    Semaphore &operator=(const Semaphore &) = delete;

    /// Awaits a permit. Waiters are linked through their frames: one that is destroyed while it waits leaves the queue.
    class Awaiter {
    public:
        explicit Awaiter(Semaphore &semaphore) : m_semaphore(semaphore) {}
        Awaiter(const Awaiter &) = delete;
        Awaiter &operator=(const Awaiter &) = delete;
        ~Awaiter()
        {
            if (m_queued)
                m_semaphore.unlink(*this);
        }
        bool await_ready() const noexcept { return m_semaphore.tryAcquire(); }
        void await_suspend(std::coroutine_handle<> handle)
        {
            m_handle = handle;
            m_semaphore.link(*this);
        }
        void await_resume() const noexcept { }

    private:
        friend class Semaphore;
        Semaphore &m_semaphore;
        std::coroutine_handle<> m_handle;
        Awaiter *m_previous = nullptr, *m_next = nullptr;
        bool m_queued = false;
    };
    Awaiter acquire() { return Awaiter(*this); }
    /// False: it would have to wait.
    bool tryAcquire()
    {
        if (m_permits == 0)
            return false;
        --m_permits;
        return true;
    }

    /// Hands the permit to the first waiter, if there is one: nobody can overtake it.
    void release()
    {
        if (!m_first) {
            ++m_permits;
            return;
        }
        Awaiter &waiter = *m_first;
        unlink(waiter);
        m_loop.post(waiter.m_handle);
    }

    [[nodiscard]] std::size_t waiting() const { return m_waiting; }

private:
    void link(Awaiter &waiter)
    {
        waiter.m_previous = m_last;
        (m_last ? m_last->m_next : m_first) = &waiter;
        m_last = &waiter;
        waiter.m_queued = true;
        ++m_waiting;
    }
    void unlink(Awaiter &waiter)
    {
        (waiter.m_previous ? waiter.m_previous->m_next : m_first) = waiter.m_next;
        (waiter.m_next ? waiter.m_next->m_previous : m_last) = waiter.m_previous;
        waiter.m_queued = false;
        --m_waiting;
    }
    EventLoop &m_loop;
    std::int64_t m_permits;
    Awaiter *m_first = nullptr, *m_last = nullptr;
    std::size_t m_waiting = 0;
};

} // namespace interleave::eventloop
