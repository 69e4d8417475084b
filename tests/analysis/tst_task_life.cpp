// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/task_life.h"

#include "tests/widgets/sequence/traces.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace interleave {
namespace {

using analysis::FollowedTask;
using analysis::LifePhase;
using analysis::PhaseKind;
using test::TraceMaker;
using testing::ElementsAre;
using trace::BlockCause;
using trace::EventKind;
using trace::LaneRole;

/// "phase cause begin-end what, ended by lane/task", times in µs.
std::vector<std::string> told(const FollowedTask &followed)
{
    std::vector<std::string> lines;
    for (const LifePhase &p : followed.phases) {
        std::string line(analysis::toText(p.kind));
        if (p.cause != BlockCause::None)
            line += ' ' + std::string(trace::toText(p.cause));
        line += ' ' + std::to_string(p.begin / 1000) + '-' + std::to_string(p.end / 1000);
        if (!p.what.empty())
            line += ' ' + p.what;
        if (p.endedBy)
            line += " < " + std::to_string(p.endedBy->lane.value) + '/' + (p.endedBy->task == base::kNoTask.value ? "-" : std::to_string(p.endedBy->task));
        lines.push_back(line);
    }
    return lines;
}

FollowedTask follow(TraceMaker &m, std::uint32_t task) { return analysis::followTask(*m.done(), base::Nanoseconds(test::kStart), task).value(); }

TEST(TaskLife, GoesFromQueueToWorkerAndTellsWhoKeptTheWorker)
{
    TraceMaker m(2);
    const auto app = m.lane(LaneRole::Application, "application");
    const auto pool = m.lane(LaneRole::Dispatcher, "pool");
    const auto worker = m.lane(LaneRole::Worker, "worker 1");
    for (std::uint32_t t = 0; t < 2; ++t) {
        m.submit(t, app, 1 + t);
        m.event(5 + t, pool, EventKind::Enqueued, t);
    }
    m.event(10, worker, EventKind::Dequeued, 0, pool);
    m.start(0, worker, 11);
    m.finish(0, worker, 100);
    m.event(101, worker, EventKind::Dequeued, 1, pool);
    m.start(1, worker, 103);
    m.finish(1, worker, 150);
    EXPECT_THAT(told(follow(m, 1)), ElementsAre("submitted 2-6", "queued 6-101 pool < 2/0", "handed over 101-103", "running 103-150"));
    EXPECT_THAT(told(follow(m, 0)), ElementsAre("submitted 1-5", "queued 5-10 pool < 2/-", "handed over 10-11", "running 11-100"));
}

TEST(TaskLife, AWaitForALockTellsWhichAndWhoLetGoOfIt)
{
    TraceMaker m(2);
    const auto app = m.lane(LaneRole::Application, "application");
    const auto a = m.lane(LaneRole::Worker, "worker 1"), b = m.lane(LaneRole::Worker, "worker 2");
    m.text(3, "orders");
    for (std::uint32_t t = 0; t < 2; ++t)
        m.submit(t, app, 0);
    m.start(0, a, 1);
    m.event(2, a, EventKind::LockRequested, 0, base::kNoLane, 3);
    m.event(3, a, EventKind::LockAcquired, 0, base::kNoLane, 3);
    m.start(1, b, 4);
    m.event(5, b, EventKind::LockRequested, 1, base::kNoLane, 3);
    m.event(6, b, EventKind::Blocked, 1, base::kNoLane, 0, BlockCause::Lock);
    m.event(50, a, EventKind::LockReleased, 0, base::kNoLane, 3);
    m.finish(0, a, 55);
    m.event(52, b, EventKind::Resumed, 1, base::kNoLane, 0, BlockCause::Lock);
    m.event(53, b, EventKind::LockAcquired, 1, base::kNoLane, 3);
    m.finish(1, b, 70);
    EXPECT_THAT(told(follow(m, 1)), ElementsAre("submitted 0-4", "running 4-6", "blocked lock 6-52 orders < 1/0", "running 52-70"));
    EXPECT_THAT(told(follow(m, 0)), ElementsAre("submitted 0-1", "running 1-55"));
}

TEST(TaskLife, AFullQueueHoldsATaskBackUntilSomebodyTakesFromIt)
{
    TraceMaker m(2);
    const auto app = m.lane(LaneRole::Application, "application");
    const auto queue = m.lane(LaneRole::Queue, "task queue");
    const auto worker = m.lane(LaneRole::Worker, "worker 1");
    m.submit(0, app, 0);
    m.event(1, app, EventKind::Enqueued, 0, queue);
    m.submit(1, app, 2);
    m.event(3, app, EventKind::QueueFull, 1, queue);
    m.event(4, app, EventKind::Blocked, 1, base::kNoLane, 0, BlockCause::QueueFull);
    m.event(20, worker, EventKind::Dequeued, 0, queue);
    m.start(0, worker, 21);
    m.event(22, app, EventKind::Enqueued, 1, queue);
    m.event(23, app, EventKind::Resumed, 1, base::kNoLane, 0, BlockCause::QueueFull);
    m.finish(0, worker, 40);
    m.event(41, worker, EventKind::Dequeued, 1, queue);
    m.start(1, worker, 42);
    m.finish(1, worker, 60);
    EXPECT_THAT(told(follow(m, 1)),
                ElementsAre("submitted 2-3", "held back queue-full 3-22 task queue < 2/0", "queued 22-41 task queue < 2/0", "handed over 41-42", "running 42-60"));
}

TEST(TaskLife, WorkHandedToAnotherLaneRunsThereMeanwhile)
{
    TraceMaker m(1);
    const auto app = m.lane(LaneRole::Application, "application");
    const auto loop = m.lane(LaneRole::EventLoop, "event loop");
    const auto worker = m.lane(LaneRole::Worker, "worker 1");
    m.submit(0, app, 0);
    m.start(0, loop, 2);
    m.event(5, loop, EventKind::FlowBegin, 0, base::kNoLane, 1);
    m.event(5, loop, EventKind::Blocked, 0, base::kNoLane, 0, BlockCause::Await);
    m.event(9, worker, EventKind::FlowEnd, 0, loop, 1);
    m.event(12, worker, EventKind::Blocked, 0, base::kNoLane, 0, BlockCause::File);
    m.event(20, worker, EventKind::Resumed, 0, base::kNoLane, 0, BlockCause::File);
    m.event(30, worker, EventKind::FlowBegin, 0, loop, 2);
    m.event(33, loop, EventKind::FlowEnd, 0, base::kNoLane, 2);
    m.event(33, loop, EventKind::Resumed, 0, base::kNoLane, 0, BlockCause::Await);
    m.finish(0, loop, 40);
    const FollowedTask followed = follow(m, 0);
    EXPECT_THAT(told(followed), ElementsAre("submitted 0-2", "running 2-5", "blocked await 5-9 < 2/0", "running 9-12", "blocked file 12-20", "running 20-30",
                                            "blocked await 30-33 worker 1 < 2/0", "running 33-40"));
    EXPECT_EQ(followed.phases[3].lane, worker);
    EXPECT_EQ(followed.phases[7].lane, loop);
}

/// A task that waits twice for a sleep, 10 and 30 µs, of which by its sums 4 µs were none.
record::FrozenTrace measuredTrace(std::int64_t blockedUs)
{
    TraceMaker m(1);
    const auto app = m.lane(LaneRole::Application, "application");
    const auto worker = m.lane(LaneRole::Worker, "worker 1");
    m.submit(0, app, 0);
    m.start(0, worker, 0);
    for (const auto &[begin, end] : {std::pair(10, 20), std::pair(50, 80)}) {
        m.event(begin, worker, EventKind::Blocked, 0, base::kNoLane, 0, BlockCause::Sleep);
        m.event(end, worker, EventKind::Resumed, 0, base::kNoLane, 0, BlockCause::Sleep);
    }
    m.finish(0, worker, 100);
    record::FrozenTrace trace = *m.done();
    trace.lives[0].blockedBy.add(BlockCause::Sleep, base::Nanoseconds(blockedUs * 1000));
    trace.lives[0].blocked = base::Nanoseconds(blockedUs * 1000);
    return trace;
}

TEST(TaskLife, WhatOfAWaitWasNotBlockedItWasReadyAtItsEnd)
{
    const auto trace = measuredTrace(36);
    const auto followed = analysis::followTask(trace, base::Nanoseconds(test::kStart), 0).value();
    EXPECT_THAT(told(followed),
                ElementsAre("running 0-10", "blocked sleep 10-19", "ready 19-20", "running 20-50", "blocked sleep 50-77", "ready 77-80", "running 80-100"));
    EXPECT_EQ(followed.total(PhaseKind::Blocked), *followed.blocked);
    EXPECT_TRUE(followed.phases[2].estimated);
    EXPECT_FALSE(followed.phases[1].estimated);
}

TEST(TaskLife, AWaitWithoutEventsIsTakenFromTheLongestTimeItSeemedToRun)
{
    const auto trace = measuredTrace(45);
    const auto followed = analysis::followTask(trace, base::Nanoseconds(test::kStart), 0).value();
    EXPECT_THAT(told(followed), ElementsAre("running 0-10", "blocked sleep 10-20", "running 20-45", "blocked sleep 45-50", "blocked sleep 50-80", "running 80-100"));
    EXPECT_EQ(followed.total(PhaseKind::Blocked), *followed.blocked);
    EXPECT_TRUE(followed.phases[3].estimated);
}

TEST(TaskLife, WhenTheLoopWasBusyTheTaskWasReadyAndItIsToldWithWhat)
{
    TraceMaker m(2);
    const auto app = m.lane(LaneRole::Application, "application");
    const auto loop = m.lane(LaneRole::EventLoop, "event loop");
    for (std::uint32_t t = 0; t < 2; ++t)
        m.submit(t, app, 0);
    m.start(0, loop, 1);
    m.event(2, loop, EventKind::Blocked, 0, base::kNoLane, 0, BlockCause::Sleep);
    m.start(1, loop, 3);
    m.event(3, loop, EventKind::StepBegin, 1);
    m.event(60, loop, EventKind::StepEnd, 1);
    m.finish(1, loop, 61);
    m.event(62, loop, EventKind::Resumed, 0, base::kNoLane, 0, BlockCause::Sleep);
    m.finish(0, loop, 70);
    record::FrozenTrace trace = *m.done();
    for (auto &[lane, event] : trace.events)
        if (event.kind == EventKind::Resumed)
            event.arg2 = 30'000;
    const auto followed = analysis::followTask(trace, base::Nanoseconds(test::kStart), 0).value();
    EXPECT_THAT(told(followed), ElementsAre("submitted 0-1", "running 1-2", "blocked sleep 2-32", "ready loop-busy 32-62 event loop < 1/1", "running 62-70"));
}

TEST(TaskLife, OfATaskThatNeverStartedItIsItsWait)
{
    TraceMaker m(1);
    const auto app = m.lane(LaneRole::Application, "application");
    const auto pool = m.lane(LaneRole::Dispatcher, "pool");
    m.submit(0, app, 2);
    m.event(3, pool, EventKind::Enqueued, 0);
    m.finish(0, app, 50, trace::TaskStatus::Cancelled);
    const FollowedTask followed = follow(m, 0);
    EXPECT_THAT(told(followed), ElementsAre("submitted 2-3", "queued 3-50 pool"));
    EXPECT_EQ(followed.latency, 48'000);
    EXPECT_EQ(followed.queue, std::nullopt);
    EXPECT_EQ(followed.status, trace::TaskStatus::Cancelled);
}

TEST(TaskLife, OfATaskThatIsNotThereThereIsNone)
{
    TraceMaker m(1);
    m.lane(LaneRole::Application, "application");
    EXPECT_FALSE(analysis::followTask(*m.done(), base::Nanoseconds(test::kStart), 0));
    EXPECT_FALSE(analysis::followTask(*m.done(), base::Nanoseconds(test::kStart), 7));
}

} // namespace
} // namespace interleave
