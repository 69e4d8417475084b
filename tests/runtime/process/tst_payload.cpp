// SPDX-License-Identifier: GPL-3.0-or-later
// What tasks are given and give back, over the workers' own channels.
#include "tests/runtime/process/executor_run.h"
#include "tests/runtime/process/process_table.h"

#include "core/metrics/own_usage.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <signal.h>

namespace {

using namespace interleave;
using namespace std::chrono_literals;
using test::ExecutorRun;
using trace::EventKind;
using trace::TaskStatus;

constexpr std::uint32_t kMiB = 1U << 20;

std::vector<plan::TaskSpec> tasksWith(std::uint32_t n, std::uint32_t payload, std::uint32_t result)
{
    auto tasks = test::sleeps(n, 0ms);
    for (plan::TaskSpec& task : tasks) {
        task.payloadBytes = payload;
        task.resultBytes = result;
    }
    return tasks;
}

std::uint64_t bytes(const std::vector<trace::Event>& events)
{
    std::uint64_t sum = 0;
    for (const trace::Event& event : events)
        sum += event.arg2;
    return sum;
}

class Payload : public testing::TestWithParam<plan::ExecutorEntry> {
protected:
    void TearDown() override
    {
        EXPECT_THAT(test::children(), testing::IsEmpty());
        EXPECT_EQ(test::openDescriptors(), m_descriptors);
    }
    const std::size_t m_descriptors = test::openDescriptors();
};

INSTANTIATE_TEST_SUITE_P(Executors, Payload, testing::Values(test::poolEntry(3), test::perTaskEntry(4)), [](const auto& entry) {
    return std::string(entry.param.id == "process-pool" ? "Pool" : "PerTask");
});

TEST_P(Payload, AMebibyteGoesInAndComesBack)
{
    ExecutorRun run(tasksWith(40, kMiB, kMiB));
    ASSERT_TRUE(run.conduct(GetParam()));
    EXPECT_EQ(run.count(TaskStatus::Succeeded), 40U);
    const auto sent = bytes(run.events(EventKind::MessageSent));
    EXPECT_EQ(sent, bytes(run.events(EventKind::MessageReceived)));
    EXPECT_GT(sent, 80U * kMiB);
    EXPECT_LT(sent, 81U * kMiB);
}

TEST_P(Payload, TheLargestGoesInAndComesBack)
{
    ExecutorRun run(tasksWith(4, 15'728'640, 15'728'640));
    ASSERT_TRUE(run.conduct(GetParam()));
    EXPECT_EQ(run.count(TaskStatus::Succeeded), 4U);
}

TEST_P(Payload, OneByteIsEnough)
{
    ExecutorRun run(tasksWith(20, 1, 1));
    ASSERT_TRUE(run.conduct(GetParam()));
    EXPECT_EQ(run.count(TaskStatus::Succeeded), 20U);
}

TEST_P(Payload, WhatComesBackDamagedFailsItsTask)
{
    ExecutorRun run(tasksWith(2, 0, 5), SCRIPTED_CHILD);
    ASSERT_TRUE(run.conduct(GetParam()));
    EXPECT_EQ(run.life(1).status, TaskStatus::Failed);
    EXPECT_EQ(run.life(1).error, "its result came back damaged: 5 bytes, but not those that were sent");
    EXPECT_EQ(run.count(TaskStatus::Failed), 2U);
}

TEST_P(Payload, WhatDoesNotComeBackFailsItsTask)
{
    const test::Script script("short", "1");
    ExecutorRun run(tasksWith(2, 0, 5), SCRIPTED_CHILD);
    ASSERT_TRUE(run.conduct(GetParam()));
    EXPECT_EQ(run.life(1).error, "its result came back damaged: 0 bytes instead of 5");
}

TEST_P(Payload, ATaskThatFailsGivesNothingBack)
{
    auto tasks = tasksWith(3, 100, kMiB);
    tasks[1].steps[0].amount = 60'000'000'000;
    tasks[1].timeout = 20ms;
    ExecutorRun run(std::move(tasks));
    ASSERT_TRUE(run.conduct(GetParam()));
    EXPECT_EQ(run.life(1).status, TaskStatus::TimedOut);
    EXPECT_EQ(run.count(TaskStatus::Succeeded), 2U);
}

TEST_P(Payload, ACancelInTheMiddleOfPayloadsReturnsSoon)
{
    ExecutorRun run(tasksWith(200, 8 * kMiB, 8 * kMiB));
    base::Nanoseconds cancelled{0};
    run.meanwhile([](const trace::Reader& reader) { return reader.life(base::TaskId{2}).started.has_value(); },
        [&](ExecutorRun& r) {
            cancelled = base::monotonicNow();
            r.cancel.cancel();
        });
    ASSERT_TRUE(run.conduct(GetParam()));
    EXPECT_LT(base::monotonicNow() - cancelled, 500ms);
    EXPECT_EQ(run.count(TaskStatus::Failed), 0U);
}

TEST(PayloadOfPool, WhatWaitsToBeDealtTakesNoMemory)
{
    // 600 MiB are dealt at once; the workers take them piece by piece.
    const auto before = metrics::readOwnMemory().rssBytes.value();
    ExecutorRun run(tasksWith(60, 10 * kMiB, 0));
    ASSERT_TRUE(run.conduct(test::poolEntry(2, 30)));
    EXPECT_EQ(run.count(TaskStatus::Succeeded), 60U);
#ifdef __SANITIZE_THREAD__
    constexpr std::int64_t kMost = 150 << 20; // it keeps notes on memory that was used
#else
    constexpr std::int64_t kMost = 64 << 20;
#endif
    EXPECT_LT(metrics::readOwnMemory().peakRssBytes.value() - before, kMost);
}

TEST(PayloadOfPool, AWorkerKilledWhileItIsGivenSomethingCostsAtMostOneTask)
{
    ExecutorRun run(tasksWith(40, 4 * kMiB, 4 * kMiB));
    run.meanwhile([](const trace::Reader& reader) { return reader.life(base::TaskId{1}).started.has_value(); },
        [](ExecutorRun& r) { ::kill(r.lane(r.life(1).startLane).pid, SIGKILL); });
    ASSERT_TRUE(run.conduct(test::poolEntry(2, 5)));
    EXPECT_EQ(run.results(), 40U);
    EXPECT_LE(run.count(TaskStatus::Failed), 1U);
    EXPECT_EQ(run.count(TaskStatus::Failed) + run.count(TaskStatus::Succeeded), 40U);
}

} // namespace
