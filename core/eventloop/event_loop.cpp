// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eventloop/event_loop.h"

#include "core/eventloop/readiness.h"

#include <sys/eventfd.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <algorithm>
#include <limits>
#include <utility>

namespace interleave::eventloop {
namespace {

/// Resumptions in one go. Coroutines that keep each other ready would keep timers, descriptors and a stop waiting for ever.
constexpr base::Nanoseconds kLongestBatch = std::chrono::milliseconds(2);
constexpr std::uint32_t kBetweenLooks = 32; ///< at the clock, which costs more than a resumption

} // namespace

EventLoop::EventLoop(trace::LaneWriter &lane)
    : m_lane(lane)
    , m_timer(::timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC))
    , m_notifier(std::make_unique<QSocketNotifier>(m_timer.get(), QSocketNotifier::Read))
    , m_doorbell(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC))
    , m_doorbellNotifier(std::make_unique<QSocketNotifier>(m_doorbell.get(), QSocketNotifier::Read))
{
    QObject::connect(m_notifier.get(), &QSocketNotifier::activated, this, [this] { wake(); });
    QObject::connect(m_doorbellNotifier.get(), &QSocketNotifier::activated, this, [this] { collectPosted(); });
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
    auto earliest = m_sleepers.earliest();
    if (const auto beat = m_lag.next(); beat && (!earliest || *beat < *earliest))
        earliest = beat;
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
    m_lag.beat(now);
    while (const Sleeper *due = m_sleepers.takeDue(now))
        m_ready.push_back({due->handle, base::Nanoseconds(due->deadline)});
    resumeReady();
}

void EventLoop::post(std::coroutine_handle<> ready, base::Nanoseconds since)
{
    m_ready.push_back({ready, since});
    if (!m_resuming)
        resumeLater();
}

void EventLoop::resumeLater()
{
    if (std::exchange(m_resumesLater, true))
        return;
    const auto later = [this] {
        m_resumesLater = false;
        resumeReady();
    };
    QMetaObject::invokeMethod(this, later, Qt::QueuedConnection);
}

void EventLoop::postFromAnyThread(std::coroutine_handle<> ready)
{
    // Everything with the mutex held: as soon as the coroutine can go on, the loop may end.
    const std::lock_guard lock(m_postedMutex);
    m_postedByOthers.push_back({ready, base::monotonicNow()});
    const std::uint64_t one = 1;
    if (m_postedByOthers.size() == 1)
        [[maybe_unused]] const auto written = ::write(m_doorbell.get(), &one, sizeof one);
}

void EventLoop::collectPosted()
{
    std::uint64_t rung = 0;
    [[maybe_unused]] const auto got = ::read(m_doorbell.get(), &rung, sizeof rung);
    {
        const std::lock_guard lock(m_postedMutex);
        m_ready.insert(m_ready.end(), m_postedByOthers.begin(), m_postedByOthers.end());
        m_postedByOthers.clear();
    }
    resumeReady();
}

void EventLoop::resumeReady()
{
    if (m_ready.empty()) {
        arm();
        return;
    }
    m_lane.append(trace::EventKind::LoopWakeBegin, base::kNoTask, base::kNoLane, static_cast<std::uint32_t>(m_ready.size()));
    m_resuming = true;
    const auto until = base::monotonicNow() + kLongestBatch;
    for (std::uint32_t resumed = 1; !m_ready.empty(); ++resumed) {
        const auto next = m_ready.front();
        m_ready.pop_front();
        m_readySince = next.since;
        next.handle.resume();
        if (resumed % kBetweenLooks == 0 && base::monotonicNow() >= until)
            break;
    }
    m_resuming = false;
    m_lane.append(trace::EventKind::LoopWakeEnd);
    if (!m_ready.empty())
        resumeLater();
    arm();
}

Readiness &EventLoop::readiness()
{
    if (!m_readiness)
        m_readiness = std::make_unique<Readiness>(*this);
    return *m_readiness;
}

void EventLoop::run()
{
    m_lag.start(base::monotonicNow());
    arm();
    m_loop.exec();
    m_lag.stop(base::monotonicNow());
}

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
