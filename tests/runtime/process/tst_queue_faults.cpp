// SPDX-License-Identifier: GPL-3.0-or-later
// A shared queue whose workers misbehave at one task, or at all of them.
#include "tests/runtime/process/executor_run.h"
#include "tests/runtime/process/process_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

using namespace interleave;
using namespace std::chrono_literals;
using test::ExecutorRun;
using test::Script;
using trace::TaskStatus;

class QueueFaults : public testing::Test {
protected:
    void TearDown() override
    {
        EXPECT_THAT(test::children(), testing::IsEmpty());
        EXPECT_EQ(test::openDescriptors(), m_descriptors);
    }
    const std::size_t m_descriptors = test::openDescriptors();
};

struct Fault {
    const char* name;
    const char* script;
    const char* error;
};

class OneBadQueueTask : public QueueFaults, public testing::WithParamInterface<Fault> { };

TEST_P(OneBadQueueTask, CostsOnlyItself)
{
    const Script script(GetParam().script, "2");
    ExecutorRun run(test::sleeps(12, 1ms), SCRIPTED_CHILD);
    ASSERT_TRUE(run.conduct(test::queueEntry(2)));
    EXPECT_EQ(run.count(TaskStatus::Failed), 1U);
    EXPECT_EQ(run.count(TaskStatus::Succeeded), 11U);
    EXPECT_EQ(run.life(2).status, TaskStatus::Failed);
    EXPECT_THAT(run.life(2).error, testing::HasSubstr(GetParam().error));
    EXPECT_EQ(run.workers().size(), 3U);
}

INSTANTIATE_TEST_SUITE_P(Faults, OneBadQueueTask,
    testing::Values(Fault{"Exit", "exit 3", "worker ended with exit code 3"}, Fault{"Crash", "signal 11", "worker killed by SIGSEGV"},
        Fault{"Garbage", "garbage", "worker sent a message of 1515870810 bytes"}, Fault{"TooLong", "long", "worker sent a message that was cut off"},
        Fault{"NotBegun", "unborn", "worker ended with exit code 4"}, Fault{"NotNoted", "unnoted", "worker ended with exit code 5"}),
    [](const auto& fault) { return fault.param.name; });

TEST_F(QueueFaults, AResultThatNobodyAskedForEndsTheWorker)
{
    const Script script("twice", "0");
    ExecutorRun run(test::sleeps(8, 1ms), SCRIPTED_CHILD);
    ASSERT_TRUE(run.conduct(test::queueEntry(1)));
    EXPECT_EQ(run.results(), 8U);
    EXPECT_EQ(run.life(0).status, TaskStatus::Succeeded);
    EXPECT_EQ(run.workers().size(), 2U);
}

TEST_F(QueueFaults, AResultOfATaskThatTheWorkerDoesNotHaveEndsTheWorker)
{
    const Script script("foreign", "0");
    ExecutorRun run(test::sleeps(8, 1ms), SCRIPTED_CHILD);
    ASSERT_TRUE(run.conduct(test::queueEntry(2)));
    EXPECT_EQ(run.life(0).error, "worker sent a result that nobody asked for");
    EXPECT_EQ(run.count(TaskStatus::Failed), 1U);
    EXPECT_EQ(run.count(TaskStatus::Succeeded), 7U);
    EXPECT_EQ(run.workers().size(), 3U);
}

TEST_F(QueueFaults, AHangingTaskIsTimedOutAndItsWorkerReplaced)
{
    const Script script("hang", "1");
    ExecutorRun run(test::tasksOf(6, plan::StepKind::Sleep, 0, 100ms), SCRIPTED_CHILD);
    ASSERT_TRUE(run.conduct(test::queueEntry(1)));
    EXPECT_EQ(run.life(1).status, TaskStatus::TimedOut);
    EXPECT_EQ(run.count(TaskStatus::Succeeded), 5U);
    EXPECT_EQ(run.workers().size(), 2U);
    EXPECT_GE(run.runTime(), 600ms);
    EXPECT_LT(run.runTime(), 1000ms);
}

TEST_F(QueueFaults, AWorkerThatIgnoresTermIsKilled)
{
    const Script script("stubborn", "1");
    ExecutorRun run(test::tasksOf(6, plan::StepKind::Sleep, 0, 100ms), SCRIPTED_CHILD);
    ASSERT_TRUE(run.conduct(test::queueEntry(1)));
    EXPECT_EQ(run.life(1).status, TaskStatus::TimedOut);
    EXPECT_EQ(run.count(TaskStatus::Succeeded), 5U);
    EXPECT_GE(run.runTime(), 1100ms);
    EXPECT_LT(run.runTime(), 1600ms);
}

