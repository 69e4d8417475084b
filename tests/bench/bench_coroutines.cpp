// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/bench.h"

#include "core/base/clock.h"
#include "core/eventloop/scope.h"
#include "core/eventloop/semaphore.h"
#include "core/eventloop/task.h"

#include <QCoreApplication>

#include <coroutine>
#include <exception>
#include <memory>

namespace interleave::bench {
namespace {

using eventloop::EventLoop;
using eventloop::Task;

constexpr int kAwaits = 200'000;
constexpr int kCoroutines = 1000;
constexpr int kTurns = 200; ///< of each
constexpr int kRounds = 9;

double perPiece(base::Nanoseconds spent, int pieces) { return static_cast<double>(spent.count()) / pieces; }

/// The least a coroutine can be.
struct Bare {
    struct promise_type {
        Bare get_return_object() { return {std::coroutine_handle<promise_type>::from_promise(*this)}; }
        std::suspend_always initial_suspend() noexcept { return {}; }
        std::suspend_always final_suspend() noexcept { return {}; }
        void return_void() { }
        void unhandled_exception() { std::terminate(); }
    };
    std::coroutine_handle<promise_type> handle;
};

Bare once(int &sum)
{
    ++sum;
    co_return;
}

Bare turning(const int &turns)
{
    for (int i = 0; i < turns; ++i)
        co_await std::suspend_always();
}

Task<int> one() { co_return 1; }

Task<void> awaiting(EventLoop &loop, int &sum, base::Nanoseconds &spent)
{
    const auto begin = base::monotonicNow();
    for (int i = 0; i < kAwaits; ++i) {
        auto next = one();
        sum += co_await next;
    }
    spent = base::monotonicNow() - begin;
    loop.quit();
}

/// A loop with its lane, of which only the time between first and last resumption counts.
struct Kit {
    trace::LaneWriter lane{trace::Mapping::create({1, 4, 4096, 8U << 20}).value(), trace::LaneRole::EventLoop, "event loop", base::kNoLane};
    EventLoop loop{lane};
    eventloop::Scope scope{loop};
    int left = kCoroutines;
    base::Nanoseconds begin{0}, spent{0};

    void arrived()
    {
        if (begin.count() == 0)
            begin = base::monotonicNow();
    }
    void finished()
    {
        if (--left > 0)
            return;
        spent = base::monotonicNow() - begin;
        loop.quit();
    }
};

struct GiveWay {
    EventLoop &loop;
    bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<> handle) const { loop.post(handle); }
    void await_resume() const noexcept { }
};

Task<void> givingWay(Kit &kit)
{
    kit.arrived();
    GiveWay giveWay{kit.loop};
    for (int i = 0; i < kTurns; ++i)
        co_await giveWay;
    kit.finished();
}

/// All queue for a permit that there is only once they all wait: from then on each turn is a hand-over to the first waiter.
Task<void> handingOver(Kit &kit, eventloop::Semaphore &semaphore)
{
    kit.arrived();
    for (int i = 0; i < kTurns; ++i) {
        co_await semaphore.acquire();
        semaphore.release();
    }
    kit.finished();
}

Task<void> handingOut(eventloop::Semaphore &semaphore)
{
    semaphore.release();
    co_return;
}

double kitAwait()
{
    Kit kit;
    int sum = 0;
    base::Nanoseconds spent{0};
    kit.scope.spawn(awaiting(kit.loop, sum, spent));
    kit.loop.run();
    return perPiece(spent, sum);
}

double bareAwait()
{
    int sum = 0;
    const auto begin = base::monotonicNow();
    for (int i = 0; i < kAwaits; ++i) {
        const Bare bare = once(sum);
        bare.handle.resume();
        bare.handle.destroy();
    }
    return perPiece(base::monotonicNow() - begin, sum);
}

double kitSwitch()
{
    Kit kit;
    for (int i = 0; i < kCoroutines; ++i)
        kit.scope.spawn(givingWay(kit));
    kit.loop.run();
    return perPiece(kit.spent, kCoroutines * kTurns);
}

double bareSwitch()
{
    std::vector<Bare> all;
    for (int i = 0; i < kCoroutines; ++i)
        all.push_back(turning(kTurns));
    const auto begin = base::monotonicNow();
    for (int turn = 0; turn <= kTurns; ++turn) {
        for (const Bare &bare : all)
            bare.handle.resume();
    }
    const auto spent = base::monotonicNow() - begin;
    for (const Bare &bare : all)
        bare.handle.destroy();
    return perPiece(spent, kCoroutines * kTurns);
}

double semaphoreTurn()
{
    Kit kit;
    eventloop::Semaphore semaphore(kit.loop, 0);
    for (int i = 0; i < kCoroutines; ++i)
        kit.scope.spawn(handingOver(kit, semaphore));
    kit.scope.spawn(handingOut(semaphore));
    kit.loop.run();
    return perPiece(kit.spent, kCoroutines * kTurns);
}

/// Event loops want an application.
class Application {
public:
    Application() : m_application(std::make_unique<QCoreApplication>(m_argc, m_argv)) {}

private:
    int m_argc = 1;
    char m_name[6] = "bench", *m_argv[2] = {m_name, nullptr};
    std::unique_ptr<QCoreApplication> m_application;
};

} // namespace

Row coroutineAwait()
{
    const Application application;
    const auto [ours, raw] = paired(kRounds, kitAwait, bareAwait);
    return {"Task made, awaited, freed / bare coroutine", "ns", ours, raw, 0};
}

Row coroutineSwitch()
{
    const Application application;
    const auto [ours, raw] = paired(kRounds, kitSwitch, bareSwitch);
    return {"coroutine suspend + resume by the loop / bare", "ns", ours, raw, 0};
}

Row semaphoreHandOver()
{
    const Application application;
    const auto [ours, raw] = paired(kRounds, semaphoreTurn, kitSwitch);
    return {"semaphore hand-over / coroutine switch", "ns", ours, raw, 0};
}

} // namespace interleave::bench
