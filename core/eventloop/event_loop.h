// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/unique_fd.h"
#include "core/eventloop/deadline_heap.h"
#include "core/eventloop/loop_lag.h"
#include "core/trace/trace.h"

#include <QEventLoop>
#include <QObject>
#include <QSocketNotifier>

#include <coroutine>
#include <deque>
#include <memory>
#include <mutex>
#include <vector>

namespace interleave::eventloop {

class Readiness;

/// The Qt event loop as coroutines see it: sleeping, giving way, cancelling. One timerfd wakes it for the earliest deadline.
/// Each batch of resumptions is recorded on the loop's lane. Threads: the one that made it; postFromAnyThread: any.
/// A coroutine may be destroyed while it sleeps, but not between post() and its resumption.
class EventLoop : public QObject {
public:
    /// Awaits a deadline; the result is false when the loop was cancelled.
    class SleepAwaiter {
    public:
        SleepAwaiter(EventLoop &loop, base::Nanoseconds deadline) : m_loop(loop) { m_sleeper.deadline = deadline.count(); }
        SleepAwaiter(const SleepAwaiter &) = delete;
        SleepAwaiter &operator=(const SleepAwaiter &) = delete;
        ~SleepAwaiter() { m_loop.removeSleeper(m_sleeper); }
        bool await_ready() const noexcept { return m_loop.cancelled(); }
        void await_suspend(std::coroutine_handle<> handle)
        {
            m_sleeper.handle = handle;
            m_loop.addSleeper(m_sleeper);
        }
        bool await_resume() const noexcept { return !m_loop.cancelled(); }

    private:
        EventLoop &m_loop;
        Sleeper m_sleeper;
    };

    /// Lets everything else that is ready go first.
    class GiveWayAwaiter {
    public:
        explicit GiveWayAwaiter(EventLoop &loop) : m_loop(loop) {}
        bool await_ready() const noexcept { return false; }
        void await_suspend(std::coroutine_handle<> handle) { m_loop.post(handle); }
        void await_resume() const noexcept { }

    private:
        EventLoop &m_loop;
    };

    explicit EventLoop(trace::LaneWriter &lane);
    ~EventLoop() override;

    /// Resumes the awaiter at `deadline` (absolute; never before), or at once when cancelled.
    SleepAwaiter sleepUntil(base::Nanoseconds deadline) { return {*this, deadline}; }
    GiveWayAwaiter giveWay() { return GiveWayAwaiter(*this); }
    /// Puts a coroutine among those that the loop resumes next, in order. `since`: when it became ready; zero: nobody will ask.
    void post(std::coroutine_handle<> ready, base::Nanoseconds since = {});
    /// The same from another thread. Returns before or after the coroutine goes on.
    void postFromAnyThread(std::coroutine_handle<> ready);
    /// Runs `look`, which posts, and resumes what it posted as one batch. Not from within a coroutine.
    template <class Look>
    void batch(Look look)
    {
        m_resuming = true;
        look();
        m_resuming = false;
        resumeReady();
    }
    /// When the coroutine that is being resumed became ready; zero: that was not noted. What the loop found ready when it looked (descriptors)
    /// counts from the look, because nobody knows how long the kernel had it.
    [[nodiscard]] base::Nanoseconds readySince() const { return m_readySince; }
    /// Awaiting descriptors; made when first asked for.
    Readiness &readiness();
    /// Runs the Qt event loop until quit().
    void run();
    /// How late the loop was while it ran.
    [[nodiscard]] const LoopLag &lag() const { return m_lag; }
    void quit();
    /// The cancellation that all coroutines of the loop share: resumes every sleeper; from now on nobody sleeps.
    void cancel();
    [[nodiscard]] bool cancelled() const { return m_cancelled; }

    // --- for awaiters ---
    void addSleeper(Sleeper &sleeper);
    /// Nothing if it is awake.
    void removeSleeper(Sleeper &sleeper) { m_sleepers.remove(sleeper); }

private:
    struct Ready {
        std::coroutine_handle<> handle;
        base::Nanoseconds since;
    };
    void wake(); ///< the timer fired
    void arm();
    void resumeLater();
    void resumeReady();
    void collectPosted(); ///< by other threads

    trace::LaneWriter &m_lane;
    DeadlineHeap m_sleepers;
    std::deque<Ready> m_ready;
    base::UniqueFd m_timer;
    std::unique_ptr<QSocketNotifier> m_notifier;
    base::UniqueFd m_doorbell;
    std::unique_ptr<QSocketNotifier> m_doorbellNotifier;
    std::mutex m_postedMutex;
    std::vector<Ready> m_postedByOthers;
    std::unique_ptr<Readiness> m_readiness;
    LoopLag m_lag;
    base::Nanoseconds m_readySince{0};
    std::int64_t m_armedFor = 0;
    QEventLoop m_loop;
    bool m_resuming = false;
    bool m_resumesLater = false;
    bool m_cancelled = false;
};

} // namespace interleave::eventloop
