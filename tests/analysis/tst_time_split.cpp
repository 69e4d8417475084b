// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/time_split.h"
#include "tests/analysis/experiment.h"

#include <gtest/gtest.h>

using namespace interleave;
using namespace interleave::analysis;
using interleave::analysis::test::Experiment;
using interleave::analysis::test::task;
using record::RunRecord;
using record::TaskRow;
using trace::BlockCause;

namespace {

/// Queued 10, on the CPU 20, runnable 5, asleep 40, waiting for a lock 25.
TaskRow measured(std::uint32_t id)
{
    TaskRow row = task(id, 100);
    row.started = 10;
    row.onCpu = 20;
    row.runnable = 5;
    row.blocked = 65;
    row.blockedBy.add(BlockCause::Sleep, base::Nanoseconds(40));
    row.blockedBy.add(BlockCause::Lock, base::Nanoseconds(25));
    return row;
}

TimeSplit splitOf(std::vector<TaskRow> tasks)
{
    Experiment experiment;
    const auto entry = experiment.entry("a");
    experiment.run(entry, 0, 100, [&](RunRecord &run) { run.tasks = std::move(tasks); });
    return timeSplitOf(experiment.record(), entry).value_or(TimeSplit{});
}

double sum(const TimeSplit &split)
{
    return split.queued.value_or(0) + split.onCpu.value_or(0) + split.runnable.value_or(0) + split.blocked.value_or(0) + split.rest;
}

TEST(TimeSplit, PartsAddUpToTheLatency)
{
    const TimeSplit split = splitOf({measured(0), measured(1)});
    EXPECT_EQ(split.tasks, 2U);
    EXPECT_EQ(split.latency, 100);
    EXPECT_EQ(split.queued, 10);
    EXPECT_EQ(split.onCpu, 20);
    EXPECT_EQ(split.runnable, 5);
    EXPECT_EQ(split.blocked, 65);
    EXPECT_EQ(split.rest, 0);
    ASSERT_EQ(split.causes.size(), 2U);
    EXPECT_EQ(split.causes[0].cause, BlockCause::Sleep);
    EXPECT_EQ(split.causes[0].ns, 40);
    EXPECT_EQ(split.causes[1].ns, 25);
}

TEST(TimeSplit, WhatWasNotMeasuredIsNotZero)
{
    TaskRow row = measured(0);
    row.runnable = std::nullopt;
    const TimeSplit split = splitOf({row});
    EXPECT_EQ(split.runnable, std::nullopt);
    EXPECT_EQ(split.rest, 5) << "but it is there";
    TaskRow bare = task(0, 100);
    bare.started = 30;
    const TimeSplit unknown = splitOf({bare});
    EXPECT_EQ(unknown.queued, 30);
    EXPECT_EQ(unknown.onCpu, std::nullopt);
    EXPECT_EQ(unknown.blocked, std::nullopt);
    EXPECT_TRUE(unknown.causes.empty());
    EXPECT_EQ(unknown.rest, 70);
    row.blocked = 0;
    row.blockedBy = {};
    EXPECT_EQ(splitOf({row}).blocked, 0) << "measured as nothing";
}

TEST(TimeSplit, WhereSomeTasksWereMeasuredTheMeansAreOfThese)
{
    TaskRow quick = task(1, 3);
    const TimeSplit split = splitOf({measured(0), quick});
    EXPECT_EQ(split.tasks, 1U);
    EXPECT_EQ(split.leftOut, 1U);
    EXPECT_EQ(split.latency, 100);
    EXPECT_EQ(sum(split), 100);
}

TEST(TimeSplit, BlockedTimeWithoutACauseIsSaidToBeSo)
{
    TaskRow row = measured(0);
    row.blocked = 70;
    row.runnable = 0;
    const TimeSplit split = splitOf({row});
    ASSERT_EQ(split.causes.size(), 3U);
    EXPECT_EQ(split.causes[2].cause, BlockCause::None);
    EXPECT_EQ(split.causes[2].ns, 5);
}

TEST(TimeSplit, CausesShareWhatIsLeftAfterTheRunDelayInsideThem)
{
    TaskRow row = measured(0);
    row.blocked = 52; // 13 of the 65 were waits for a CPU
    row.runnable = 18;
    const TimeSplit split = splitOf({row});
    EXPECT_EQ(split.causes[0].ns + split.causes[1].ns, 52);
    EXPECT_EQ(split.causes[0].ns, 32);
    EXPECT_EQ(sum(split), 100);
}

TEST(TimeSplit, ALoopsTurnAndAFullQueueAreNoPartOfTheBlockedTime)
{
    TaskRow row = measured(0);
    row.blockedBy.add(BlockCause::LoopBusy, base::Nanoseconds(5));   // of `runnable`
    row.blockedBy.add(BlockCause::QueueFull, base::Nanoseconds(10)); // of `queued`
    const TimeSplit split = splitOf({row});
    ASSERT_EQ(split.causes.size(), 2U);
    EXPECT_EQ(split.causes[0].ns, 40);
    EXPECT_EQ(split.causes[1].ns, 25);
    EXPECT_EQ(sum(split), 100);
}

TEST(TimeSplit, FailedTasksHaveNoPartInIt)
{
    TaskRow failed = measured(1);
    failed.status = trace::TaskStatus::TimedOut;
    EXPECT_EQ(splitOf({measured(0), failed}).tasks, 1U);
    EXPECT_EQ(splitOf({failed}).tasks, 0U);
}

} // namespace
