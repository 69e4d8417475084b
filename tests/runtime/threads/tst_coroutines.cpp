// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eventloop/semaphore.h"
#include "core/eventloop/when_all.h"
#include "tests/runtime/threads/coroutine_fixture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <stdexcept>
#include <string>

namespace interleave::eventloop {
namespace {


TEST_F(Coroutines, ATaskIsLazyAndGivesItsValue)
{
    bool ran = false;
    int got = 0;
    const auto inner = [](bool &flag) -> Task<int> {
        flag = true;
        co_return 42;
    };
    const auto outer = [](Task<int> task, bool &flag, int &result) -> Task<void> {
        EXPECT_FALSE(flag);
        result = co_await task;
    };
    drive(outer(inner(ran), ran, got));
    EXPECT_TRUE(ran);
    EXPECT_EQ(got, 42);
}

Task<int> depth(int n)
{
    if (n == 0)
        co_return 0;
    auto below = depth(n - 1);
    const int value = co_await below;
    co_return value + 1;
}

// Without optimisation, or instrumented, a compiler makes calls of the jumps.
#if defined(__OPTIMIZE__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
TEST_F(Coroutines, LongChainsOfReadyTasksDoNotGrowTheStack)
{
    // Symmetric transfer one after another; a chain that nests its resumptions would overflow.
    int sum = 0;
    const auto many = [](int &total) -> Task<void> {
        for (int i = 0; i < 1'000'000; ++i) {
            auto one = depth(1);
            total += co_await one;
        }
    };
    drive(many(sum));
    EXPECT_EQ(sum, 1'000'000);
}
#endif

TEST_F(Coroutines, ADeepChainGivesItsValueThroughAllLevels)
{
    int got = 0;
    const auto body = [](int &result) -> Task<void> {
        auto chain = depth(500);
        result = co_await chain;
    };
    drive(body(got));
    EXPECT_EQ(got, 500);
}

TEST_F(Coroutines, AnExceptionReachesTheAwaiter)
{
    std::string caught;
    const auto thrower = []() -> Task<int> {
        throw std::runtime_error("broken");
        co_return 0;
    };
    const auto catcher = [](Task<int> task, std::string &text) -> Task<void> {
        try {
            (void)co_await task;
        } catch (const std::runtime_error &e) {
            text = e.what();
        }
    };
    drive(catcher(thrower(), caught));
    EXPECT_EQ(caught, "broken");
}

TEST_F(Coroutines, SleepersWakeInTheOrderOfTheirDeadlinesAndNeverEarly)
{
    const auto sleepers = [](Coroutines &t) -> Task<void> {
        std::vector<Task<int>> tasks;
        tasks.push_back(t.valueAfter(30ms, 3));
        tasks.push_back(t.valueAfter(10ms, 1));
        tasks.push_back(t.valueAfter(20ms, 2));
        const auto begin = base::monotonicNow();
        auto all = whenAll(t.loop, std::move(tasks));
        const std::vector<int> values = co_await all;
        EXPECT_GE(base::monotonicNow() - begin, 30ms);
        EXPECT_THAT(values, testing::ElementsAre(3, 1, 2)) << "the values keep the order of the tasks";
    };
    drive(sleepers(*this));
    EXPECT_THAT(order, testing::ElementsAre(1, 2, 3));
}

TEST_F(Coroutines, AnEarlierDeadlineSetLaterWakesTheLoopInTime)
{
    const auto body = [](Coroutines &t) -> Task<void> {
        std::vector<Task<int>> tasks;
        tasks.push_back(t.valueAfter(3s, 2));
        tasks.push_back(t.valueAfter(5ms, 1));
        auto all = whenAll(t.loop, std::move(tasks));
        const auto begin = base::monotonicNow();
        auto quick = t.valueAfter(10ms, 0);
        (void)co_await quick;
        EXPECT_LT(base::monotonicNow() - begin, 1s);
    };
    drive(body(*this));
}

TEST_F(Coroutines, WhenAllOfNothingIsDoneAtOnce)
{
    std::optional<std::size_t> size;
    const auto body = [](EventLoop &l, std::optional<std::size_t> &n) -> Task<void> {
        std::vector<Task<int>> none;
        auto all = whenAll(l, std::move(none));
        const std::vector<int> values = co_await all;
        n = values.size();
    };
    drive(body(loop, size));
    EXPECT_EQ(size, 0U);
}

TEST_F(Coroutines, WhenAllWaitsForTheRestBeforeItThrows)
{
    const auto thrower = []() -> Task<int> {
        throw std::runtime_error("one of them");
        co_return 0;
    };
    const auto body = [](Coroutines &t, Task<int> bad) -> Task<void> {
        std::vector<Task<int>> tasks;
        tasks.push_back(std::move(bad));
        tasks.push_back(t.valueAfter(10ms, 7));
        auto all = whenAll(t.loop, std::move(tasks));
        bool thrown = false;
        try {
            (void)co_await all;
        } catch (const std::runtime_error &) {
            thrown = true;
        }
        EXPECT_TRUE(thrown);
    };
    drive(body(*this, thrower()));
    EXPECT_THAT(order, testing::ElementsAre(7));
}

struct Crowd {
    int inside = 0, most = 0;
    std::vector<int> entered;
};

Task<int> visit(EventLoop &loop, Semaphore &semaphore, Crowd &crowd, int who)
{
    co_await semaphore.acquire();
    crowd.entered.push_back(who);
    crowd.most = std::max(crowd.most, ++crowd.inside);
    const Nanoseconds until = base::monotonicNow() + 2ms;
    co_await loop.sleepUntil(until);
    --crowd.inside;
    semaphore.release();
    co_return who;
}

TEST_F(Coroutines, ASemaphoreLetsAtMostKInAndKeepsTheOrder)
{
    Crowd crowd;
    Semaphore semaphore(loop, 3);
    const auto body = [](Coroutines &t, Semaphore &s, Crowd &c) -> Task<void> {
        std::vector<Task<int>> visitors;
        for (int i = 0; i < 20; ++i)
            visitors.push_back(visit(t.loop, s, c, i));
        auto all = whenAll(t.loop, std::move(visitors));
        (void)co_await all;
    };
    drive(body(*this, semaphore, crowd));
    EXPECT_EQ(crowd.most, 3);
    EXPECT_TRUE(std::is_sorted(crowd.entered.begin(), crowd.entered.end()));
    EXPECT_EQ(crowd.entered.size(), 20U);
    EXPECT_EQ(semaphore.waiting(), 0U);
}

TEST_F(Coroutines, ACancelWakesEverySleeperAndNobodySleepsAfterwards)
{
    bool slept = true, sleptAgain = true;
    const auto sleeper = [](EventLoop &l, bool &first, bool &second) -> Task<void> {
        const Nanoseconds until = base::monotonicNow() + 1h;
        first = co_await l.sleepUntil(until);
        second = co_await l.sleepUntil(until);
        l.quit();
    };
    Scope scope(loop);
    scope.spawn(sleeper(loop, slept, sleptAgain));
    QMetaObject::invokeMethod(&loop, [this] { loop.cancel(); }, Qt::QueuedConnection);
    const auto begin = base::monotonicNow();
    loop.run();
    EXPECT_FALSE(slept);
    EXPECT_FALSE(sleptAgain);
    EXPECT_LT(base::monotonicNow() - begin, 1s);
    EXPECT_EQ(scope.size(), 0U) << "a coroutine that has ended is freed at once";
}

TEST_F(Coroutines, AScopeDestroysWhatStillSleepsOrWaits)
{
    int alive = 0;
    Semaphore semaphore(loop, 0);
    const auto sleeper = [](EventLoop &l, int &count) -> Task<void> {
        const Guard guard(count);
        const Nanoseconds until = base::monotonicNow() + 1h;
        co_await l.sleepUntil(until);
    };
    const auto waiter = [](Semaphore &s, int &count) -> Task<void> {
        const Guard guard(count);
        co_await s.acquire();
    };
    {
        Scope scope(loop);
        for (int i = 0; i < 10; ++i) {
            scope.spawn(sleeper(loop, alive));
            scope.spawn(waiter(semaphore, alive));
        }
        const auto wait = [](Coroutines &t) -> Task<void> {
            auto pause = t.valueAfter(5ms, 0);
            (void)co_await pause;
        };
        drive(wait(*this));
        EXPECT_EQ(alive, 20);
        EXPECT_EQ(semaphore.waiting(), 10U);
    }
    EXPECT_EQ(alive, 0);
    EXPECT_EQ(semaphore.waiting(), 0U);
    loop.cancel(); // would resume what is gone
}

TEST_F(Coroutines, AScopeHandsOverWhatACoroutineThrew)
{
    std::string text;
    const auto failed = [&](const std::exception_ptr &error) {
        try {
            std::rethrow_exception(error);
        } catch (const std::exception &e) {
            text = e.what();
        }
        loop.quit();
    };
    const auto thrower = []() -> Task<void> {
        throw std::runtime_error("nobody awaits me");
        co_return;
    };
    Scope scope(loop, failed);
    scope.spawn(thrower());
    loop.run();
    EXPECT_EQ(text, "nobody awaits me");
    EXPECT_EQ(scope.size(), 0U);
}

TEST_F(Coroutines, EachBatchOfResumptionsIsRecordedWithItsSize)
{
    const auto body = [](Coroutines &t) -> Task<void> {
        const Nanoseconds until = base::monotonicNow() + 5ms;
        co_await t.loop.sleepUntil(until);
    };
    drive(body(*this));
    std::vector<trace::EventKind> kinds;
    for (const auto &e : trace::Reader(mapping).newEvents()) {
        kinds.push_back(e.event.kind);
        if (e.event.kind == trace::EventKind::LoopWakeBegin) {
            EXPECT_EQ(e.event.arg1, 1U);
        }
    }
    using trace::EventKind;
    EXPECT_THAT(kinds, testing::ElementsAre(EventKind::LoopWakeBegin, EventKind::LoopWakeEnd, EventKind::LoopWakeBegin, EventKind::LoopWakeEnd));
}

} // namespace
} // namespace interleave::eventloop
