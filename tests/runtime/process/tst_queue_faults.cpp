// SPDX-License-Identifier: GPL-3.0-or-later
// What only a shared queue can suffer from its workers; what any model can is in tst_bad_workers.
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

} // namespace
