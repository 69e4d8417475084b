// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/executors/async_gather.h"
#include "core/executors/async_hybrid.h"
#include "core/executors/async_queue.h"
#include "core/executors/async_resource.h"
#include "core/executors/async_semaphore.h"
#include "core/executors/async_stream.h"
#include "core/executors/futures.h"
#include "core/executors/gil_threads.h"
#include "core/executors/producer_consumer.h"
#include "core/executors/serial.h"
#include "core/executors/thread_per_task.h"
#include "core/executors/thread_pool.h"
#include "tests/runtime/threads/executor_run.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <thread>

#include <unistd.h>

namespace interleave::executors {
namespace {

using namespace std::chrono_literals;
using trace::EventKind;
using trace::TaskStatus;

Parameters workers(std::int64_t n) { return {{"workers", n}}; }
Parameters limit(std::int64_t k) { return {{"limit", k}}; }

struct Case {
    const char *name;
    Registration (*registration)();
    Parameters parameters;
    int parallel; ///< tasks at once; 0: all
};
void PrintTo(const Case &c, std::ostream *out) { *out << c.name; }

const std::vector<Case> kCases{
    {"Serial", serialRegistration, {}, 1},
    {"ThreadPerTask", threadPerTaskRegistration, {}, 0},
    {"ThreadPool1", threadPoolRegistration, workers(1), 1},
    {"ThreadPool4", threadPoolRegistration, workers(4), 4},
    {"ThreadPool16", threadPoolRegistration, workers(16), 16},
    {"ProducerConsumer4", producerConsumerRegistration, workers(4), 4},
    {"GilThreads4", gilThreadsRegistration, workers(4), 4},
    {"FuturesAsCompleted4", futuresAsCompletedRegistration, workers(4), 4},
    {"FuturesWaitAll4", futuresWaitAllRegistration, workers(4), 4},
    {"AsyncGather", asyncGatherRegistration, {}, 0},
    {"AsyncSemaphore4", asyncSemaphoreRegistration, limit(4), 4},
    {"AsyncQueue4", asyncQueueRegistration, {{"consumers", std::int64_t{4}}, {"capacity", std::int64_t{3}}}, 4},
    {"AsyncStream", asyncStreamRegistration, {}, 1},
    {"AsyncResource3", asyncResourceRegistration, {{"acquire_ms", std::int64_t{0}}, {"release_ms", std::int64_t{0}}, {"resources", std::int64_t{3}}}, 3},
    {"AsyncHybrid4", asyncHybridRegistration, workers(4), 0},
};

class EachExecutor : public testing::TestWithParam<Case> {
protected:
    [[nodiscard]] ExecutorRun run(std::vector<plan::TaskSpec> tasks) const { return {GetParam().registration(), std::move(tasks), GetParam().parameters}; }
    [[nodiscard]] int parallel(int tasks) const { return GetParam().parallel == 0 ? tasks : std::min(GetParam().parallel, tasks); }
};

TEST_P(EachExecutor, RunsEveryTaskExactlyOnce)
{
    auto r = run(tasksOf(200, {computeStep(1000)}));
    ASSERT_TRUE(r.conduct());
    r.expectAll(TaskStatus::Succeeded);
    std::map<std::uint32_t, int> begun;
    for (const auto &e : trace::Reader(r.mapping).newEvents())
        begun[e.event.task] += e.event.kind == EventKind::StepBegin;
    begun.erase(base::kNoTask.value);
    ASSERT_EQ(begun.size(), 200U);
    for (const auto &[task, times] : begun)
        EXPECT_EQ(times, 1) << task;
}

TEST_P(EachExecutor, TakesAsLongAsTheSleepsMust)
{
    constexpr int kTasks = 10;
    const double exact = 100.0 * ((kTasks + parallel(kTasks) - 1) / parallel(kTasks));
    double best = 1e9;
    for (int round = 0; round < 3; ++round) {
        auto r = run(tasksOf(kTasks, {sleepStep(100ms)}));
        ASSERT_TRUE(r.conduct());
        r.expectAll(TaskStatus::Succeeded);
        EXPECT_GE(r.makespanMs(), exact);
        EXPECT_LE(r.mostAtOnce(), parallel(kTasks));
        best = std::min(best, r.makespanMs());
        if (best <= exact * 1.05 + 15)
            break;
    }
    EXPECT_LE(best, exact * 1.05 + 15);
}

TEST_P(EachExecutor, RunsAsManyTasksAtOnceAsItMay)
{
    // A model without a bound must have begun the last before the first is over, under ThreadSanitizer too.
    auto r = run(tasksOf(20, {sleepStep(GetParam().parallel == 0 ? 400ms : 50ms)}));
    ASSERT_TRUE(r.conduct());
    EXPECT_EQ(r.mostAtOnce(), parallel(20));
}

TEST_P(EachExecutor, EmptyTasksAndNoTasksAreFine)
{
    auto some = run(tasksOf(50, {}));
    ASSERT_TRUE(some.conduct());
    some.expectAll(TaskStatus::Succeeded);
    auto none = run({});
    ASSERT_TRUE(none.conduct());
    EXPECT_EQ(none.sink.count(), 0U);
}

TEST_P(EachExecutor, HoldsTasksBackUntilTheyAreDue)
{
    auto tasks = tasksOf(5, {});
    for (int i = 0; i < 5; ++i)
        tasks[static_cast<std::size_t>(i)].due = i * 20ms;
    auto r = run(tasks);
    ASSERT_TRUE(r.conduct());
    r.expectAll(TaskStatus::Succeeded);
    const auto start = r.mapping->runStart().value();
    for (const auto &life : r.lives()) {
        EXPECT_EQ(*life.due, start + life.task.value * 20ms);
        EXPECT_GE(*life.submitted, *life.due);
        EXPECT_LT(*life.started - *life.due, 1s);
    }
}

TEST_P(EachExecutor, ATaskThatTimesOutDoesNotHarmTheOthers)
{
    auto tasks = tasksOf(6, {sleepStep(5ms)});
    tasks[2].steps = {sleepStep(10s)};
    tasks[2].timeout = 20ms;
    auto r = run(tasks);
    ASSERT_TRUE(r.conduct());
    EXPECT_EQ(r.sink.counts().at(static_cast<std::size_t>(TaskStatus::Succeeded)), 5U);
    EXPECT_EQ(r.lives()[2].status, TaskStatus::TimedOut);
}

void expectStopped(ExecutorRun &r, base::Nanoseconds stopped)
{
    EXPECT_LT(base::monotonicNow() - stopped, 500ms);
    std::size_t accounted = 0, succeeded = 0;
    for (const auto &life : r.lives()) {
        EXPECT_EQ(life.submitted.has_value(), life.finished.has_value()) << "handed out, so accounted for: " << life.task.value;
        accounted += life.finished.has_value();
        succeeded += life.status == TaskStatus::Succeeded;
        EXPECT_TRUE(life.status == TaskStatus::None || life.status == TaskStatus::Cancelled || life.status == TaskStatus::Succeeded);
    }
    EXPECT_EQ(r.sink.count(), accounted);
    EXPECT_EQ(accounted + r.source.remaining(), r.tasks.size());
    EXPECT_LT(succeeded, r.tasks.size());
}

/// Stops the run when the first task has started (any: TBB does not keep the order).
base::Nanoseconds stopOnceStarted(ExecutorRun &r)
{
    std::atomic<std::int64_t> stopped{0};
    std::thread stopper([&] {
        const auto started = [](const trace::TaskLife &life) { return life.started.has_value(); };
        for (auto lives = r.lives(); std::none_of(lives.begin(), lives.end(), started); lives = r.lives())
            std::this_thread::yield();
        stopped = base::monotonicNow().count();
        r.stop();
    });
    EXPECT_TRUE(r.conduct());
    stopper.join();
    return base::Nanoseconds(stopped.load());
}

TEST_P(EachExecutor, ACancelEndsSleepsAndAccountsForEveryTask)
{
    auto r = run(tasksOf(100, {sleepStep(1h)}));
    const auto stopped = stopOnceStarted(r);
    expectStopped(r, stopped);
}

TEST_P(EachExecutor, ACancelEndsComputingAndAccountsForEveryTask)
{
    auto r = run(tasksOf(20, {computeStep(std::int64_t{1} << 50)}));
    const auto stopped = stopOnceStarted(r);
    expectStopped(r, stopped);
}

TEST_P(EachExecutor, AStopBeforeTheStartRunsNothing)
{
    auto r = run(tasksOf(10, {sleepStep(1h)}));
    r.stop();
    ASSERT_TRUE(r.conduct());
    EXPECT_EQ(r.source.remaining(), 10U);
    EXPECT_EQ(r.sink.count(), 0U);
}

INSTANTIATE_TEST_SUITE_P(All, EachExecutor, testing::ValuesIn(kCases), [](const auto &one) { return std::string(one.param.name); });

// --- what is particular ---

std::set<std::int32_t> threadsOfLanes(const ExecutorRun &r, trace::LaneRole role)
{
    trace::Reader reader(r.mapping);
    std::set<std::int32_t> tids;
    for (const auto &lane : reader.newLanes()) {
        if (lane.role == role)
            tids.insert(lane.tid);
    }
    return tids;
}

TEST(ResultSink, CountsTheFirstResultOfATaskAndReportsTheOthers)
{
    ResultSink sink(70);
    sink.accept({base::TaskId{3}, TaskStatus::Succeeded, {}});
    sink.accept({base::TaskId{67}, TaskStatus::Failed, {}});
    EXPECT_TRUE(sink.eachOnce());
    sink.accept({base::TaskId{67}, TaskStatus::Succeeded, {}});
    sink.accept({base::TaskId{3}, TaskStatus::Succeeded, {}});
    EXPECT_EQ(sink.count(), 2U);
    EXPECT_EQ(sink.counts().at(static_cast<std::size_t>(TaskStatus::Failed)), 1U) << "the first one stands";
    ASSERT_FALSE(sink.eachOnce());
    EXPECT_EQ(sink.eachOnce().error().message, "2 results were delivered more than once, the first of task 67");
}

TEST(ThreadPool, EachWorkerIsALaneOfItsOwnThread)
{
    ExecutorRun r(threadPoolRegistration(), tasksOf(40, {sleepStep(2ms)}), workers(8));
    ASSERT_TRUE(r.conduct());
    EXPECT_EQ(threadsOfLanes(r, trace::LaneRole::Worker).size(), 8U);
    EXPECT_EQ(threadsOfLanes(r, trace::LaneRole::Worker).count(static_cast<std::int32_t>(::getpid())), 0U) << "the caller is no worker";
}

TEST(ThreadPool, TasksStartInTheOrderInWhichTheyCame)
{
    constexpr std::size_t kWorkers = 4;
    ExecutorRun r(threadPoolRegistration(), tasksOf(200, {sleepStep(1ms)}), workers(kWorkers));
    ASSERT_TRUE(r.conduct());
    const auto lives = r.lives();
    for (std::size_t i = 0; i < lives.size(); ++i) {
        const auto overtaken = std::count_if(lives.begin(), lives.begin() + static_cast<std::ptrdiff_t>(i),
                                             [&](const trace::TaskLife &earlier) { return earlier.started > lives[i].started; });
        EXPECT_LT(overtaken, kWorkers) << "only a task in another worker's hands may start later than one that came after it; task " << i;
    }
}

TEST(ThreadPool, RecordsTheDepthOfItsQueue)
{
    ExecutorRun r(threadPoolRegistration(), tasksOf(10, {sleepStep(10ms)}), workers(1));
    ASSERT_TRUE(r.conduct());
    std::uint32_t deepest = 0, enqueued = 0, dequeued = 0, lastDepth = 99;
    for (const auto &e : trace::Reader(r.mapping).newEvents()) {
        enqueued += e.event.kind == EventKind::Enqueued;
        dequeued += e.event.kind == EventKind::Dequeued;
        if (e.event.kind == EventKind::Enqueued)
            deepest = std::max(deepest, e.event.arg1);
        if (e.event.kind == EventKind::Dequeued)
            lastDepth = e.event.arg1;
    }
    EXPECT_EQ(enqueued, 10U);
    EXPECT_EQ(dequeued, 10U);
    EXPECT_GE(deepest, 5U);
    EXPECT_EQ(lastDepth, 0U);
}

TEST(ThreadPool, ComputesOnAllCoresAtOnce)
{
    ExecutorRun r(threadPoolRegistration(), tasksOf(2, {computeStep(100'000'000)}), workers(2));
    ASSERT_TRUE(r.conduct());
    EXPECT_EQ(r.mostAtOnce(), 2);
}

TEST(ThreadPool, AHundredThousandEmptyTasksAllArrive)
{
    ExecutorRun r(threadPoolRegistration(), tasksOf(100'000, {}), workers(4));
    ASSERT_TRUE(r.conduct());
    r.expectAll(TaskStatus::Succeeded);
}

TEST(AsyncGather, AHundredThousandEmptyTasksAllArrive)
{
    ExecutorRun r(asyncGatherRegistration(), tasksOf(100'000, {}));
    ASSERT_TRUE(r.conduct());
    r.expectAll(TaskStatus::Succeeded);
}

TEST(AsyncGather, EverythingIsOnOneLane)
{
    ExecutorRun r(asyncGatherRegistration(), tasksOf(10, {sleepStep(5ms), computeStep(1000)}));
    ASSERT_TRUE(r.conduct());
    std::set<std::uint32_t> lanes;
    for (const auto &life : r.lives()) {
        lanes.insert(life.startLane.value);
        lanes.insert(life.finishLane.value);
    }
    ASSERT_EQ(lanes.size(), 1U);
    EXPECT_EQ(trace::Reader(r.mapping).laneInfo(base::LaneId{*lanes.begin()}).role, trace::LaneRole::EventLoop);
}

TEST(AsyncGather, ComputingBlocksTheLoop)
{
    ExecutorRun r(asyncGatherRegistration(), tasksOf(8, {computeStep(2'000'000)}));
    ASSERT_TRUE(r.conduct());
    EXPECT_EQ(r.mostAtOnce(), 1);
}

TEST(AsyncSemaphore, ATaskStartsOnlyWithItsPermitAndWaitsVisibly)
{
    ExecutorRun r(asyncSemaphoreRegistration(), tasksOf(3, {sleepStep(20ms)}), limit(1));
    ASSERT_TRUE(r.conduct());
    const auto lives = r.lives();
    EXPECT_GE(*lives[1].started, *lives[0].finished);
    EXPECT_GE(*lives[2].started, *lives[1].finished);
    std::size_t waits = 0;
    for (const auto &e : trace::Reader(r.mapping).newEvents())
        waits += e.event.kind == EventKind::Blocked && e.event.flags == static_cast<std::uint8_t>(trace::BlockCause::Semaphore);
    EXPECT_EQ(waits, 2U) << "the first does not wait";
}

TEST(ThreadPerTask, EachTaskHasItsOwnThread)
{
    ExecutorRun r(threadPerTaskRegistration(), tasksOf(30, {sleepStep(30ms)}));
    ASSERT_TRUE(r.conduct());
    std::set<std::uint32_t> lanes;
    for (const auto &life : r.lives())
        lanes.insert(life.startLane.value);
    EXPECT_EQ(lanes.size(), 30U);
    EXPECT_EQ(threadsOfLanes(r, trace::LaneRole::Worker).size(), 30U);
}

TEST(ThreadPerTask, ManyShortTasksAreReapedOnTheWay)
{
    ExecutorRun r(threadPerTaskRegistration(), tasksOf(2000, {}), {}, {0, 2100, 1U << 16, 256U << 20});
    ASSERT_TRUE(r.conduct());
    r.expectAll(TaskStatus::Succeeded);
}

TEST(ThreadPerTask, MoreThreadsThanTheSystemHasAreRefusedWithTheNumbers)
{
    ExecutorRun r(threadPerTaskRegistration(), tasksOf(5'000'000, {}), {}, {0, 64, 4096, 1U << 20});
    const auto prepared = r.prepare();
    ASSERT_FALSE(prepared);
    EXPECT_EQ(prepared.error().code, base::ErrorCode::Refused);
    EXPECT_THAT(prepared.error().text(), testing::AllOf(testing::HasSubstr("5000000"), testing::HasSubstr("at most")));
}

} // namespace
} // namespace interleave::executors