TEST_F(QueueFaults, WorkersAreReplacedAsOftenAsThereAreThenTheRestFails)
{
    const Script script("exit 3", "all");
    ExecutorRun run(test::sleeps(20, 1ms), SCRIPTED_CHILD);
    ASSERT_TRUE(run.conduct(test::queueEntry(2)));
    EXPECT_EQ(run.count(TaskStatus::Failed), 20U);
    EXPECT_EQ(run.workers().size(), 4U); // two and two replacements
    EXPECT_EQ(run.life(19).error, "worker ended with exit code 3");
    int started = 0;
    for (std::uint32_t i = 0; i < 20; ++i)
        started += run.life(i).started.has_value();
    EXPECT_EQ(started, 4); // each worker began one
}

TEST_F(QueueFaults, WhatWasTakenAndNeverNotedIsMissedInTheEnd)
{
    const Script script("unnoted", "all");
    ExecutorRun run(test::sleeps(3, 1ms), SCRIPTED_CHILD);
    ASSERT_TRUE(run.conduct(test::queueEntry(2)));
    EXPECT_EQ(run.count(TaskStatus::Failed), 3U);
    EXPECT_EQ(run.life(0).error, "worker ended with exit code 5");
    EXPECT_FALSE(run.life(0).started);
}

TEST_F(QueueFaults, AMissingTaskIsFoundWhileOthersStillArrive)
{
    const Script script("unnoted", "0");
    auto tasks = test::sleeps(4, 1ms);
    tasks[3].due = 1500ms; // the queue stays open
    ExecutorRun run(std::move(tasks), SCRIPTED_CHILD);
    base::Nanoseconds found{0};
    run.meanwhile([](const trace::Reader& reader) { return reader.life(base::TaskId{0}).finished.has_value(); },
        [&](ExecutorRun& r) {
            found = *r.life(0).finished;
            EXPECT_FALSE(r.life(3).submitted);
        });
    ASSERT_TRUE(run.conduct(test::queueEntry(2)));
    EXPECT_NE(found.count(), 0);
    EXPECT_EQ(run.life(0).status, TaskStatus::Failed);
    EXPECT_EQ(run.count(TaskStatus::Succeeded), 3U);
}

TEST_F(QueueFaults, WorkersThatAreNeverReadyRefuseTheRun)
{
    const Script script("unready", "all");
    ExecutorRun run(test::sleeps(2, 1ms), SCRIPTED_CHILD);
    const auto result = run.conduct(test::queueEntry(2));
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, base::ErrorCode::Refused);
    EXPECT_EQ(result.error().message, "worker ended with exit code 6");
}

TEST_F(QueueFaults, AResultThatComesBackDamagedFailsItsTask)
{
    auto tasks = test::sleeps(4, 0ms);
    tasks[1].resultBytes = 100; // this worker gives nothing back
    ExecutorRun run(std::move(tasks), SCRIPTED_CHILD);
    ASSERT_TRUE(run.conduct(test::queueEntry(2)));
    EXPECT_EQ(run.count(TaskStatus::Failed), 1U);
    EXPECT_EQ(run.life(1).status, TaskStatus::Failed);
    EXPECT_EQ(run.life(1).error, "its result came back damaged: 0 bytes instead of 100");
    EXPECT_EQ(run.workers().size(), 2U);
}

TEST_F(QueueFaults, CancellingEndsStubbornWorkersWithinHalfASecond)
{
    const Script script("stubborn", "all");
    ExecutorRun run(test::sleeps(10, 1ms), SCRIPTED_CHILD);
    base::Nanoseconds cancelled{0};
    run.meanwhile([](const trace::Reader& reader) { return reader.life(base::TaskId{0}).started.has_value(); },
        [&](ExecutorRun& r) {
            cancelled = base::monotonicNow();
            r.cancel().cancel();
        });
    ASSERT_TRUE(run.conduct(test::queueEntry(3)));
    EXPECT_LT(base::monotonicNow() - cancelled, 500ms);
    EXPECT_EQ(run.count(TaskStatus::Cancelled), 10U);
}

} // namespace
