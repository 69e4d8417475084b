// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/eventloop/event_loop.h"

#include <coroutine>
#include <cstdint>
#include <limits>
#include <utility>

namespace interleave::eventloop {

/// No deadline.
constexpr base::Nanoseconds kNever(std::numeric_limits<std::int64_t>::max());

enum class WaitEnd : std::uint8_t { Woken, DeadlinePassed, Cancelled };

/// Awaits a wake(), a deadline (absolute) or the loop's cancel, whichever comes first: what everything that waits with a
/// deadline is made of. Lives in the awaiting frame; destroyed while it waits, it is gone. Threads: the loop's.
class Waiter {
public:
    /// `Despite`: waits in a loop that was cancelled too, for what must be seen to its end. The cancel itself may end it early.
    enum class Cancel : bool { Ends, Despite };
    explicit Waiter(EventLoop &loop, base::Nanoseconds deadline = kNever, Cancel cancel = Cancel::Ends) : m_loop(loop), m_cancel(cancel)
    {
        m_sleeper.deadline = deadline.count();
    }
    Waiter(const Waiter &) = delete;
    Waiter &operator=(const Waiter &) = delete;
    ~Waiter() { m_loop.removeSleeper(m_sleeper); }

    bool await_ready() const noexcept { return m_woken || (m_loop.cancelled() && m_cancel == Cancel::Ends); }
    void await_suspend(std::coroutine_handle<> handle)
    {
        m_sleeper.handle = handle;
        m_loop.addSleeper(m_sleeper);
    }
    /// Woken when the wake came before the coroutine went on, even if the deadline came first.
    WaitEnd await_resume() const noexcept { return m_woken ? WaitEnd::Woken : m_loop.cancelled() ? WaitEnd::Cancelled : WaitEnd::DeadlinePassed; }

    /// Also before anybody awaits it; the second time it is nothing.
    void wake()
    {
        if (m_sleeper.asleep())
            wake(base::monotonicNow());
        m_woken = true;
    }
    /// The same for those who know what time it is.
    void wake(base::Nanoseconds now)
    {
        if (std::exchange(m_woken, true) || !m_sleeper.asleep())
            return;
        m_loop.removeSleeper(m_sleeper);
        m_loop.post(m_sleeper.handle, now);
    }
    [[nodiscard]] EventLoop &loop() const { return m_loop; }

private:
    EventLoop &m_loop;
    Sleeper m_sleeper;
    const Cancel m_cancel;
    bool m_woken = false;
};

} // namespace interleave::eventloop
