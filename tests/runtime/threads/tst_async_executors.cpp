// SPDX-License-Identifier: GPL-3.0-or-later
// What is particular to the models of the event-loop family; what every model must do is in tst_executors.cpp.
#include "core/executors/async_gather.h"
#include "core/executors/async_hybrid.h"
#include "core/executors/async_queue.h"
#include "core/executors/async_resource.h"
#include "core/executors/async_semaphore.h"
#include "core/executors/async_stream.h"
#include "tests/runtime/threads/executor_run.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <thread>

namespace interleave::executors {
namespace {

using namespace std::chrono_literals;
using base::Nanoseconds;
using trace::BlockCause;
using trace::EventKind;
using trace::TaskStatus;
using testing::AllOf;
using testing::Ge;
using testing::Le;

auto lasts(double ms) { return AllOf(Ge(ms), Le(ms * 1.05 + 15)); }

/// The best of three, as other programs may run beside the test; never shorter than it can be.
template <class Make>
void expectMakespan(double ms, Make make)
{
    double best = 1e9;
    for (int round = 0; round < 3 && best > ms * 1.05 + 15; ++round) {
        ExecutorRun run = make();
        ASSERT_TRUE(run.conduct());
        run.expectAll(TaskStatus::Succeeded);
        ASSERT_GE(run.makespanMs(), ms);
        best = std::min(best, run.makespanMs());
    }
    EXPECT_THAT(best, lasts(ms));
}

Parameters queueOf(std::int64_t consumers, std::int64_t capacity) { return {{"consumers", consumers}, {"capacity", capacity}}; }
Parameters resources(std::int64_t k, std::int64_t acquireMs = 10, std::int64_t releaseMs = 10)
{
    return {{"resources", k}, {"acquire_ms", acquireMs}, {"release_ms", releaseMs}};
}
Parameters workers(std::int64_t n) { return {{"workers", n}}; }

std::size_t blockedBy(const ExecutorRun &run, BlockCause cause)
{
    const auto all = run.events(EventKind::Blocked);
    return static_cast<std::size_t>(std::count_if(all.begin(), all.end(), [&](const auto &e) { return e.event.flags == static_cast<std::uint8_t>(cause); }));
}

std::map<std::uint32_t, trace::LaneInfo> lanesOf(const ExecutorRun &run, trace::LaneRole role)
{
    std::map<std::uint32_t, trace::LaneInfo> lanes;
    for (const auto &lane : trace::Reader(run.mapping).newLanes())
        if (lane.role == role)
            lanes.emplace(lane.id.value, lane);
    return lanes;
}

// --- async-queue ---

TEST(AsyncQueue, TwentySleepsWithFourConsumersTakeFiveRounds)
{
    expectMakespan(500, [] { return ExecutorRun(asyncQueueRegistration(), tasksOf(20, {sleepStep(100ms)})); });
}

TEST(AsyncQueue, IsNeverFullerThanItsCapacityAndItsProducerWaitsVisibly)
{
    ExecutorRun run(asyncQueueRegistration(), tasksOf(40, {sleepStep(2ms)}), queueOf(2, 5));
    ASSERT_TRUE(run.conduct());
    run.expectAll(TaskStatus::Succeeded);
    EXPECT_EQ(run.mostAtOnce(), 2);
    std::vector<std::pair<std::int64_t, int>> changes;
    std::uint32_t deepest = 0;
    for (const auto &e : run.events(EventKind::Enqueued)) {
        changes.emplace_back(e.event.time, 1);
        deepest = std::max(deepest, e.event.arg1);
    }
    for (const auto &e : run.events(EventKind::Dequeued))
        changes.emplace_back(e.event.time, -1);
    ASSERT_EQ(changes.size(), 80U);
    std::sort(changes.begin(), changes.end());
    int depth = 0, most = 0;
    for (const auto &[time, change] : changes) {
        most = std::max(most, depth += change);
        EXPECT_GE(depth, 0);
    }
    EXPECT_EQ(most, 5) << "counted from outside";
    EXPECT_EQ(deepest, 5U) << "as the events say";
    EXPECT_EQ(run.events(EventKind::QueueFull).size(), blockedBy(run, BlockCause::QueueFull));
    // Two that were let in at once may end at once: then one wait brings room for two.
    EXPECT_GE(blockedBy(run, BlockCause::QueueFull), 16U);
    EXPECT_LE(blockedBy(run, BlockCause::QueueFull), 35U);
}

TEST(AsyncQueue, WithRoomForAllNobodyWaitsToPutSomethingIn)
{
    ExecutorRun run(asyncQueueRegistration(), tasksOf(20, {sleepStep(1ms)}));
    ASSERT_TRUE(run.conduct());
    EXPECT_TRUE(run.events(EventKind::QueueFull).empty());
}

TEST(AsyncQueue, EachConsumerAndTheQueueHaveALaneBelowTheLoops)
{
    ExecutorRun run(asyncQueueRegistration(), tasksOf(8, {sleepStep(5ms)}), queueOf(4, 50));
    ASSERT_TRUE(run.conduct());
    const auto loops = lanesOf(run, trace::LaneRole::EventLoop), queues = lanesOf(run, trace::LaneRole::Queue), consumers = lanesOf(run, trace::LaneRole::Worker);
    ASSERT_EQ(loops.size(), 1U);
    ASSERT_EQ(queues.size(), 1U);
    ASSERT_EQ(consumers.size(), 4U);
    for (const auto &[id, lane] : consumers)
        EXPECT_EQ(lane.parent.value, loops.begin()->first);
    std::map<std::uint32_t, int> tasks;
    for (const auto &life : run.lives())
        ++tasks[life.startLane.value];
    for (const auto &[lane, count] : tasks)
        EXPECT_EQ(count, 2) << lane;
    EXPECT_EQ(tasks.size(), 4U);
    for (const auto &e : run.events(EventKind::Enqueued)) {
        EXPECT_EQ(e.lane.value, loops.begin()->first) << "the loop's lane is the producer's";
        EXPECT_EQ(e.event.peer, queues.begin()->first);
    }
    for (const auto &e : run.events(EventKind::Dequeued)) {
        EXPECT_EQ(consumers.count(e.lane.value), 1U);
        EXPECT_EQ(e.event.peer, queues.begin()->first);
    }
}

TEST(AsyncQueue, MoreConsumersThanLanesAllWork)
{
    ExecutorRun run(asyncQueueRegistration(), tasksOf(1000, {sleepStep(50ms)}), queueOf(1000, 1000));
    ASSERT_TRUE(run.conduct());
    run.expectAll(TaskStatus::Succeeded);
    EXPECT_EQ(run.mostAtOnce(), 1000);
}

TEST(AsyncQueue, AHundredThousandEmptyTasksAllArrive)
{
    ExecutorRun run(asyncQueueRegistration(), tasksOf(100'000, {}));
    ASSERT_TRUE(run.conduct());
    run.expectAll(TaskStatus::Succeeded);
}

// --- async-stream ---

std::vector<plan::TaskSpec> every(Nanoseconds interval, std::uint32_t n, const std::vector<plan::StepSpec> &steps)
{
    auto tasks = tasksOf(n, steps);
    for (auto &task : tasks)
        task.due = task.index * interval;
    return tasks;
}

TEST(AsyncStream, FiftyItemsEveryTenMillisecondsTakeAsLongAsTheyTakeToArrive)
{
    expectMakespan(490, [] { return ExecutorRun(asyncStreamRegistration(), every(10ms, 50, {})); });
}

TEST(AsyncStream, ItemsAreProcessedOneByOneInOrder)
{
    ExecutorRun run(asyncStreamRegistration(), every(1ms, 20, {sleepStep(3ms)}));
    ASSERT_TRUE(run.conduct());
    run.expectAll(TaskStatus::Succeeded);
    EXPECT_EQ(run.mostAtOnce(), 1);
    const auto lives = run.lives();
    for (std::size_t i = 1; i < lives.size(); ++i)
        EXPECT_GE(*lives[i].started, *lives[i - 1].finished);
    std::vector<std::uint32_t> items;
    for (const auto &e : run.events(EventKind::StreamItem))
        items.push_back(e.event.task);
    ASSERT_EQ(items.size(), 20U);
    EXPECT_TRUE(std::is_sorted(items.begin(), items.end()));
}

// --- async-resource ---

TEST(AsyncResource, AcquiringAndReleasingBelongToTheServiceTime)
{
    expectMakespan(700, [] { return ExecutorRun(asyncResourceRegistration(), tasksOf(10, {sleepStep(50ms)})); });
    ExecutorRun run(asyncResourceRegistration(), tasksOf(3, {sleepStep(50ms)}));
    ASSERT_TRUE(run.conduct());
    for (const auto &life : run.lives()) {
        EXPECT_GE(*life.finished - *life.started, 70ms);
        EXPECT_GE(*life.blocked, 70ms);
    }
    EXPECT_EQ(run.mostAtOnce(), 1);
}

TEST(AsyncResource, KResourcesServeKTasksAtOnceAndNoneTwo)
{
    ExecutorRun run(asyncResourceRegistration(), tasksOf(12, {sleepStep(10ms)}), resources(4, 1, 1));
    ASSERT_TRUE(run.conduct());
    run.expectAll(TaskStatus::Succeeded);
    EXPECT_EQ(run.mostAtOnce(), 4);
    const trace::Reader reader(run.mapping);
    std::map<std::string, int> held;
    std::set<std::string> names;
    for (const auto &[lane, event] : trace::Reader(run.mapping).newEvents()) {
        const std::string name(reader.text(event.arg1));
        if (event.kind == EventKind::ResourceAcquired) {
            EXPECT_EQ(++held[name], 1) << name;
            names.insert(name);
        } else if (event.kind == EventKind::ResourceReleased) {
            EXPECT_EQ(--held[name], 0) << name;
        }
    }
    EXPECT_THAT(names, testing::ElementsAre("resource 1", "resource 2", "resource 3", "resource 4"));
}

TEST(AsyncResource, IsGivenBackByATaskThatFailsOrTimesOut)
{
    auto tasks = tasksOf(6, {sleepStep(1ms)});
    tasks[1].steps = {{plan::StepKind::File, 1}}; // there is no folder
    tasks[3].steps = {sleepStep(1h)};
    tasks[3].timeout = 25ms;
    ExecutorRun run(asyncResourceRegistration(), tasks, resources(1, 5, 10));
    ASSERT_TRUE(run.conduct());
    const auto lives = run.lives();
    EXPECT_EQ(lives[1].status, TaskStatus::Failed);
    EXPECT_EQ(lives[3].status, TaskStatus::TimedOut);
    EXPECT_GE(*lives[3].finished - *lives[3].started, 35ms) << "releasing takes its time all the same";
    EXPECT_EQ(run.sink.counts().at(static_cast<std::size_t>(TaskStatus::Succeeded)), 4U);
    EXPECT_EQ(run.events(EventKind::ResourceAcquired).size(), 6U);
    EXPECT_EQ(run.events(EventKind::ResourceReleased).size(), 6U);
}

TEST(AsyncResource, ATaskThatTimesOutWhileItAcquiresHasNothingToRelease)
{
    auto tasks = tasksOf(2, {});
    tasks[0].timeout = 5ms;
    ExecutorRun run(asyncResourceRegistration(), tasks, resources(1, 20, 0));
    ASSERT_TRUE(run.conduct());
    EXPECT_EQ(run.lives()[0].status, TaskStatus::TimedOut);
    EXPECT_EQ(run.lives()[1].status, TaskStatus::Succeeded);
    EXPECT_EQ(run.events(EventKind::ResourceAcquired).size(), 1U);
    EXPECT_EQ(run.events(EventKind::ResourceReleased).size(), 1U);
}

// --- async-hybrid ---

std::vector<plan::TaskSpec> hybridTasks(std::int64_t iterations)
{
    auto tasks = tasksOf(18, {sleepStep(100ms)});
    for (std::size_t i = 0; i < 8; ++i)
        tasks[i].steps = {computeStep(iterations)};
    return tasks;
}

TEST(AsyncHybrid, ComputesWhileItWaits)
{
    expectMakespan(100, [] { return ExecutorRun(asyncHybridRegistration(), hybridTasks(3'000'000), workers(4)); });
}

TEST(AsyncHybrid, ComputingRunsOnTheWorkersAndItsWayThereAndBackIsRecorded)
{
    ExecutorRun run(asyncHybridRegistration(), hybridTasks(1'000'000), workers(4));
    ASSERT_TRUE(run.conduct());
    run.expectAll(TaskStatus::Succeeded);
    const auto loop = lanesOf(run, trace::LaneRole::EventLoop).begin()->first;
    EXPECT_EQ(lanesOf(run, trace::LaneRole::Worker).size(), 4U);
    for (const auto &e : run.events(EventKind::StepBegin))
        EXPECT_EQ(e.lane.value != loop, e.event.task < 8) << e.event.task;
    std::map<std::uint32_t, std::vector<std::uint32_t>> flows; ///< number → lanes
    for (const auto kind : {EventKind::FlowBegin, EventKind::FlowEnd})
        for (const auto &e : run.events(kind))
            flows[e.event.arg1].push_back(e.lane.value);
    EXPECT_EQ(flows.size(), 16U);
    for (const auto &[flow, lanes] : flows) {
        ASSERT_EQ(lanes.size(), 2U) << flow;
        EXPECT_TRUE((lanes[0] == loop) != (lanes[1] == loop)) << flow;
    }
}

TEST(AsyncHybrid, WhatAWorkerSpendsIsTheTasksAndItsWaitForAWorkerIsBlocked)
{
    ExecutorRun run(asyncHybridRegistration(), tasksOf(4, {computeStep(30'000'000)}), workers(1));
    ASSERT_TRUE(run.conduct());
    Nanoseconds longest{0};
    for (const auto &life : run.lives()) {
        ASSERT_TRUE(life.onCpu && life.runnable && life.blocked);
        EXPECT_GT(*life.onCpu, 2ms);
        EXPECT_LE(*life.onCpu + *life.runnable + *life.blocked, *life.finished - *life.started + 2ms);
        longest = std::max(longest, *life.blocked);
    }
    EXPECT_GT(longest, 6ms) << "the last one waited for three others";
}

TEST(AsyncHybrid, MemoryIsTouchedByAWorkerAndHeldOnTheLoop)
{
    ExecutorRun run(asyncHybridRegistration(), tasksOf(3, {{plan::StepKind::Memory, 1 << 16, Nanoseconds(50ms).count()}}), workers(1));
    ASSERT_TRUE(run.conduct());
    run.expectAll(TaskStatus::Succeeded);
    EXPECT_EQ(run.mostAtOnce(), 3) << "the one worker touches one after another, but they are held at once";
    EXPECT_EQ(run.events(EventKind::FlowEnd).size(), 6U);
    EXPECT_LT(run.makespanMs(), 140);
}

// --- the closed loop ---

struct AsyncModel {
    const char *name;
    Registration (*registration)();
    Parameters parameters;
    int most; ///< at once; 0: all
};
void PrintTo(const AsyncModel &m, std::ostream *out) { *out << m.name; }

class EachAsyncModel : public testing::TestWithParam<AsyncModel> { };

const std::vector<AsyncModel> kModels{
    {"Gather", asyncGatherRegistration, {}, 0},
    {"Semaphore", asyncSemaphoreRegistration, {{"limit", std::int64_t{3}}}, 3},
    {"Queue", asyncQueueRegistration, queueOf(3, 2), 3},
    {"Stream", asyncStreamRegistration, {}, 1},
    {"Resource", asyncResourceRegistration, resources(3, 1, 1), 3},
    {"Hybrid", asyncHybridRegistration, workers(2), 0},
};

plan::Arrival clients(std::int64_t count, double thinkMs)
{
    plan::Arrival arrival;
    arrival.kind = plan::Arrival::Kind::Closed;
    arrival.clients = count;
    arrival.thinkMs = thinkMs;
    return arrival;
}

TEST_P(EachAsyncModel, ServesClientsThatThinkBetweenTheirTasks)
{
    constexpr trace::Capacity kSmall{0, 64, 1U << 14, 16U << 20};
    ExecutorRun run(GetParam().registration(), tasksOf(24, {sleepStep(5ms)}), GetParam().parameters, kSmall, clients(4, 3));
    ASSERT_TRUE(run.conduct());
    run.expectAll(TaskStatus::Succeeded);
    EXPECT_LE(run.mostAtOnce(), GetParam().most == 0 ? 4 : std::min(4, GetParam().most));
    auto lives = run.lives();
    std::vector<Nanoseconds> ends;
    for (const auto &life : lives)
        ends.push_back(*life.finished);
    std::sort(ends.begin(), ends.end());
    for (std::size_t i = 4; i < lives.size(); ++i)
        EXPECT_GE(*lives[i].submitted, ends[i - 4] + 3ms) << "the client had its result and thought about it: " << i;
    EXPECT_GE(run.makespanMs(), 6 * 5 + 5 * 3);
}

TEST_P(EachAsyncModel, ServesClientsThatDoNotThink)
{
    constexpr trace::Capacity kSmall{0, 64, 1U << 14, 16U << 20};
    ExecutorRun run(GetParam().registration(), tasksOf(200, {}), GetParam().parameters, kSmall, clients(2, 0));
    ASSERT_TRUE(run.conduct());
    run.expectAll(TaskStatus::Succeeded);
}

// --- a cancel at a random moment ---

std::vector<plan::TaskSpec> someOfEach(std::uint32_t n)
{
    auto tasks = tasksOf(n, {});
    for (auto &task : tasks) {
        switch (task.index % 4) {
        case 0: task.steps = {sleepStep(3ms)}; break;
        case 1: task.steps = {computeStep(200'000), sleepStep(1ms)}; break;
        case 2: task.steps = {{plan::StepKind::Lock, Nanoseconds(1ms).count()}}; break;
        default: task.steps = {{plan::StepKind::Memory, 1 << 20, Nanoseconds(1ms).count()}}; break;
        }
    }
    return tasks;
}

void expectAccounted(const ExecutorRun &run, Nanoseconds stopped)
{
    EXPECT_LT(base::monotonicNow() - stopped, 500ms);
    std::size_t ended = 0;
    for (const auto &life : run.lives()) {
        EXPECT_EQ(life.submitted.has_value(), life.finished.has_value()) << life.task.value;
        if (!life.finished)
            continue;
        ++ended;
        EXPECT_TRUE(life.status == TaskStatus::Succeeded || life.status == TaskStatus::Cancelled) << life.error;
        if (life.started) {
            EXPECT_LE(*life.started, *life.finished);
        }
    }
    EXPECT_EQ(run.sink.count(), ended);
    EXPECT_EQ(ended + run.source.remaining(), run.tasks.size());
    EXPECT_EQ(run.events(EventKind::LockAcquired).size(), run.events(EventKind::LockReleased).size());
    EXPECT_EQ(run.events(EventKind::ResourceAcquired).size(), run.events(EventKind::ResourceReleased).size());
}

TEST_P(EachAsyncModel, ACancelAtAnyMomentLosesNoTask)
{
    std::mt19937 random(7);
    for (int round = 0; round < 12; ++round) {
        const std::chrono::microseconds moment(random() % 60'000);
        constexpr trace::Capacity kSmall{0, 64, 1U << 14, 16U << 20};
        ExecutorRun run(GetParam().registration(), someOfEach(2000), GetParam().parameters, kSmall);
        run.services.details.resize(1);
        run.services.lockNames = {"one"};
        std::atomic<std::int64_t> stopped{0};
        std::thread stopper([&] {
            while (!run.mapping->runStart())
                std::this_thread::yield();
            std::this_thread::sleep_until(std::chrono::steady_clock::time_point(*run.mapping->runStart() + moment));
            stopped = base::monotonicNow().count();
            run.stop();
        });
        EXPECT_TRUE(run.conduct());
        stopper.join();
        SCOPED_TRACE(moment.count());
        expectAccounted(run, Nanoseconds(stopped.load()));
    }
}

TEST_P(EachAsyncModel, UnderANamedLockNoTwoTasksHoldItAtOnce)
{
    ExecutorRun run(GetParam().registration(), tasksOf(10, {{plan::StepKind::Lock, Nanoseconds(2ms).count()}}), GetParam().parameters);
    run.services.details.resize(1);
    run.services.lockNames = {"the one"};
    ASSERT_TRUE(run.conduct());
    run.expectAll(TaskStatus::Succeeded);
    std::vector<std::pair<std::int64_t, int>> changes;
    for (const auto &e : run.events(EventKind::LockAcquired))
        changes.emplace_back(e.event.time, 1);
    for (const auto &e : run.events(EventKind::LockReleased))
        changes.emplace_back(e.event.time, -1);
    ASSERT_EQ(changes.size(), 20U);
    EXPECT_EQ(run.events(EventKind::LockRequested).size(), 10U);
    std::sort(changes.begin(), changes.end());
    int held = 0;
    for (const auto &[time, change] : changes) {
        held += change;
        EXPECT_TRUE(held == 0 || held == 1);
    }
    EXPECT_GE(run.makespanMs(), 20);
}

INSTANTIATE_TEST_SUITE_P(All, EachAsyncModel, testing::ValuesIn(kModels), [](const auto &one) { return std::string(one.param.name); });

// --- scale ---

// The sanitizers' threads and allocators make this another test.
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
TEST(AsyncGather, AHundredThousandSleepersAllWakeInTime)
{
    constexpr double kSleepMs = 5000;
    double best = 1e9;
    for (int round = 0; round < 2 && best > 1.1 * kSleepMs + 500; ++round) {
        ExecutorRun run(asyncGatherRegistration(), tasksOf(100'000, {sleepStep(5s)}));
        ASSERT_TRUE(run.conduct());
        run.expectAll(TaskStatus::Succeeded);
        EXPECT_EQ(run.mostAtOnce(), 100'000);
        best = std::min(best, run.makespanMs());
    }
    EXPECT_LE(best, 1.1 * kSleepMs + 500);
    RecordProperty("makespan_ms", static_cast<int>(best));
}
#endif

} // namespace
} // namespace interleave::executors
