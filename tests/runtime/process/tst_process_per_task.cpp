// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/runtime/process/executor_run.h"
#include "tests/runtime/process/process_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace {

using namespace interleave;
using namespace std::chrono_literals;
using test::ExecutorRun;
using trace::TaskStatus;

class ProcessPerTask : public testing::Test {
protected:
    void TearDown() override
    {
        EXPECT_THAT(test::children(), testing::IsEmpty());
        EXPECT_EQ(test::openDescriptors(), m_descriptors);
    }
    const std::size_t m_descriptors = test::openDescriptors();
};

TEST_F(ProcessPerTask, EveryTaskHasAProcessOfItsOwn)
{
    ExecutorRun run(test::sleeps(20, 200ms));
    ASSERT_TRUE(run.conduct(test::perTaskEntry()));
    EXPECT_EQ(run.count(TaskStatus::Succeeded), 20U);
    std::set<std::int32_t> pids;
    for (const trace::LaneInfo& lane : run.workers())
        pids.insert(lane.pid);
    EXPECT_EQ(pids.size(), 20U);
    EXPECT_LT(run.runTime(), 2s); // one after another they would take 4 s
}

TEST_F(ProcessPerTask, TheLimitHolds)
{
    ExecutorRun run(test::sleeps(9, 20ms));
    ASSERT_TRUE(run.conduct(test::perTaskEntry(3)));
    EXPECT_LE(run.mostAtOnce(), 3);
    EXPECT_GE(run.runTime(), 60ms);
    EXPECT_EQ(run.count(TaskStatus::Succeeded), 9U);
}

TEST_F(ProcessPerTask, ThreeHundredTasksLeaveNothingBehind)
{
    ExecutorRun run(test::tasksOf(300, plan::StepKind::Sleep, 0));
    ASSERT_TRUE(run.conduct(test::perTaskEntry(16)));
    EXPECT_EQ(run.count(TaskStatus::Succeeded), 300U);
    EXPECT_EQ(run.events(trace::EventKind::WorkerExited).size(), 300U);
}

TEST_F(ProcessPerTask, AWorkerProgramThatCannotBeStartedFailsEveryTask)
{
    ExecutorRun run(test::sleeps(3, 1ms), "/nowhere/interleave-worker");
    ASSERT_TRUE(run.conduct(test::perTaskEntry()));
    EXPECT_EQ(run.count(TaskStatus::Failed), 3U);
    EXPECT_EQ(run.life(2).error, "could not start /nowhere/interleave-worker: No such file or directory");
}

TEST_F(ProcessPerTask, ACrashCostsItsTaskAndNamesTheSignal)
{
    const test::Script script("signal 11", "3");
    ExecutorRun run(test::sleeps(6, 1ms), SCRIPTED_CHILD);
    ASSERT_TRUE(run.conduct(test::perTaskEntry(2)));
    EXPECT_EQ(run.count(TaskStatus::Failed), 1U);
    EXPECT_EQ(run.count(TaskStatus::Succeeded), 5U);
    EXPECT_EQ(run.life(3).error, "worker killed by SIGSEGV");
}

TEST_F(ProcessPerTask, AWorkerThatNeverBeganItsTaskFailsIt)
{
    const test::Script script("unready", "all");
    ExecutorRun run(test::sleeps(2, 1ms), SCRIPTED_CHILD);
    ASSERT_TRUE(run.conduct(test::perTaskEntry(2)));
    EXPECT_EQ(run.count(TaskStatus::Failed), 2U);
    EXPECT_EQ(run.life(0).error, "worker ended with exit code 6");
}

TEST_F(ProcessPerTask, ACancelledRunReturnsSoonEvenFromStubbornWorkers)
{
    const test::Script script("stubborn", "all");
    ExecutorRun run(test::sleeps(10, 1ms), SCRIPTED_CHILD);
    base::Nanoseconds cancelled{0};
    run.meanwhile([](const trace::Reader& reader) { return reader.life(base::TaskId{0}).started.has_value(); },
        [&](ExecutorRun& r) {
            cancelled = base::monotonicNow();
            r.cancel.cancel();
        });
    ASSERT_TRUE(run.conduct(test::perTaskEntry(3)));
    EXPECT_LT(base::monotonicNow() - cancelled, 500ms);
    EXPECT_EQ(run.count(TaskStatus::Succeeded), 0U);
    EXPECT_EQ(run.count(TaskStatus::Cancelled), run.results());
    EXPECT_GE(run.results(), 3U);
}

} // namespace
