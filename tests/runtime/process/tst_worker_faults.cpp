// SPDX-License-Identifier: GPL-3.0-or-later
// What only a pool that deals its tasks can suffer from its workers; what any model can is in tst_bad_workers.
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

TEST(WorkerFaults, ASlowWorkerIsNoFault)
{
    const Script script("slow", "2");
    ExecutorRun run(test::sleeps(6, 1ms), SCRIPTED_CHILD);
    ASSERT_TRUE(run.conduct(test::poolEntry(2, 1)));
    EXPECT_EQ(run.count(TaskStatus::Succeeded), 6U);
    EXPECT_EQ(run.workers().size(), 2U);
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

TEST(WorkerFaults, AProgramThatIsNotThereRefusesTheRun)
{
    ExecutorRun run(test::sleeps(2, 1ms), "/nowhere/worker");
    const auto result = run.conduct(test::poolEntry(2));
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().message, "could not start /nowhere/worker: No such file or directory");
}

} // namespace
