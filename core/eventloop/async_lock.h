// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/eventloop/wait.h"
#include "core/eventloop/wait_list.h"

#include <coroutine>

namespace interleave::eventloop {

/// A mutex between coroutines: whoever waits gets it in order of arrival, or gives up at a deadline or cancel. Threads: the loop's.
class AsyncLock {
public:
    explicit AsyncLock(EventLoop &loop) : m_loop(loop) {}
    AsyncLock(const AsyncLock &) = delete;
    AsyncLock &operator=(const AsyncLock &) = delete;

    /// Awaits the lock; true: the awaiter has it and calls release(). Lives in the awaiting frame: one that is destroyed
    /// while it waits leaves the queue.
    class Acquire : private WaitList<Acquire>::Link {
    public:
        Acquire(AsyncLock &lock, base::Nanoseconds deadline) : m_lock(lock), m_waiter(lock.m_loop, deadline) {}
        Acquire(const Acquire &) = delete;
        Acquire &operator=(const Acquire &) = delete;
        ~Acquire() { m_lock.m_waiters.remove(*this); }
        bool await_ready()
        {
            if (!m_waiter.await_ready() && !m_lock.m_held) {
                m_lock.m_held = true;
                m_waiter.wake();
            }
            return m_waiter.await_ready();
        }
        void await_suspend(std::coroutine_handle<> handle)
        {
            m_lock.m_waiters.append(*this);
            m_waiter.await_suspend(handle);
        }
        bool await_resume()
        {
            m_lock.m_waiters.remove(*this);
            return m_waiter.await_resume() == WaitEnd::Woken;
        }

    private:
        friend class AsyncLock;
        friend class WaitList<Acquire>;
        AsyncLock &m_lock;
        Waiter m_waiter;
    };
    Acquire acquire(base::Nanoseconds deadline = kNever) { return {*this, deadline}; }

    /// Hands the lock to the first waiter, if there is one: nobody can overtake it.
    void release()
    {
        Acquire *waiter = m_waiters.first();
        if (!waiter) {
            m_held = false;
            return;
        }
        m_waiters.remove(*waiter);
        waiter->m_waiter.wake();
    }
    [[nodiscard]] bool held() const { return m_held; }
    [[nodiscard]] std::size_t waiting() const { return m_waiters.size(); }

private:
    EventLoop &m_loop;
    bool m_held = false;
    WaitList<Acquire> m_waiters;
};

} // namespace interleave::eventloop
