// SPDX-License-Identifier: GPL-3.0-or-later
// The checker itself, on hand-made runs: what is right passes, what is broken is named.
#include "tests/runtime/invariants/checker.h"

#include "core/plan/plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace interleave::test {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;
using trace::BlockCause;
using trace::EventKind;
using trace::TaskStatus;

constexpr base::Nanoseconds kStart = 1h;

trace::TaskLife life(std::uint32_t task, base::Nanoseconds started, base::Nanoseconds finished, std::uint32_t lane = 1)
{
    trace::TaskLife one;
    one.task = base::TaskId{task};
    one.due = one.submitted = kStart;
    one.started = kStart + started;
    one.finished = kStart + finished;
    one.startLane = one.finishLane = base::LaneId{lane};
    one.status = TaskStatus::Succeeded;
    return one;
}

trace::Reader::LaneEvent event(std::uint32_t lane, base::Nanoseconds at, EventKind kind, std::uint32_t task, std::uint32_t arg1 = 0, BlockCause cause = BlockCause::None)
{
    trace::Reader::LaneEvent one{base::LaneId{lane}, {}};
    one.event.time = (kStart + at).count();
    one.event.kind = kind;
    one.event.task = task;
    one.event.arg1 = arg1;
    one.event.flags = static_cast<std::uint8_t>(cause);
    return one;
}

constexpr auto kCompute = static_cast<std::uint32_t>(plan::StepKind::Compute);

/// A compute step of `task` on its own lane.
std::vector<trace::Reader::LaneEvent> computes(std::uint32_t task, base::Nanoseconds from, base::Nanoseconds to)
{
    return {event(task, from, EventKind::StepBegin, task, kCompute), event(task, to, EventKind::StepEnd, task, kCompute)};
}

/// Two tasks after one another on one lane, both succeeded.
Observed goodRun()
{
    return {{life(0, 1ms, 5ms), life(1, 5ms, 9ms)}, {}, {0, 2, 0, 0, 0, 0}};
}

Rules oneWorker()
{
    Rules rules;
    rules.bound = 1;
    rules.reached = 1;
    rules.laneRunsOne = true;
    return rules;
}

TEST(Checker, FindsNothingInAGoodRun) { EXPECT_THAT(violations(goodRun(), oneWorker()), IsEmpty()); }

TEST(Checker, ATaskThatWasNeverHandedOutIsMissing)
{
    Observed run = goodRun();
    run.lives[1] = {};
    run.lives[1].task = base::TaskId{1};
    run.results = {0, 1};
    EXPECT_THAT(violations(run, oneWorker()), ElementsAre("task 1 is missing: never submitted"));
    Rules cancelled = oneWorker();
    cancelled.cancelled = true;
    EXPECT_THAT(violations(run, cancelled), IsEmpty());
}

TEST(Checker, ATaskWithoutAnOutcomeIsFoundThoughItsResultCame)
{
    Observed run = goodRun();
    run.lives[1].finished.reset();
    run.lives[1].status = TaskStatus::None;
    EXPECT_THAT(violations(run, oneWorker()), ElementsAre("task 1 has no outcome", "1 tasks succeeded, but 2 such results"));
}

TEST(Checker, AResultTooManyOrTooFewIsFound)
{
    Observed run = goodRun();
    run.results = {0, 3};
    EXPECT_THAT(violations(run, oneWorker()), ElementsAre("2 tasks succeeded, but 3 such results", "2 tasks submitted, but 3 results"));
    run.results = {0, 1};
    EXPECT_THAT(violations(run, oneWorker()), ElementsAre("2 tasks succeeded, but 1 such results", "2 tasks submitted, but 1 results"));
    run.results = {0, 1, 1};
    EXPECT_THAT(violations(run, oneWorker()), ElementsAre("2 tasks succeeded, but 1 such results", "0 tasks failed, but 1 such results"));
}

TEST(Checker, ATaskThatRanTwiceIsFoundByItsSteps)
{
    Observed run = goodRun();
    run.events = computes(0, 1ms, 2ms);
    for (const auto &again : computes(0, 3ms, 4ms))
        run.events.push_back(again);
    EXPECT_THAT(violations(run, oneWorker()), ElementsAre("step 0 of task 0 began 2 times", "step 0 of task 0 ended 2 times"));
}

TEST(Checker, InstantsOutOfOrderAreNamed)
{
    Observed run = goodRun();
    run.lives[0].due = kStart + 2ms;
    EXPECT_THAT(violations(run, oneWorker()), ElementsAre("task 0 was submitted before it was due"));
    run = goodRun();
    run.lives[0].started = kStart - 1ns;
    EXPECT_THAT(violations(run, oneWorker()), ElementsAre("task 0 was started before it was submitted"));
    run = goodRun();
    run.lives[0].finished = kStart + 1ms - 1ns;
    run.lives[0].started = kStart + 1ms;
    EXPECT_THAT(violations(run, {}), ElementsAre("task 0 was finished before it was started"));
}

