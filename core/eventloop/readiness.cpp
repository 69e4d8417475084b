// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eventloop/readiness.h"

#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

namespace interleave::eventloop {

Readiness::Readiness(EventLoop &loop)
    : m_loop(loop)
    , m_epoll(::epoll_create1(EPOLL_CLOEXEC))
    , m_notifier(m_epoll.get(), QSocketNotifier::Read)
{
    QObject::connect(&m_notifier, &QSocketNotifier::activated, &m_loop, [this] { collect(); });
}

/// What does not fit into one look makes the set ready again.
void Readiness::collect()
{
    std::array<epoll_event, 256> events{};
    const int count = ::epoll_wait(m_epoll.get(), events.data(), static_cast<int>(events.size()), 0);
    const auto now = base::monotonicNow();
    m_loop.batch([&] {
        for (int i = 0; i < count; ++i) {
            auto &awaiter = *static_cast<Awaiter *>(events[static_cast<std::size_t>(i)].data.ptr);
            awaiter.unwatch();
            awaiter.m_waiter.wake(now);
        }
    });
}

void Readiness::Awaiter::await_suspend(std::coroutine_handle<> handle)
{
    m_watched = true; // from the first one on: what throws below takes back what it has added
    for (const int fd : m_fds) {
        epoll_event event{};
        event.events = m_events;
        event.data.ptr = this;
        if (fd >= 0 && ::epoll_ctl(m_set.m_epoll.get(), EPOLL_CTL_ADD, fd, &event) < 0)
            throw std::system_error(errno, std::generic_category(), "cannot wait for a descriptor");
    }
    m_waiter.await_suspend(handle);
}

void Readiness::Awaiter::unwatch()
{
    if (!std::exchange(m_watched, false))
        return;
    for (const int fd : m_fds)
        if (fd >= 0)
            ::epoll_ctl(m_set.m_epoll.get(), EPOLL_CTL_DEL, fd, nullptr);
}

} // namespace interleave::eventloop
