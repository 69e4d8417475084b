// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/runtime/threads/step_fixture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <malloc.h>

namespace interleave::eventloop {
namespace {

TEST_F(AwaitableSteps, SleepsOverlapAndComputeBlocksTheLoop)
{
    runAll({task(0, {sleep(30ms)}), task(1, {sleep(30ms)}), task(2, {compute(1'000'000)})});
    for (std::uint32_t i = 0; i < 3; ++i)
        EXPECT_EQ(life(i).status, TaskStatus::Succeeded) << i;
    EXPECT_GE(*life(0).finished - *life(0).started, 30ms);
    EXPECT_LT(*life(1).started, *life(0).finished) << "both sleep at once";
    EXPECT_LT(*life(2).finished, *life(0).finished);
}

TEST_F(AwaitableSteps, RecordsTheSameEventsAsTheBlockingForm)
{
    runAll({task(0, {compute(1000), sleep(1ms)})});
    std::vector<EventKind> kinds;
    for (const auto &e : trace::Reader(mapping).newEvents()) {
        if (e.event.task == 0)
            kinds.push_back(e.event.kind);
    }
    EXPECT_THAT(kinds, testing::ElementsAre(EventKind::StepBegin, EventKind::StepEnd, EventKind::StepBegin, EventKind::Blocked, EventKind::Resumed, EventKind::StepEnd));
}

TEST_F(AwaitableSteps, OnlyComputingCountsAsOnCpu)
{
    runAll({task(0, {sleep(20ms)}), task(1, {compute(20'000'000)})});
    ASSERT_TRUE(life(0).onCpu && life(1).onCpu);
    EXPECT_EQ(*life(0).onCpu, 0ns) << "the other task's work is not the sleeper's";
    EXPECT_GT(*life(1).onCpu, 1ms);
    EXPECT_GE(*life(0).blocked, 20ms);
}

/// The sleep is over long before the loop comes back to the sleeper: from then on it is ready, not asleep.
TEST_F(AwaitableSteps, ASleeperWhoseLoopIsBusyIsReadyAndNoLongerAsleep)
{
    runAll({task(0, {sleep(5ms)}), task(1, {compute(100'000'000)})});
    const auto sleeper = life(0);
    ASSERT_TRUE(sleeper.blocked && sleeper.runnable);
    const auto worked = *life(1).finished - *life(1).started;
    EXPECT_EQ(*sleeper.blocked, 5ms) << "as long as it asked for";
    EXPECT_EQ(sleeper.blockedBy.of(trace::BlockCause::Sleep), 5ms);
    const auto ready = sleeper.blockedBy.of(trace::BlockCause::LoopBusy);
    EXPECT_GE(ready, worked - 6ms);
    // The rest is what its own turns took beyond their CPU time: nothing, unless another program takes the core or a sanitizer is at work.
    EXPECT_GE(*sleeper.runnable, ready);
    EXPECT_NEAR(base::toMilliseconds(*sleeper.runnable), base::toMilliseconds(ready), 5);
    EXPECT_NEAR(base::toMilliseconds(*sleeper.blocked + *sleeper.runnable), base::toMilliseconds(*sleeper.finished - *sleeper.started), 1);
    for (const auto &e : trace::Reader(mapping).newEvents()) {
        if (e.event.kind == EventKind::Resumed && e.event.task == 0) {
            EXPECT_EQ(e.event.arg2, static_cast<std::uint64_t>(ready.count()));
        }
    }
}

TEST_F(AwaitableSteps, ATimeOutEndsSleepAndCompute)
{
    runAll({task(0, {sleep(1h)}, 10ms), task(1, {compute(std::int64_t{1} << 50)}, 10ms)});
    EXPECT_EQ(life(0).status, TaskStatus::TimedOut);
    EXPECT_EQ(life(1).status, TaskStatus::TimedOut);
    EXPECT_THAT(life(0).error, testing::HasSubstr("10 ms"));
}

TEST_F(AwaitableSteps, ACancelledLoopEndsItsTasksAsCancelled)
{
    const auto cancelSoon = [this] {
        cancelled = true;
        loop.cancel();
    };
    QMetaObject::invokeMethod(&loop, cancelSoon, Qt::QueuedConnection);
    runAll({task(0, {sleep(1h)}), task(1, {sleep(1h), sleep(1h)})});
    EXPECT_EQ(life(0).status, TaskStatus::Cancelled);
    EXPECT_EQ(life(1).status, TaskStatus::Cancelled);
}

// The sanitizers' allocators do not count.
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
TEST_F(AwaitableSteps, ASleepingTaskTakesAtMostAKilobyte)
{
    constexpr std::uint32_t kTasks = 20'000;
    std::vector<plan::TaskSpec> specs;
    for (std::uint32_t i = 0; i < kTasks; ++i)
        specs.push_back(task(i, {sleep(200ms)}));
    const auto before = ::mallinfo2().uordblks;
    std::size_t after = 0;
    const auto measure = [](std::size_t &bytes) -> Task<void> {
        bytes = ::mallinfo2().uordblks;
        co_return;
    };
    expected = kTasks;
    for (const auto &spec : specs)
        scope.spawn(body(spec));
    scope.spawn(measure(after)); // starts last, when all the others sleep
    loop.run();
    ASSERT_GT(after, before);
    EXPECT_LE((after - before) / kTasks, 1024U);
    RecordProperty("bytes_a_task", static_cast<int>((after - before) / kTasks));
}
#endif

} // namespace
} // namespace interleave::eventloop
