// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/unique_fd.h"
#include "core/eventloop/wait.h"

#include <QSocketNotifier>

#include <sys/epoll.h>

#include <array>
#include <coroutine>
#include <cstdint>

namespace interleave::eventloop {

/// Awaits that descriptors can be read or written.
/// One epoll set behind one QSocketNotifier, not a notifier for each: Qt's dispatcher passes all its notifiers to poll() at each
/// turn, which at a thousand sockets costs more than the sockets' own work; a set costs what is ready.
/// Threads: the loop's. A descriptor is awaited by one at a time.
class Readiness {
public:
    /// Descriptors; −1: none.
    using Descriptors = std::array<int, 3>;

    /// Woken: one of them is ready (or broken: the next call says so).
    class Awaiter {
    public:
        Awaiter(Readiness &set, const Descriptors &fds, std::uint32_t events, base::Nanoseconds deadline, Waiter::Cancel cancel = Waiter::Cancel::Ends)
            : m_set(set), m_waiter(set.m_loop, deadline, cancel), m_fds(fds), m_events(events)
        {
        }
        Awaiter(const Awaiter &) = delete;
        Awaiter &operator=(const Awaiter &) = delete;
        ~Awaiter() { unwatch(); }
        bool await_ready() const noexcept { return m_waiter.await_ready(); }
        /// Throws std::system_error when a descriptor cannot be watched.
        void await_suspend(std::coroutine_handle<> handle);
        WaitEnd await_resume()
        {
            unwatch();
            return m_waiter.await_resume();
        }

    private:
        friend class Readiness;
        void unwatch();
        Readiness &m_set;
        Waiter m_waiter;
        const Descriptors m_fds;
        const std::uint32_t m_events;
        bool m_watched = false;
    };

    explicit Readiness(EventLoop &loop);
    /// `deadline`: absolute.
    Awaiter readable(int fd, base::Nanoseconds deadline = kNever) { return anyReadable({fd, -1, -1}, deadline); }
    Awaiter writable(int fd, base::Nanoseconds deadline = kNever) { return {*this, {fd, -1, -1}, kWriting, deadline}; }
    /// One of both.
    Awaiter either(int fd, base::Nanoseconds deadline = kNever) { return {*this, {fd, -1, -1}, kReading | kWriting, deadline}; }
    Awaiter anyReadable(const Descriptors &fds, base::Nanoseconds deadline = kNever, Waiter::Cancel cancel = Waiter::Cancel::Ends)
    {
        return {*this, fds, kReading, deadline, cancel};
    }

private:
    static constexpr std::uint32_t kReading = EPOLLIN | EPOLLRDHUP, kWriting = EPOLLOUT;
    void collect();
    EventLoop &m_loop;
    base::UniqueFd m_epoll;
    QSocketNotifier m_notifier;
};

} // namespace interleave::eventloop
