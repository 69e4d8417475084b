// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eventloop/async_lock.h"
#include "core/eventloop/generator.h"
#include "core/eventloop/queue.h"
#include "core/eventloop/resource_pool.h"
#include "core/eventloop/wait.h"
#include "tests/runtime/threads/coroutine_fixture.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <numeric>
#include <optional>
#include <stdexcept>
#include <string>

namespace interleave::eventloop {
namespace {

using testing::ElementsAre;
using CoroutineKit = Coroutines;

std::vector<int> upTo(int n)
{
    std::vector<int> numbers(static_cast<std::size_t>(n));
    std::iota(numbers.begin(), numbers.end(), 0);
    return numbers;
}

// --- wait ---

Task<void> awaitInto(Waiter &waiter, std::optional<WaitEnd> &end)
{
    end = co_await waiter;
    waiter.loop().quit();
}

TEST_F(CoroutineKit, AWaitEndsByAWake)
{
    std::optional<WaitEnd> end;
    Waiter waiter(loop);
    Scope scope(loop);
    scope.spawn(awaitInto(waiter, end));
    QMetaObject::invokeMethod(&loop, [&] { waiter.wake(); }, Qt::QueuedConnection);
    loop.run();
    EXPECT_EQ(end, WaitEnd::Woken);
}

TEST_F(CoroutineKit, AWaitEndsByItsDeadlineAndNotBefore)
{
    std::optional<WaitEnd> end;
    const auto until = base::monotonicNow() + 10ms;
    Waiter waiter(loop, until);
    Scope scope(loop);
    scope.spawn(awaitInto(waiter, end));
    loop.run();
    EXPECT_GE(base::monotonicNow(), until);
    EXPECT_EQ(end, WaitEnd::DeadlinePassed);
}

TEST_F(CoroutineKit, AWaitEndsByTheCancelOfItsLoop)
{
    std::optional<WaitEnd> end;
    Waiter waiter(loop);
    Scope scope(loop);
    scope.spawn(awaitInto(waiter, end));
    QMetaObject::invokeMethod(&loop, [&] { loop.cancel(); }, Qt::QueuedConnection);
    loop.run();
    EXPECT_EQ(end, WaitEnd::Cancelled);
}

TEST_F(CoroutineKit, AWakeThatComesFirstIsNotLostAndASecondOneIsNothing)
{
    std::optional<WaitEnd> end;
    Waiter waiter(loop);
    waiter.wake();
    waiter.wake();
    Scope scope(loop);
    scope.spawn(awaitInto(waiter, end));
    loop.run();
    EXPECT_EQ(end, WaitEnd::Woken);
}

// --- queue ---

struct Counts {
    std::size_t deepest = 0;
    std::vector<int> taken;
};

Task<void> produce(AsyncQueue<int> &queue, int n, Counts &counts)
{
    for (int i = 0; i < n; ++i) {
        EXPECT_TRUE(co_await queue.put(i));
        counts.deepest = std::max(counts.deepest, queue.size());
    }
    queue.close();
}

Task<void> consume(EventLoop &loop, AsyncQueue<int> &queue, Counts &counts, Nanoseconds pause)
{
    while (const auto item = co_await queue.take()) {
        counts.taken.push_back(*item);
        const Nanoseconds until = base::monotonicNow() + pause;
        co_await loop.sleepUntil(until);
    }
}

TEST_F(CoroutineKit, AQueueKeepsTheOrderAndItsCapacityAndItsProducerWaits)
{
    AsyncQueue<int> queue(loop, 5);
    Counts counts;
    const auto all = [](Coroutines &t, AsyncQueue<int> &q, Counts &c) -> Task<void> {
        Scope scope(t.loop);
        scope.spawn(produce(q, 40, c));
        auto consumer = consume(t.loop, q, c, 1ms);
        co_await consumer;
    };
    drive(all(*this, queue, counts));
    EXPECT_EQ(counts.taken, upTo(40));
    EXPECT_EQ(counts.deepest, 5U) << "full, and never fuller";
}

TEST_F(CoroutineKit, SeveralConsumersTakeEachItemOnce)
{
    AsyncQueue<int> queue(loop, 3);
    Counts counts;
    const auto all = [](Coroutines &t, AsyncQueue<int> &q, Counts &c) -> Task<void> {
        Scope scope(t.loop);
        for (int i = 0; i < 4; ++i)
            scope.spawn(consume(t.loop, q, c, 1ms));
        auto producer = produce(q, 50, c);
        co_await producer;
        const Nanoseconds until = base::monotonicNow() + 20ms;
        co_await t.loop.sleepUntil(until);
        EXPECT_EQ(scope.size(), 0U) << "a closed queue sends its consumers home";
    };
    drive(all(*this, queue, counts));
    std::sort(counts.taken.begin(), counts.taken.end());
    EXPECT_EQ(counts.taken, upTo(50));
    EXPECT_LE(counts.deepest, 3U);
}

TEST_F(CoroutineKit, AClosedQueueRefusesWhatWaitsToGoInAndGivesWhatIsInIt)
{
    AsyncQueue<std::string> queue(loop, 1);
    const auto put = [](AsyncQueue<std::string> &q, std::string text, std::optional<bool> &went) -> Task<void> { went = co_await q.put(std::move(text)); };
    const auto all = [](Coroutines &t, AsyncQueue<std::string> &q, auto putting) -> Task<void> {
        std::optional<bool> first, second;
        Scope scope(t.loop);
        scope.spawn(putting(q, "in it", first));
        scope.spawn(putting(q, "waits", second));
        co_await t.loop.giveWay();
        EXPECT_TRUE(q.full());
        q.close();
        co_await t.loop.giveWay();
        EXPECT_EQ(first, true);
        EXPECT_EQ(second, false);
        EXPECT_EQ(co_await q.take(), "in it");
        EXPECT_EQ(co_await q.take(), std::nullopt);
        EXPECT_FALSE(co_await q.put("too late"));
    };
    drive(all(*this, queue, put));
}

TEST_F(CoroutineKit, WhoIsDestroyedWhileItWaitsAtAQueueLeavesIt)
{
    AsyncQueue<int> queue(loop, 1);
    Counts gone, counts;
    const auto all = [](Coroutines &t, AsyncQueue<int> &q, Counts &lost, Counts &c) -> Task<void> {
        {
            Scope scope(t.loop);
            scope.spawn(consume(t.loop, q, lost, 0ns));
            co_await t.loop.giveWay();
            EXPECT_EQ(scope.size(), 1U);
        }
        Scope scope(t.loop);
        scope.spawn(consume(t.loop, q, c, 0ns));
        auto producer = produce(q, 3, c);
        co_await producer;
        const Nanoseconds until = base::monotonicNow() + 5ms;
        co_await t.loop.sleepUntil(until);
    };
    drive(all(*this, queue, gone, counts));
    EXPECT_TRUE(gone.taken.empty());
    EXPECT_THAT(counts.taken, ElementsAre(0, 1, 2));
}

// --- generator ---

AsyncGenerator<int> ticking(EventLoop &loop, int n, Nanoseconds every)
{
    Nanoseconds next = base::monotonicNow();
    for (int i = 0; i < n; ++i, next += every) {
        co_await loop.sleepUntil(next);
        co_yield i;
    }
}

TEST_F(CoroutineKit, AGeneratorYieldsItsItemsAsTheyArrive)
{
    const auto all = [](Coroutines &t) -> Task<void> {
        const auto begin = base::monotonicNow();
        auto ticks = ticking(t.loop, 5, 5ms);
        while (const auto item = co_await ticks.next()) {
            EXPECT_GE(base::monotonicNow() - begin, *item * 5ms);
            t.order.push_back(*item);
        }
        EXPECT_EQ(co_await ticks.next(), std::nullopt) << "it stays at its end";
    };
    drive(all(*this));
    EXPECT_EQ(order, upTo(5));
}

TEST_F(CoroutineKit, AGeneratorIsLazyAndCanBeLeftInTheMiddle)
{
    int alive = 0, begun = 0;
    const auto endless = [](int &live, int &count) -> AsyncGenerator<int> {
        const Guard guard(live);
        for (;;)
            co_yield ++count;
    };
    const auto all = [](AsyncGenerator<int> numbers, int &live, int &count) -> Task<void> {
        EXPECT_EQ(count, 0);
        EXPECT_EQ(co_await numbers.next(), 1);
        EXPECT_EQ(co_await numbers.next(), 2);
        EXPECT_EQ(count, 2) << "nothing is made that nobody asked for";
        EXPECT_EQ(live, 1);
    };
    drive(all(endless(alive, begun), alive, begun));
    EXPECT_EQ(alive, 0);
}

TEST_F(CoroutineKit, AnExceptionInAGeneratorReachesWhoAsks)
{
    std::string caught;
    const auto broken = []() -> AsyncGenerator<int> {
        co_yield 1;
        throw std::runtime_error("torn");
    };
    const auto all = [](AsyncGenerator<int> items, std::string &text) -> Task<void> {
        EXPECT_EQ(co_await items.next(), 1);
        try {
            (void)co_await items.next();
        } catch (const std::runtime_error &e) {
            text = e.what();
        }
        EXPECT_EQ(co_await items.next(), std::nullopt);
    };
    drive(all(broken(), caught));
    EXPECT_EQ(caught, "torn");
}

// --- resource pool ---

struct Use {
    int inside = 0, most = 0;
    std::vector<std::size_t> held; ///< at this moment
};

Task<void> useOne(EventLoop &loop, ResourcePool &pool, Use &use, bool fails)
{
    const ResourcePool::Lease lease = co_await pool.acquire();
    EXPECT_EQ(std::count(use.held.begin(), use.held.end(), lease.number()), 0) << "two hold one";
    use.held.push_back(lease.number());
    use.most = std::max(use.most, ++use.inside);
    const Nanoseconds until = base::monotonicNow() + 1ms;
    co_await loop.sleepUntil(until);
    --use.inside;
    std::erase(use.held, lease.number());
    if (fails)
        throw std::runtime_error("in the middle");
}

TEST_F(CoroutineKit, AResourceIsGivenBackByWhoFailsToo)
{
    ResourcePool pool(loop, 3);
    Use use;
    int failures = 0;
    const auto all = [](Coroutines &t, ResourcePool &p, Use &u, int &failed) -> Task<void> {
        Scope scope(t.loop, [&failed](const std::exception_ptr &) { ++failed; });
        for (int i = 0; i < 20; ++i)
            scope.spawn(useOne(t.loop, p, u, i % 2 == 0));
        while (scope.size() > 0) {
            const Nanoseconds until = base::monotonicNow() + 1ms;
            co_await t.loop.sleepUntil(until);
        }
    };
    drive(all(*this, pool, use, failures));
    EXPECT_EQ(use.most, 3);
    EXPECT_EQ(failures, 10);
    EXPECT_TRUE(pool.available());
    EXPECT_EQ(pool.waiting(), 0U);
}

TEST_F(CoroutineKit, AResourceIsGivenBackByWhoIsDestroyed)
{
    ResourcePool pool(loop, 1);
    const auto holder = [](EventLoop &l, ResourcePool &p) -> Task<void> {
        const ResourcePool::Lease lease = co_await p.acquire();
        const Nanoseconds until = base::monotonicNow() + 1h;
        co_await l.sleepUntil(until);
    };
    const auto all = [](Coroutines &t, ResourcePool &p, Task<void> first, Task<void> second) -> Task<void> {
        Scope scope(t.loop);
        scope.spawn(std::move(first));
        scope.spawn(std::move(second));
        co_await t.loop.giveWay();
        EXPECT_FALSE(p.available());
        EXPECT_EQ(p.waiting(), 1U);
    };
    // The scope ends the one that came last first: it still waits, so the other one's resource goes back to the pool.
    drive(all(*this, pool, holder(loop, pool), holder(loop, pool)));
    EXPECT_TRUE(pool.available());
    EXPECT_EQ(pool.waiting(), 0U);
}

// --- lock ---

Task<void> lockFor(EventLoop &loop, AsyncLock &lock, Nanoseconds hold, int who, std::vector<int> &order, Nanoseconds deadline = kNever)
{
    const bool got = co_await lock.acquire(deadline);
    order.push_back(got ? who : -who);
    if (!got)
        co_return;
    const Nanoseconds until = base::monotonicNow() + hold;
    co_await loop.sleepUntil(until);
    lock.release();
}

Task<void> untilEmpty(EventLoop &loop, Scope &scope)
{
    while (scope.size() > 0) {
        const Nanoseconds until = base::monotonicNow() + 1ms;
        co_await loop.sleepUntil(until);
    }
}

TEST_F(CoroutineKit, ALockIsHandedOverInOrderOfArrival)
{
    AsyncLock lock(loop);
    Scope scope(loop);
    for (int i = 1; i <= 10; ++i)
        scope.spawn(lockFor(loop, lock, 1ms, i, order));
    drive(untilEmpty(loop, scope));
    EXPECT_THAT(order, ElementsAre(1, 2, 3, 4, 5, 6, 7, 8, 9, 10));
    EXPECT_FALSE(lock.held());
}

TEST_F(CoroutineKit, WhoGivesUpWaitingForALockDoesNotGetIt)
{
    AsyncLock lock(loop);
    Scope scope(loop);
    scope.spawn(lockFor(loop, lock, 30ms, 1, order));
    scope.spawn(lockFor(loop, lock, 1ms, 2, order, base::monotonicNow() + 5ms));
    scope.spawn(lockFor(loop, lock, 1ms, 3, order));
    drive(untilEmpty(loop, scope));
    EXPECT_THAT(order, ElementsAre(1, -2, 3));
    EXPECT_FALSE(lock.held());
}

TEST_F(CoroutineKit, ACancelEndsWaitingForALock)
{
    AsyncLock lock(loop);
    const auto all = [](Coroutines &t, AsyncLock &l) -> Task<void> {
        EXPECT_TRUE(co_await l.acquire());
        Scope scope(t.loop);
        scope.spawn(lockFor(t.loop, l, 1h, 1, t.order));
        co_await t.loop.giveWay();
        EXPECT_EQ(l.waiting(), 1U);
        t.loop.cancel();
        co_await t.loop.giveWay();
        EXPECT_THAT(t.order, ElementsAre(-1));
        EXPECT_EQ(l.waiting(), 0U);
        l.release();
        EXPECT_FALSE(l.held());
        EXPECT_FALSE(co_await l.acquire()) << "nobody waits afterwards";
    };
    drive(all(*this, lock));
}

// --- fairness ---

TEST_F(CoroutineKit, CoroutinesThatKeepEachOtherReadyDoNotHoldUpSleepers)
{
    bool stop = false;
    const auto spinner = [](EventLoop &l, const bool &end) -> Task<void> {
        while (!end)
            co_await l.giveWay();
    };
    const auto all = [](Coroutines &t, bool &end, Task<void> spinning) -> Task<void> {
        Scope scope(t.loop);
        scope.spawn(std::move(spinning));
        const Nanoseconds until = base::monotonicNow() + 5ms;
        co_await t.loop.sleepUntil(until);
        end = true;
        auto rest = untilEmpty(t.loop, scope);
        co_await rest;
    };
    drive(all(*this, stop, spinner(loop, stop)));
    EXPECT_TRUE(stop);
}

} // namespace
} // namespace interleave::eventloop
