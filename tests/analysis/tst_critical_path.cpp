// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/critical_path.h"

#include "tests/widgets/sequence/traces.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>

namespace interleave {
namespace {

using analysis::CriticalPath;
using analysis::PathKind;
using analysis::PathSegment;
using test::TraceMaker;
using testing::ElementsAre;
using trace::BlockCause;
using trace::EventKind;
using trace::LaneRole;

/// "kind cause begin-end lane/task", times in µs.
std::vector<std::string> told(const CriticalPath &path)
{
    std::vector<std::string> lines;
    for (const PathSegment &s : path.segments) {
        std::string line(analysis::toText(s.kind));
        if (s.cause != BlockCause::None)
            line += ' ' + std::string(trace::toText(s.cause));
        line += ' ' + std::to_string(s.begin / 1000) + '-' + std::to_string(s.end / 1000);
        if (s.task != base::kNoTask.value)
            line += ' ' + std::to_string(s.lane.value) + '/' + std::to_string(s.task);
        lines.push_back(line);
    }
    return lines;
}

CriticalPath pathOf(TraceMaker &m, std::int64_t makespanUs) { return analysis::criticalPath(*m.done(), base::Nanoseconds(test::kStart), makespanUs * 1000); }

void expectContiguous(const CriticalPath &path, std::int64_t makespan)
{
    std::int64_t at = 0, shares = 0;
    for (const PathSegment &s : path.segments) {
        EXPECT_EQ(s.begin, at);
        EXPECT_GT(s.end, s.begin);
        at = s.end;
    }
    EXPECT_EQ(at, makespan);
    for (const auto &share : path.shares)
        shares += share.ns;
    EXPECT_EQ(shares, makespan);
}

TEST(CriticalPath, GoesAlongTheWorkerThatFinishedLast)
{
    TraceMaker m(3);
    const auto app = m.lane(LaneRole::Application, "application");
    const auto a = m.lane(LaneRole::Worker, "worker 1"), b = m.lane(LaneRole::Worker, "worker 2");
    for (std::uint32_t t = 0; t < 3; ++t)
        m.submit(t, app, 1 + t);
    m.start(0, a, 10);
    m.finish(0, a, 100);
    m.start(1, b, 12);
    m.event(20, b, EventKind::Blocked, 1, base::kNoLane, 0, BlockCause::Network);
    m.event(50, b, EventKind::Resumed, 1, base::kNoLane, 0, BlockCause::Network);
    m.finish(1, b, 60);
    m.start(2, b, 65);
    m.finish(2, b, 200);
    const auto path = pathOf(m, 210);
    EXPECT_THAT(told(path), ElementsAre("waiting for tasks to arrive 0-2 0/1", "hand-over 2-12 2/1", "running 12-20 2/1", "blocked network 20-50 2/1", "running 50-60 2/1", "hand-over 60-65 2/2",
                                        "running 65-200 2/2", "after the last task 200-210"));
    expectContiguous(path, 210'000);
    EXPECT_EQ(path.shares[0].kind, PathKind::Running);
    EXPECT_EQ(path.shares[0].ns, 153'000);
    EXPECT_EQ(path.shares[1].cause, BlockCause::Network);
    EXPECT_EQ(path.shares[1].ns, 30'000);
}

TEST(CriticalPath, WhoWaitsForALockGoesOnWithItsHolder)
{
    TraceMaker m(2);
    const auto app = m.lane(LaneRole::Application, "application");
    const auto a = m.lane(LaneRole::Worker, "worker 1"), b = m.lane(LaneRole::Worker, "worker 2");
    m.text(3, "orders");
    m.submit(0, app, 0);
    m.submit(1, app, 1);
    m.start(0, a, 2);
    m.event(3, a, EventKind::LockAcquired, 0, base::kNoLane, 3);
    m.event(80, a, EventKind::LockReleased, 0, base::kNoLane, 3);
    m.finish(0, a, 85);
    m.start(1, b, 5);
    m.event(6, b, EventKind::LockRequested, 1, base::kNoLane, 3);
    m.event(6, b, EventKind::Blocked, 1, base::kNoLane, 0, BlockCause::Lock);
    m.event(83, b, EventKind::Resumed, 1, base::kNoLane, 0, BlockCause::Lock);
    m.event(83, b, EventKind::LockAcquired, 1, base::kNoLane, 3);
    m.finish(1, b, 100);
    const auto path = pathOf(m, 100);
    EXPECT_THAT(told(path), ElementsAre("hand-over 0-2 1/0", "running 2-80 1/0", "hand-over lock 80-83 2/1", "running 83-100 2/1"));
    expectContiguous(path, 100'000);
}

TEST(CriticalPath, WhoWaitsForTheLoopGoesOnWithWhatItRan)
{
    TraceMaker m(2);
    const auto app = m.lane(LaneRole::Application, "application");
    const auto loop = m.lane(LaneRole::EventLoop, "event loop");
    m.submit(0, app, 0);
    m.submit(1, app, 1);
    m.start(0, loop, 2);
    m.event(4, loop, EventKind::Blocked, 0, base::kNoLane, 0, BlockCause::Sleep);
    m.start(1, loop, 5);
    m.event(5, loop, EventKind::StepBegin, 1);
    m.event(60, loop, EventKind::StepEnd, 1);
    m.finish(1, loop, 61);
    m.event(62, loop, EventKind::Resumed, 0, base::kNoLane, 0, BlockCause::Sleep);
    m.finish(0, loop, 70);
    record::FrozenTrace trace = *m.done();
    for (auto &[lane, event] : trace.events)
        if (event.kind == EventKind::Resumed)
            event.arg2 = 40'000;
    const auto path = analysis::criticalPath(trace, base::Nanoseconds(test::kStart), 70'000);
    EXPECT_THAT(told(path), ElementsAre("hand-over 0-2 1/0", "running 2-4 1/0", "ready loop-busy 4-5 1/1", "running 5-60 1/1", "ready loop-busy 60-62 1/0", "running 62-70 1/0"));
    expectContiguous(path, 70'000);
}

TEST(CriticalPath, InAClosedLoopATaskComesFromTheOneThatMadeRoom)
{
    TraceMaker m(3);
    const auto app = m.lane(LaneRole::Application, "application");
    std::vector<base::LaneId> workers;
    for (int i = 0; i < 3; ++i)
        workers.push_back(m.lane(LaneRole::Worker, "worker " + std::to_string(i + 1)));
    // One client: each on another worker, so that no lane tells who came before.
    for (std::uint32_t t = 0; t < 3; ++t) {
        m.submit(t, app, 100.0 * t + 5);
        m.start(t, workers[t], 100.0 * t + 7);
        m.finish(t, workers[t], 100.0 * t + 99);
    }
    const auto path = pathOf(m, 300);
    EXPECT_THAT(told(path), ElementsAre("waiting for tasks to arrive 0-5 0/0", "hand-over 5-7 1/0", "running 7-99 1/0", "waiting for tasks to arrive 99-105 0/1", "hand-over 105-107 2/1",
                                        "running 107-199 2/1", "waiting for tasks to arrive 199-205 0/2", "hand-over 205-207 3/2", "running 207-299 3/2", "after the last task 299-300"));
    expectContiguous(path, 300'000);
}

TEST(CriticalPath, OfALateArrivalItBeginsWithTheWaitForIt)
{
    TraceMaker m(2);
    const auto app = m.lane(LaneRole::Application, "application");
    const auto a = m.lane(LaneRole::Worker, "worker 1");
    m.submit(0, app, 1);
    m.start(0, a, 2);
    m.finish(0, a, 10);
    m.submit(1, app, 500);
    m.start(1, a, 510);
    m.finish(1, a, 600);
    const auto path = pathOf(m, 600);
    expectContiguous(path, 600'000);
    EXPECT_EQ(told(path).back(), "running 510-600 1/1");
    EXPECT_EQ(path.shares[0].kind, PathKind::Arriving);
}

TEST(CriticalPath, OfNothingThereIsNone)
{
    TraceMaker m(1);
    m.lane(LaneRole::Application, "application");
    EXPECT_TRUE(pathOf(m, 100).segments.empty());
    EXPECT_EQ(pathOf(m, 100).length(), 0);
    EXPECT_TRUE(analysis::criticalPath(record::RunRecord{}).segments.empty());
    std::atomic<bool> stop{true};
    EXPECT_TRUE(analysis::criticalPath(*test::poolTrace(2, 10), base::Nanoseconds(test::kStart), 100'000'000, {&stop, nullptr}).segments.empty());
    EXPECT_FALSE(analysis::criticalPath(*test::poolTrace(2, 10), base::Nanoseconds(test::kStart), 100'000'000).segments.empty());
}

} // namespace
} // namespace interleave
