// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eventloop/event_loop.h"

#include <sys/timerfd.h>
#include <unistd.h>

#include <algorithm>
#include <limits>

namespace interleave::eventloop {

EventLoop::EventLoop(trace::LaneWriter &lane)
    : m_lane(lane)
    , m_timer(::timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC))
    , m_notifier(std::make_unique<QSocketNotifier>(m_timer.get(), QSocketNotifier::Read))
{
    QObject::connect(m_notifier.get(), &QSocketNotifier::activated, this, [this] { wake(); });
}

EventLoop::~EventLoop() = default;

void EventLoop::addSleeper(Sleeper &sleeper)
{
    m_sleepers.add(sleeper);
    // While a batch is being resumed the timer is set once, at its end.
    if (!m_resuming)
        arm();
}

void EventLoop::arm()
{
    const auto earliest = m_sleepers.earliest();
    if (!earliest || earliest->count() == m_armedFor)
        return;
    m_armedFor = earliest->count();
    itimerspec spec{};
    // An all-zero time would disarm it.
    spec.it_value = base::toTimespec(std::max(*earliest, base::Nanoseconds(1)));
    ::timerfd_settime(m_timer.get(), TFD_TIMER_ABSTIME, &spec, nullptr);
}

void EventLoop::wake()
{
    std::uint64_t expirations = 0;
    [[maybe_unused]] const auto got = ::read(m_timer.get(), &expirations, sizeof expirations);
    m_armedFor = 0;
    const auto now = base::monotonicNow();
    while (const Sleeper *due = m_sleepers.takeDue(now))
        m_ready.push_back(due->handle);
    resumeReady();
}

void EventLoop::post(std::coroutine_handle<> ready)
{
    m_ready.push_back(ready);
    if (m_resuming || m_posted)
        return;
    m_posted = true;
    const auto later = [this] {
        m_posted = false;
        resumeReady();
    };
    QMetaObject::invokeMethod(this, later, Qt::QueuedConnection);
}

void EventLoop::resumeReady()
{
    if (m_ready.empty()) {
        arm();
        return;
    }
    m_lane.append(trace::EventKind::LoopWakeBegin, base::kNoTask, base::kNoLane, static_cast<std::uint32_t>(m_ready.size()));
    m_resuming = true;
    while (!m_ready.empty()) {
        const auto next = m_ready.front();
        m_ready.pop_front();
        next.resume();
    }
    m_resuming = false;
    m_lane.append(trace::EventKind::LoopWakeEnd);
    arm();
}

void EventLoop::run() { m_loop.exec(); }

void EventLoop::quit() { m_loop.quit(); }

void EventLoop::cancel()
{
    if (m_cancelled)
        return;
    m_cancelled = true;
    constexpr base::Nanoseconds kEver(std::numeric_limits<std::int64_t>::max());
    while (const Sleeper *sleeper = m_sleepers.takeDue(kEver))
        post(sleeper->handle);
}

} // namespace interleave::eventloop