TEST(Checker, WhatRanUnsubmittedOrSucceededUnstartedIsFound)
{
    Observed run = goodRun();
    run.lives[0].submitted.reset();
    run.lives[1].started.reset();
    EXPECT_THAT(violations(run, {}), ElementsAre("task 0 ran but was never submitted", "task 1 succeeded without having started", "1 tasks submitted, but 2 results"));
}

TEST(Checker, ACancelledTaskNeedsACancelledRun)
{
    Observed run = goodRun();
    run.lives[1].started.reset();
    run.lives[1].status = TaskStatus::Cancelled;
    run.results = {0, 1, 0, 1};
    EXPECT_THAT(violations(run, oneWorker()), ElementsAre("task 1 is cancelled in a run that was not"));
    Rules cancelled = oneWorker();
    cancelled.cancelled = true;
    EXPECT_THAT(violations(run, cancelled), IsEmpty());
}

TEST(Checker, OverlapOnOneLaneIsFoundOnTwoLanesItIsConcurrency)
{
    Observed run = goodRun();
    run.lives[1].started = kStart + 5ms - 1ns;
    Rules two;
    two.laneRunsOne = true;
    EXPECT_THAT(violations(run, two), ElementsAre("task 1 overlaps task 0 on lane 1"));
    run.lives[1].startLane = base::LaneId{2};
    EXPECT_THAT(violations(run, two), IsEmpty());
    two.bound = 1;
    EXPECT_THAT(violations(run, two), ElementsAre("2 tasks in flight at once, the bound is 1"));
}

TEST(Checker, ABoundThatIsNeverReachedIsFound)
{
    Rules two;
    two.bound = two.reached.emplace(2);
    EXPECT_THAT(violations(goodRun(), two), ElementsAre("only 1 tasks in flight at once, never 2"));
}

TEST(Checker, AQueueDeeperThanItsCapacityIsFound)
{
    Observed run = goodRun();
    run.events = {event(0, 0ms, EventKind::Enqueued, 0, 3), event(0, 1ms, EventKind::Enqueued, 1, 4)};
    Rules rules;
    rules.capacity = 3;
    EXPECT_THAT(violations(run, rules), ElementsAre("queue depth 4 after task 1, the capacity is 3"));
    rules.capacity = 4;
    EXPECT_THAT(violations(run, rules), IsEmpty());
}

TEST(Checker, TwoThatComputeAtOnceUnderOneLockAreFound)
{
    Observed run = goodRun();
    run.lives[1] = life(1, 1ms, 9ms, 2);
    run.events = computes(0, 1ms, 5ms);
    for (const auto &one : computes(1, 5ms - 1ns, 9ms))
        run.events.push_back(one);
    Rules lock;
    lock.computeBound = 1;
    EXPECT_THAT(violations(run, lock), ElementsAre("2 tasks compute at once, the bound is 1"));
    lock.computeBound = 2;
    EXPECT_THAT(violations(run, lock), IsEmpty());
}

TEST(Checker, WaitingForTheEmulatedLockIsNotComputing)
{
    Observed run = goodRun();
    run.lives[1] = life(1, 1ms, 9ms, 2);
    run.events = {event(0, 1ms, EventKind::StepBegin, 0, kCompute), event(0, 3ms, EventKind::Blocked, 0, 0, BlockCause::EmulatedLock),
                  event(0, 6ms, EventKind::Resumed, 0, 0, BlockCause::EmulatedLock), event(0, 8ms, EventKind::StepEnd, 0, kCompute)};
    for (const auto &one : computes(1, 3ms, 6ms))
        run.events.push_back(one);
    Rules lock;
    lock.computeBound = 1;
    EXPECT_THAT(violations(run, lock), IsEmpty());
    EXPECT_EQ(computeSegments(run.events).size(), 3U);
    run.events[2].event.time -= 1;
    EXPECT_THAT(violations(run, lock), ElementsAre("2 tasks compute at once, the bound is 1"));
}

TEST(Checker, OtherWaitsAndOtherStepsAreNoComputing)
{
    const auto kSleep = static_cast<std::uint32_t>(plan::StepKind::Sleep);
    EXPECT_THAT(computeSegments({event(0, 1ms, EventKind::StepBegin, 0, kSleep), event(0, 2ms, EventKind::Blocked, 0, 0, BlockCause::EmulatedLock),
                                 event(0, 3ms, EventKind::Resumed, 0, 0, BlockCause::EmulatedLock), event(0, 4ms, EventKind::StepEnd, 0, kSleep)}),
                IsEmpty());
}

TEST(Checker, SpansThatTouchDoNotOverlap)
{
    EXPECT_EQ(mostAtOnce({}), 0U);
    EXPECT_EQ(mostAtOnce({{1ms, 2ms}, {2ms, 3ms}}), 1U);
    EXPECT_EQ(mostAtOnce({{1ms, 4ms}, {2ms, 3ms}, {2ms, 5ms}}), 3U);
    EXPECT_EQ(mostAtOnce({{1ms, 2ms}, {2ms, 2ms}}), 1U);
}

} // namespace
} // namespace interleave::test
