// SPDX-License-Identifier: GPL-3.0-or-later
// A pool whose workers misbehave at one task, or at all of them.
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

struct Fault {
    const char* name;
    const char* script;
    const char* error;
};

class OneBadTask : public testing::TestWithParam<Fault> { };

TEST_P(OneBadTask, CostsOnlyItself)
{
    const Script script(GetParam().script, "2");
    ExecutorRun run(test::sleeps(12, 1ms), SCRIPTED_CHILD);
    ASSERT_TRUE(run.conduct(test::poolEntry(2, 4)));
    EXPECT_EQ(run.count(TaskStatus::Failed), 1U);
    EXPECT_EQ(run.count(TaskStatus::Succeeded), 11U);
    EXPECT_EQ(run.life(2).status, TaskStatus::Failed);
    EXPECT_THAT(run.life(2).error, testing::HasSubstr(GetParam().error));
    EXPECT_EQ(run.workers().size(), 3U);
    EXPECT_THAT(test::children(), testing::IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(Faults, OneBadTask,
    testing::Values(Fault{"Exit", "exit 3", "worker ended with exit code 3"}, Fault{"Crash", "signal 11", "worker killed by SIGSEGV"},
        Fault{"Abort", "signal 6", "worker killed by SIGABRT"}, Fault{"Garbage", "garbage", "worker sent a message of 1515870810 bytes"},
        Fault{"HalfAMessage", "half", "worker stopped in the middle of a message"}, Fault{"ClosedChannel", "close-and-hang", "went on running"}),
    [](const auto& fault) { return fault.param.name; });

TEST(WorkerFaults, ASlowWorkerIsNoFault)
{
    const Script script("slow", "2");
    ExecutorRun run(test::sleeps(6, 1ms), SCRIPTED_CHILD);
    ASSERT_TRUE(run.conduct(test::poolEntry(2, 1)));
    EXPECT_EQ(run.count(TaskStatus::Succeeded), 6U);
    EXPECT_EQ(run.workers().size(), 2U);
}

TEST(WorkerFaults, AResultThatNobodyAskedForEndsTheWorker)
{
    const Script script("twice", "0");
    ExecutorRun run(test::sleeps(8, 1ms), SCRIPTED_CHILD);
    ASSERT_TRUE(run.conduct(test::poolEntry(1, 4)));
    EXPECT_EQ(run.results(), 8U);
    EXPECT_EQ(run.life(0).status, TaskStatus::Succeeded);
    EXPECT_EQ(run.workers().size(), 2U);
}

TEST(WorkerFaults, AHangingTaskIsTimedOutAndItsWorkerReplaced)
{
    const Script script("hang", "1");
    ExecutorRun run(test::tasksOf(6, plan::StepKind::Sleep, 0, 100ms), SCRIPTED_CHILD);
    ASSERT_TRUE(run.conduct(test::poolEntry(1, 3)));
    EXPECT_EQ(run.life(1).status, TaskStatus::TimedOut);
    EXPECT_EQ(run.count(TaskStatus::Succeeded), 5U);
    EXPECT_GE(run.runTime(), 600ms);
    EXPECT_LT(run.runTime(), 900ms);
}

TEST(WorkerFaults, AWorkerThatIgnoresTermIsKilled)
{
    const Script script("stubborn", "1");
    ExecutorRun run(test::tasksOf(6, plan::StepKind::Sleep, 0, 100ms), SCRIPTED_CHILD);
    ASSERT_TRUE(run.conduct(test::poolEntry(1, 3)));
    EXPECT_EQ(run.life(1).status, TaskStatus::TimedOut);
    EXPECT_EQ(run.count(TaskStatus::Succeeded), 5U);
    EXPECT_GE(run.runTime(), 1100ms);
    EXPECT_LT(run.runTime(), 1500ms);
    EXPECT_THAT(test::children(), testing::IsEmpty());
}

TEST(WorkerFaults, WorkersAreReplacedAsOftenAsThereAreThenTheRestFails)
{
    const Script script("exit 3", "all");
    ExecutorRun run(test::sleeps(20, 1ms), SCRIPTED_CHILD);
    ASSERT_TRUE(run.conduct(test::poolEntry(2, 5)));
    EXPECT_EQ(run.count(TaskStatus::Failed), 20U);
    EXPECT_EQ(run.workers().size(), 4U); // two and two replacements
    EXPECT_EQ(run.life(19).error, "worker ended with exit code 3");
    int started = 0;
    for (std::uint32_t i = 0; i < 20; ++i)
        started += run.life(i).started.has_value();
    EXPECT_EQ(started, 4); // each worker began one
}

TEST(WorkerFaults, ATaskThatWasNeverBegunIsDealtAgain)
{
    // The first worker that meets task 1 dies before it begins it; so do its replacements, until there are none.
    const Script script("unborn", "1");
    ExecutorRun run(test::sleeps(6, 1ms), SCRIPTED_CHILD);
    ASSERT_TRUE(run.conduct(test::poolEntry(3, 1)));
    EXPECT_EQ(run.life(1).status, TaskStatus::Failed);
    EXPECT_FALSE(run.life(1).started);
    EXPECT_EQ(run.count(TaskStatus::Succeeded), 5U);
    EXPECT_EQ(run.workers().size(), 6U);
}

TEST(WorkerFaults, WorkersThatAreNeverReadyRefuseTheRun)
{
    const Script script("unready", "all");
    ExecutorRun run(test::sleeps(2, 1ms), SCRIPTED_CHILD);
    const auto result = run.conduct(test::poolEntry(2));
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, base::ErrorCode::Refused);
    EXPECT_EQ(result.error().message, "worker ended with exit code 6");
    EXPECT_THAT(test::children(), testing::IsEmpty());
}

TEST(WorkerFaults, AProgramThatIsNotThereRefusesTheRun)
{
    ExecutorRun run(test::sleeps(2, 1ms), "/nowhere/worker");
    const auto result = run.conduct(test::poolEntry(2));
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().message, "could not start /nowhere/worker: No such file or directory");
}

TEST(WorkerFaults, CancellingEndsStubbornWorkersWithinHalfASecond)
{
    const Script script("stubborn", "all");
    ExecutorRun run(test::sleeps(10, 1ms), SCRIPTED_CHILD);
    base::Nanoseconds cancelled{0};
    run.meanwhile([](const trace::Reader& reader) { return reader.life(base::TaskId{0}).started.has_value(); },
        [&](ExecutorRun& r) {
            cancelled = base::monotonicNow();
            r.cancel().cancel();
        });
    ASSERT_TRUE(run.conduct(test::poolEntry(3)));
    EXPECT_LT(base::monotonicNow() - cancelled, 500ms);
    EXPECT_EQ(run.count(TaskStatus::Cancelled), 10U);
}

} // namespace
