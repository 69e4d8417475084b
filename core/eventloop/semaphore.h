// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/eventloop/event_loop.h"
#include "core/eventloop/wait_list.h"

#include <coroutine>
#include <cstdint>
#include <limits>

namespace interleave::eventloop {

/// At most `permits` coroutines past acquire() at once; waiters go on in order of arrival. Threads: the loop's.
/// After a cancel the permits still go round, one waiter after another: whoever acquires looks at the loop's cancelled().
class Semaphore {
public:
    Semaphore(EventLoop &loop, std::int64_t permits) : m_loop(loop), m_permits(permits) {}
    Semaphore(const Semaphore &) = delete;
    Semaphore &operator=(const Semaphore &) = delete;

    /// Awaits a permit. One that is destroyed while it waits leaves the queue.
    class Awaiter : private WaitList<Awaiter>::Link {
    public:
        explicit Awaiter(Semaphore &semaphore) : m_semaphore(semaphore) {}
        Awaiter(const Awaiter &) = delete;
        Awaiter &operator=(const Awaiter &) = delete;
        ~Awaiter() { m_semaphore.m_waiters.remove(*this); }
        bool await_ready() const noexcept { return m_semaphore.tryAcquire(); }
        void await_suspend(std::coroutine_handle<> handle)
        {
            m_handle = handle;
            m_semaphore.m_waiters.append(*this);
        }
        void await_resume() const noexcept { }

    private:
        friend class Semaphore;
        friend class WaitList<Awaiter>;
        Semaphore &m_semaphore;
        std::coroutine_handle<> m_handle;
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
        Awaiter *waiter = m_waiters.first();
        if (!waiter) {
            ++m_permits;
            return;
        }
        m_waiters.remove(*waiter);
        m_loop.post(waiter->m_handle);
    }

    /// Lets every waiter go on, and everybody from now on.
    void open()
    {
        while (m_waiters.first())
            release();
        m_permits = std::numeric_limits<std::int64_t>::max() / 2;
    }

    [[nodiscard]] std::int64_t permits() const { return m_permits; }
    [[nodiscard]] std::size_t waiting() const { return m_waiters.size(); }

private:
    EventLoop &m_loop;
    std::int64_t m_permits;
    WaitList<Awaiter> m_waiters;
};

} // namespace interleave::eventloop
