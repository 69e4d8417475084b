// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eventloop/scope.h"
#include "core/eventloop/steps.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <malloc.h>

namespace interleave::eventloop {
namespace {

using namespace std::chrono_literals;
using trace::EventKind;
using trace::TaskStatus;

class AwaitableSteps : public testing::Test {
protected:
    plan::TaskSpec task(std::uint32_t id, std::vector<plan::StepSpec> steps, base::Nanoseconds timeout = 0ns)
    {
        plan::TaskSpec spec;
        spec.id = base::TaskId{id};
        spec.steps = std::move(steps);
        spec.timeout = timeout;
        return spec;
    }
    static plan::StepSpec sleep(base::Nanoseconds t) { return {plan::StepKind::Sleep, t.count()}; }
    static plan::StepSpec compute(std::int64_t n) { return {plan::StepKind::Compute, n}; }

    Task<void> body(const plan::TaskSpec &spec)
    {
        auto steps = runTask(loop, lane, spec, cancelled);
        workloads::TaskOutcome outcome = co_await steps;
        outcomes.push_back(outcome);
        if (outcomes.size() == expected)
            loop.quit();
    }
    void runAll(const std::vector<plan::TaskSpec> &specs)
    {
        expected = specs.size();
        for (const auto &spec : specs)
            scope.spawn(body(spec));
        loop.run();
    }
    trace::TaskLife life(std::uint32_t id) { return trace::Reader(mapping).life(base::TaskId{id}); }

    std::shared_ptr<trace::Mapping> mapping = trace::Mapping::create({20'000, 8, 4096, 16U << 20}).value();
    trace::LaneWriter lane{mapping, trace::LaneRole::EventLoop, "event loop", base::kNoLane};
    EventLoop loop{lane};
    Scope scope{loop};
    std::atomic<bool> cancelled{false};
    std::size_t expected = 0;
    std::vector<workloads::TaskOutcome> outcomes;
};

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
    const auto measure = [&] { after = ::mallinfo2().uordblks; };
    expected = kTasks;
    for (const auto &spec : specs)
        scope.spawn(body(spec));
    QMetaObject::invokeMethod(&loop, measure, Qt::QueuedConnection); // stands behind the batch that starts them all
    loop.run();
    ASSERT_GT(after, before);
    EXPECT_LE((after - before) / kTasks, 1024U);
    RecordProperty("bytes_a_task", static_cast<int>((after - before) / kTasks));
}
#endif

} // namespace
} // namespace interleave::eventloop
