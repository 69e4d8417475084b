// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/interactions.h"

#include "tests/widgets/sequence/traces.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace interleave {
namespace {

using namespace std::chrono_literals;
using analysis::Activation;
using analysis::Interactions;
using analysis::LaneState;
using analysis::Message;
using analysis::MessageKind;
using test::TraceMaker;
using testing::ElementsAre;
using trace::BlockCause;
using trace::EventKind;
using trace::LaneRole;

Interactions read(TraceMaker &maker, std::uint64_t dropped = 0) { return analysis::interactions(*maker.done(), base::Nanoseconds(test::kStart), dropped); }

/// "line state begin-end task/depth", times in µs.
std::vector<std::string> told(const std::vector<Activation> &activations)
{
    std::vector<std::string> result;
    for (const Activation &a : activations) {
        const char *names[] = {"running", "ready", "lock", "io", "queued", "idle"};
        result.push_back(std::to_string(a.lifeline) + " " + names[static_cast<int>(a.state)] + " " + std::to_string(a.begin / 1000) + "-" + std::to_string(a.end / 1000) + " "
                         + (a.task == base::kNoTask.value ? "none" : std::to_string(a.task)) + "/" + std::to_string(a.depth));
    }
    return result;
}

/// "kind from>to sent-received task", times in µs.
std::vector<std::string> told(const std::vector<Message> &messages)
{
    std::vector<std::string> result;
    for (const Message &m : messages) {
        const char *names[] = {"submit", "spawn", "handoff", "result", "signal", "message", "cancel"};
        result.push_back(std::string(names[static_cast<int>(m.kind)]) + " " + std::to_string(m.from) + ">" + std::to_string(m.to) + " " + std::to_string(m.sent / 1000) + "-"
                         + std::to_string(m.received / 1000) + " " + (m.task == base::kNoTask.value ? "none" : std::to_string(m.task)));
    }
    return result;
}

TEST(Interactions, OrdersLifelinesByRoleAndWorkersByNumber)
{
    TraceMaker m(0);
    m.lane(LaneRole::EventLoop, "event loop");
    m.lane(LaneRole::Worker, "worker 10");
    m.lane(LaneRole::Worker, "worker 9");
    m.lane(LaneRole::Dispatcher, "dispatcher");
    m.lane(LaneRole::Application, "application");
    std::vector<std::string> names;
    for (const auto &line : read(m).lifelines)
        names.push_back(line.name);
    EXPECT_THAT(names, ElementsAre("application", "dispatcher", "worker 9", "worker 10", "event loop"));
}

TEST(Interactions, ATaskRunsExceptWhereItIsBlocked)
{
    TraceMaker m(1);
    const auto app = m.lane(LaneRole::Application, "application");
    const auto worker = m.lane(LaneRole::Worker, "worker 1");
    m.submit(0, app, 1);
    m.start(0, worker, 10);
    m.event(20, worker, EventKind::Blocked, 0, base::kNoLane, 0, BlockCause::Sleep);
    m.event(50, worker, EventKind::Resumed, 0, base::kNoLane, 0, BlockCause::Sleep);
    m.event(60, worker, EventKind::Blocked, 0, base::kNoLane, 0, BlockCause::Lock);
    m.event(70, worker, EventKind::Resumed, 0, base::kNoLane, 0, BlockCause::Lock);
    m.finish(0, worker, 100);
    const Interactions i = read(m);
    EXPECT_THAT(told(i.activations), ElementsAre("1 running 10-20 0/0", "1 io 20-50 0/0", "1 running 50-60 0/0", "1 lock 60-70 0/0", "1 running 70-100 0/0"));
    EXPECT_THAT(told(i.messages), ElementsAre("submit 0>1 1-10 0", "result 1>0 100-100 0"));
    EXPECT_NEAR(i.lifelines[1].busy, 50.0 / 99.0, 1e-3);
    EXPECT_EQ(i.lifelines[0].busy, 0);
}

TEST(Interactions, AQueuedTaskGoesByWayOfItsQueue)
{
    TraceMaker m(2);
    const auto app = m.lane(LaneRole::Application, "application");
    const auto arena = m.lane(LaneRole::Dispatcher, "arena");
    const auto worker = m.lane(LaneRole::Worker, "worker 1");
    for (std::uint32_t t = 0; t < 2; ++t) {
        m.submit(t, app, 1 + t);
        m.event(3 + t, arena, EventKind::Enqueued, t);
        m.event(10 + 100.0 * t, worker, EventKind::Dequeued, t, arena);
        m.start(t, worker, 11 + 100.0 * t);
        m.finish(t, worker, 90 + 100.0 * t);
    }
    const Interactions i = read(m);
    EXPECT_THAT(told(i.activations), ElementsAre("1 queued 3-110 none/0", "2 running 11-90 0/0", "2 running 111-190 1/0"));
    EXPECT_THAT(told(i.messages), ElementsAre("submit 0>1 1-3 0", "submit 0>1 2-4 1", "handoff 1>2 10-11 0", "result 2>0 90-90 0", "handoff 1>2 110-111 1", "result 2>0 190-190 1"));
}

TEST(Interactions, AMessageByWayOfASharedQueueGoesInAndComesOut)
{
    TraceMaker m(2);
    const auto app = m.lane(LaneRole::Application, "application");
    const auto dispatcher = m.lane(LaneRole::Dispatcher, "dispatcher");
    const auto queue = m.lane(LaneRole::Queue, "task queue");
    const std::vector workers{m.lane(LaneRole::Worker, "worker 1", 200, 200), m.lane(LaneRole::Worker, "worker 2", 201, 201)};
    for (std::uint32_t t = 0; t < 2; ++t) {
        const double taken = 20 + 100.0 * t;
        m.submit(t, app, 1 + t);
        m.event(3 + t, dispatcher, EventKind::Enqueued, t, queue, 1 + t);
        m.event(3 + t, dispatcher, EventKind::MessageSent, t, queue, 10 + t);
        m.event(taken, workers[t], EventKind::Dequeued, t, queue, 1 - t);
        m.event(taken, workers[t], EventKind::MessageReceived, t, queue, 10 + t);
        m.start(t, workers[t], taken + 1);
        m.finish(t, workers[t], taken + 50);
        m.event(taken + 51, workers[t], EventKind::MessageSent, t, dispatcher, 20 + t);
        m.event(taken + 60, dispatcher, EventKind::MessageReceived, t, workers[t], 20 + t);
    }
    const Interactions i = read(m);
    EXPECT_THAT(told(i.activations), ElementsAre("2 queued 3-120 none/0", "3 running 21-70 0/0", "4 running 121-170 1/0"));
    EXPECT_THAT(told(i.messages), ElementsAre("submit 0>1 1-3 0", "submit 0>1 2-4 1", "message 1>2 3-3 0", "message 1>2 4-4 1", "handoff 2>3 20-20 0", "result 3>1 71-80 0",
                                      "handoff 2>4 120-120 1", "result 4>1 171-180 1"));
}

TEST(Interactions, AThreadMadeForATaskBringsIt)
{
    TraceMaker m(1);
    const auto app = m.lane(LaneRole::Application, "application");
    const auto dispatcher = m.lane(LaneRole::Dispatcher, "dispatcher");
    const auto thread = m.lane(LaneRole::Worker, "thread 1");
    m.submit(0, app, 1);
    m.event(2, dispatcher, EventKind::WorkerSpawned, 0, thread);
    m.event(40, thread, EventKind::WorkerReady);
    m.start(0, thread, 41);
    m.finish(0, thread, 50);
    EXPECT_THAT(told(read(m).messages), ElementsAre("submit 0>1 1-2 0", "spawn 1>2 2-40 0", "result 2>0 50-50 0"));
}

TEST(Interactions, MessagesBetweenProcessesAreJoinedByFlow)
{
    TraceMaker m(2);
    const auto app = m.lane(LaneRole::Application, "application");
    const auto dispatcher = m.lane(LaneRole::Dispatcher, "dispatcher");
    const auto worker = m.lane(LaneRole::Worker, "worker 1", 200, 200);
    for (std::uint32_t t = 0; t < 2; ++t) {
        const double b = 1000.0 * t;
        m.submit(t, app, b + 1);
        m.event(b + 2, dispatcher, EventKind::MessageSent, t, worker, 7 + 2 * t);
        m.event(b + 100, worker, EventKind::MessageReceived, t, dispatcher, 7 + 2 * t);
        m.start(t, worker, b + 101);
        m.finish(t, worker, b + 500);
        m.event(b + 501, worker, EventKind::MessageSent, t, dispatcher, 8 + 2 * t);
        m.event(b + 600, dispatcher, EventKind::MessageReceived, t, worker, 8 + 2 * t);
    }
    EXPECT_THAT(told(read(m).messages), ElementsAre("submit 0>1 1-2 0", "message 1>2 2-100 0", "result 2>1 501-600 0", "submit 0>1 1001-1002 1", "message 1>2 1002-1100 1", "result 2>1 1501-1600 1"));
}

TEST(Interactions, AMessageWithSeveralTasksIsShownAsThem)
{
    TraceMaker m(2);
    const auto app = m.lane(LaneRole::Application, "application");
    const auto dispatcher = m.lane(LaneRole::Dispatcher, "dispatcher");
    const auto worker = m.lane(LaneRole::Worker, "worker 1", 200, 200);
    for (std::uint32_t t = 0; t < 2; ++t) {
        m.submit(t, app, 1 + t);
        m.event(5 + t, dispatcher, EventKind::Enqueued, t, dispatcher);
        m.event(10 + t, dispatcher, EventKind::Dequeued, t, dispatcher);
        m.start(t, worker, 110 + 100.0 * t);
    }
    m.event(12, dispatcher, EventKind::MessageSent, base::kNoTask.value, worker, 1);
    m.event(100, worker, EventKind::MessageReceived, base::kNoTask.value, dispatcher, 1);
    m.event(900, dispatcher, EventKind::MessageSent, base::kNoTask.value, worker, 2);
    m.event(950, worker, EventKind::MessageReceived, base::kNoTask.value, dispatcher, 2);
    EXPECT_THAT(told(read(m).messages), ElementsAre("submit 0>1 1-5 0", "submit 0>1 2-6 1", "message 1>2 12-100 0", "message 1>2 12-100 1", "message 1>2 900-950 none"));
}

TEST(Interactions, AWorkerThatIsReadyBeforeItsSpawnWasNotedIsSpawnedAtOnce)
{
    TraceMaker m(0);
    const auto dispatcher = m.lane(LaneRole::Dispatcher, "dispatcher");
    const auto worker = m.lane(LaneRole::Worker, "worker 1", 200, 200);
    m.event(40, worker, EventKind::WorkerReady);
    m.event(75, dispatcher, EventKind::WorkerSpawned, base::kNoTask.value, worker);
    EXPECT_THAT(told(read(m).messages), ElementsAre("spawn 0>1 75-75 none"));
}

TEST(Interactions, AnUnrecordedEndOfAMessageIsTakenFromTheTasksLife)
{
    TraceMaker m(1);
    const auto app = m.lane(LaneRole::Application, "application");
    const auto dispatcher = m.lane(LaneRole::Dispatcher, "dispatcher");
    const auto worker = m.lane(LaneRole::Worker, "worker 1", 200, 200);
    m.submit(0, app, 1);
    m.event(2, dispatcher, EventKind::MessageSent, 0, worker, 7);
    m.start(0, worker, 101);
    m.finish(0, worker, 500);
    m.event(600, dispatcher, EventKind::MessageReceived, 0, worker, 8);
    EXPECT_THAT(told(read(m, 3).messages), ElementsAre("submit 0>1 1-2 0", "message 1>2 2-101 0", "result 2>1 500-600 0"));
    EXPECT_EQ(read(m, 3).dropped, 3U);
}

TEST(Interactions, AMessageThatNeverArrivedIsNoArrow)
{
    TraceMaker m(1);
    const auto app = m.lane(LaneRole::Application, "application");
    const auto dispatcher = m.lane(LaneRole::Dispatcher, "dispatcher");
    const auto worker = m.lane(LaneRole::Worker, "worker 1", 200, 200);
    m.submit(0, app, 1);
    m.event(2, dispatcher, EventKind::MessageSent, 0, worker, 7);
    m.finish(0, dispatcher, 50, trace::TaskStatus::Failed);
    EXPECT_THAT(told(read(m).messages), ElementsAre("result 1>0 50-50 0"));
}

TEST(Interactions, RecordedDeliveriesReplaceTheGuessedOne)
{
    TraceMaker m(1);
    const auto app = m.lane(LaneRole::Application, "application");
    const auto worker = m.lane(LaneRole::Worker, "worker 1");
    m.submit(0, app, 1);
    m.start(0, worker, 2);
    m.finish(0, worker, 50);
    m.event(80, app, EventKind::ResultDelivered, 0);
    EXPECT_THAT(told(read(m).messages), ElementsAre("submit 0>1 1-2 0", "result 1>0 50-80 0"));
}

TEST(Interactions, TasksOfAnEventLoopStandSideBySide)
{
    TraceMaker m(3);
    const auto app = m.lane(LaneRole::Application, "application");
    const auto loop = m.lane(LaneRole::EventLoop, "event loop");
    m.event(0, loop, EventKind::LoopWakeBegin);
    for (std::uint32_t t = 0; t < 2; ++t) {
        m.submit(t, app, 1 + 10.0 * t);
        m.start(t, loop, 2 + 10.0 * t);
        m.event(3 + 10.0 * t, loop, EventKind::Blocked, t, base::kNoLane, 0, BlockCause::Sleep);
        m.event(103 + 10.0 * t, loop, EventKind::Resumed, t, base::kNoLane, 0, BlockCause::Sleep);
        m.finish(t, loop, 104 + 10.0 * t);
    }
    m.event(20, loop, EventKind::LoopWakeEnd);
    m.submit(2, app, 150);
    m.start(2, loop, 150);
    m.finish(2, loop, 160);
    EXPECT_THAT(told(read(m).activations),
                ElementsAre("1 running 0-20 none/0", "1 ready 1-2 0/1", "1 running 2-3 0/1", "1 io 3-103 0/1", "1 ready 11-12 1/2", "1 running 12-13 1/2", "1 io 13-113 1/2",
                            "1 running 103-104 0/1", "1 running 113-114 1/2", "1 running 150-160 2/1"));
}

TEST(Interactions, ATaskThatWaitsForTheLoopsSemaphoreIsQueuedThere)
{
    TraceMaker m(1);
    const auto app = m.lane(LaneRole::Application, "application");
    const auto loop = m.lane(LaneRole::EventLoop, "event loop");
    m.submit(0, app, 1);
    m.event(2, loop, EventKind::Enqueued, 0, base::kNoLane, 1, BlockCause::Semaphore);
    m.event(52, loop, EventKind::Dequeued, 0, base::kNoLane, 0, BlockCause::Semaphore);
    m.start(0, loop, 55);
    m.finish(0, loop, 70);
    const Interactions i = read(m);
    EXPECT_THAT(told(i.activations), ElementsAre("1 queued 2-52 0/1", "1 ready 52-55 0/1", "1 running 55-70 0/1"));
    EXPECT_THAT(told(i.messages), ElementsAre("submit 0>1 1-2 0", "result 1>0 70-70 0"));
}

TEST(Interactions, ManyTasksOfALoopNeverTakeMoreThanTheLastPlace)
{
    const auto i = analysis::interactions(*test::loopTrace(40), base::Nanoseconds(test::kStart), 0);
    std::set<int> depths;
    for (const auto &a : i.activations)
        depths.insert(a.depth);
    EXPECT_EQ(*depths.rbegin(), 24);
    EXPECT_EQ(depths.size(), 25U);
}

TEST(Interactions, WhoReleasesALockSignalsWhoWaitedForIt)
{
    TraceMaker m(2);
    const auto a = m.lane(LaneRole::Worker, "worker 1"), b = m.lane(LaneRole::Worker, "worker 2");
    m.text(5, "gil");
    m.event(1, a, EventKind::LockRequested, 0, base::kNoLane, 5);
    m.event(2, a, EventKind::LockAcquired, 0, base::kNoLane, 5);
    m.event(3, b, EventKind::LockRequested, 1, base::kNoLane, 5);
    m.event(20, a, EventKind::LockReleased, 0, base::kNoLane, 5);
    m.event(25, b, EventKind::LockAcquired, 1, base::kNoLane, 5);
    const auto all = read(m);
    EXPECT_THAT(told(all.messages), ElementsAre("signal 0>1 20-25 1"));
    EXPECT_EQ(all.labelOf(all.messages.front()), "gil");
}

TEST(Interactions, ATaskWithoutAnEndRunsUntilItsWorkerIsGone)
{
    TraceMaker m(1);
    const auto app = m.lane(LaneRole::Application, "application");
    const auto worker = m.lane(LaneRole::Worker, "worker 1", 200, 200);
    m.submit(0, app, 1);
    m.start(0, worker, 10);
    m.event(70, app, EventKind::WorkerExited, base::kNoTask.value, worker, 9);
    m.event(500, app, EventKind::Note);
    EXPECT_THAT(told(read(m).activations), ElementsAre("1 running 10-70 0/0"));
}

TEST(Interactions, ACancelledTaskComesBackAsACancel)
{
    TraceMaker m(1);
    const auto app = m.lane(LaneRole::Application, "application");
    const auto worker = m.lane(LaneRole::Worker, "worker 1");
    m.submit(0, app, 1);
    m.finish(0, worker, 30, trace::TaskStatus::Cancelled);
    EXPECT_THAT(told(read(m).messages), ElementsAre("cancel 1>0 30-30 0"));
}

TEST(Interactions, ATraceWithoutEventsIsAnEmptyPicture)
{
    TraceMaker m(0);
    const Interactions i = read(m);
    EXPECT_TRUE(i.lifelines.empty() && i.activations.empty() && i.messages.empty());
    EXPECT_EQ(i.begin, 0);
    EXPECT_EQ(i.end, 0);
}

TEST(Interactions, SetUpBeforeTheStartHasNegativeTimes)
{
    const auto i = analysis::interactions(*test::poolTrace(4, 12), base::Nanoseconds(test::kStart), 0);
    EXPECT_EQ(i.begin, -900'000);
    EXPECT_EQ(i.lifelines.size(), 6U);
    EXPECT_EQ(std::count_if(i.messages.begin(), i.messages.end(), [](const Message &m) { return m.kind == MessageKind::Spawn; }), 4);
    EXPECT_EQ(std::count_if(i.messages.begin(), i.messages.end(), [](const Message &m) { return m.kind == MessageKind::HandOff; }), 12);
    EXPECT_TRUE(std::is_sorted(i.messages.begin(), i.messages.end(), [](const Message &a, const Message &b) { return a.sent < b.sent; }));
}

} // namespace
} // namespace interleave
