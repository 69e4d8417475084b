// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/runtime/process/executor_run.h"
#include "tests/runtime/process/process_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <signal.h>

#include <algorithm>
#include <random>

namespace {

using namespace interleave;
using namespace std::chrono_literals;
using test::ExecutorRun;
using test::Script;
using trace::EventKind;
using trace::TaskStatus;

plan::ExecutorEntry entry(const std::string& id, std::int64_t workers, std::int64_t postMs = 0)
{
    return {id, id, {{"on", std::string("processes")}, {"workers", workers}, {"post_ms", postMs}}, {}};
}
plan::ExecutorEntry asCompleted(std::int64_t workers, std::int64_t postMs = 0) { return entry("futures-as-completed", workers, postMs); }
plan::ExecutorEntry waitAll(std::int64_t workers, std::int64_t postMs = 0) { return entry("futures-wait-all", workers, postMs); }

/// 100 + (i mod 5) · 20 ms.
std::vector<plan::TaskSpec> variableTasks()
{
    auto tasks = test::sleeps(10, 100ms);
    for (auto& task : tasks)
        task.steps[0].amount += task.index % 5 * 20'000'000;
    return tasks;
}

base::Nanoseconds atMost(base::Nanoseconds exact) { return exact + exact / 20 + 15ms; }

class FuturesOnProcesses : public testing::Test {
protected:
    void TearDown() override
    {
        EXPECT_THAT(test::children(), testing::IsEmpty());
        EXPECT_EQ(test::openDescriptors(), m_descriptors);
    }
    const std::size_t m_descriptors = test::openDescriptors();
};

TEST_F(FuturesOnProcesses, TheStrategiesDifferInTheFirstResult)
{
    base::Nanoseconds first = 1h, makespan = 1h;
    for (int i = 0; i < 5 && (first > atMost(100ms) || makespan > atMost(360ms)); ++i) { // a busy machine may be late, never early
        ExecutorRun run(variableTasks());
        ASSERT_TRUE(run.conduct(asCompleted(5)));
        EXPECT_EQ(run.count(TaskStatus::Succeeded), 10U);
        EXPECT_GE(run.firstResult(), 100ms);
        EXPECT_GE(run.lastResult(), 360ms);
        first = std::min(first, run.firstResult());
        makespan = std::min(makespan, run.lastResult());
    }
    EXPECT_LE(first, atMost(100ms));
    EXPECT_LE(makespan, atMost(360ms));
    ExecutorRun all(variableTasks());
    ASSERT_TRUE(all.conduct(waitAll(5)));
    EXPECT_EQ(all.count(TaskStatus::Succeeded), 10U);
    EXPECT_GE(all.firstResult(), 360ms);
}

TEST_F(FuturesOnProcesses, PostProcessingOverlapsWithTheTasksOnlyAsCompleted)
{
    base::Nanoseconds one = 1h, other = 0ns;
    for (int i = 0; i < 5 && one >= other; ++i) { // it is work for the processor, which may have other work
        ExecutorRun run(variableTasks()), all(variableTasks());
        ASSERT_TRUE(run.conduct(asCompleted(5, 20)));
        ASSERT_TRUE(all.conduct(waitAll(5, 20)));
        one = run.lastResult();
        other = all.lastResult();
        EXPECT_GE(one, 360ms);
        EXPECT_GE(other, 360ms + 9 * 20ms);
    }
    EXPECT_LT(one, other) << "what was done before the last task ended need not be done after";
}

TEST_F(FuturesOnProcesses, EachWorkerHasOneTaskAtATime)
{
    // Uneven tasks: whoever is free takes the next one, so that one long task holds up nothing.
    auto tasks = test::sleeps(13, 20ms);
    tasks[0].steps[0].amount = 1'000'000'000; // four times what the others need on the other worker
    ExecutorRun run(std::move(tasks));
    ASSERT_TRUE(run.conduct(asCompleted(2)));
    EXPECT_EQ(run.count(TaskStatus::Succeeded), 13U);
    EXPECT_LE(run.mostAtOnce(), 2);
    for (std::uint32_t i = 1; i < 13; ++i)
        EXPECT_NE(run.life(i).startLane, run.life(0).startLane) << i;
    EXPECT_EQ(run.events(EventKind::ResultDelivered).size(), 13U);
}

TEST_F(FuturesOnProcesses, AWorkerKilledInTheMiddleCostsExactlyItsTask)
{
    for (const auto& one : {asCompleted(4), waitAll(4)}) {
        ExecutorRun run(test::sleeps(24, 50ms));
        run.meanwhile([](const trace::Reader& reader) { return reader.life(base::TaskId{0}).started.has_value(); },
            [](ExecutorRun& r) {
                const auto lane = r.life(0).startLane;
                for (const trace::LaneInfo& worker : r.workers()) {
                    if (worker.id == lane)
                        ::kill(worker.pid, SIGKILL);
                }
            });
        ASSERT_TRUE(run.conduct(one));
        EXPECT_EQ(run.count(TaskStatus::Failed), 1U);
        EXPECT_EQ(run.count(TaskStatus::Succeeded), 23U);
        EXPECT_EQ(run.life(0).error, "worker killed by SIGKILL");
        EXPECT_EQ(run.workers().size(), 5U) << "it was replaced";
    }
}

TEST_F(FuturesOnProcesses, WorkersAreReplacedAsOftenAsThereAreThenTheRestFails)
{
    const Script script("exit 3", "all");
    ExecutorRun run(test::sleeps(20, 1ms), SCRIPTED_CHILD);
    ASSERT_TRUE(run.conduct(asCompleted(2)));
    EXPECT_EQ(run.count(TaskStatus::Failed), 20U);
    EXPECT_EQ(run.workers().size(), 4U);
    EXPECT_EQ(run.life(19).error, "worker ended with exit code 3");
}

TEST_F(FuturesOnProcesses, ATaskTimeOutIsKeptByTheWorker)
{
    auto tasks = test::sleeps(3, 5ms);
    tasks[1].steps[0].amount = 60'000'000'000;
    tasks[1].timeout = 50ms;
    ExecutorRun run(std::move(tasks));
    ASSERT_TRUE(run.conduct(waitAll(1)));
    EXPECT_EQ(run.life(1).status, TaskStatus::TimedOut);
    EXPECT_EQ(run.count(TaskStatus::Succeeded), 2U);
    EXPECT_EQ(run.workers().size(), 1U);
}

TEST_F(FuturesOnProcesses, AClientOfAClosedLoopIsServedAsSoonAsItHasItsResult)
{
    plan::Arrival arrival;
    arrival.kind = plan::Arrival::Kind::Closed;
    arrival.clients = 4;
    base::Nanoseconds best = 1h;
    for (int i = 0; i < 5 && best > 250ms; ++i) {
        ExecutorRun run(test::sleeps(80, 5ms), WORKER_PATH, arrival);
        ASSERT_TRUE(run.conduct(asCompleted(8)));
        EXPECT_EQ(run.count(TaskStatus::Succeeded), 80U);
        EXPECT_EQ(run.mostAtOnce(), 4);
        best = std::min(best, run.runTime());
    }
    EXPECT_GE(best, 100ms);
    EXPECT_LE(best, 250ms) << "twenty rounds of 5 ms; looking only every 10 ms it would be 300";
}

TEST_F(FuturesOnProcesses, ACancelAtAnyMomentAccountsForEveryTask)
{
    std::mt19937 random(17);
    for (int round = 0; round < 10; ++round) {
        ExecutorRun run(test::sleeps(100, 5ms));
        const auto task = static_cast<std::uint32_t>(random() % 40);
        base::Nanoseconds stopped{0};
        run.meanwhile([&](const trace::Reader& reader) { return reader.life(base::TaskId{task}).started.has_value(); },
            [&](ExecutorRun& r) {
                stopped = base::monotonicNow();
                r.stop();
            });
        ASSERT_TRUE(run.conduct(round % 2 == 0 ? asCompleted(3, 1) : waitAll(3, 1)));
        EXPECT_LT(base::monotonicNow() - stopped, 700ms) << "half a second, and the workers' leaving";
        EXPECT_EQ(run.results() + run.remaining(), 100U);
        for (std::uint32_t i = 0; i < 100; ++i)
            EXPECT_EQ(run.life(i).submitted.has_value(), run.life(i).finished.has_value()) << i;
    }
}

TEST_F(FuturesOnProcesses, MoreProcessesThanAreSensibleAreRefusedWithTheNumbers)
{
    ExecutorRun run(test::sleeps(2, 1ms));
    const auto result = run.conduct(asCompleted(1000));
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, base::ErrorCode::Refused);
    EXPECT_THAT(result.error().text(), testing::AllOf(testing::HasSubstr("1000"), testing::HasSubstr("at most 256")));
}

} // namespace
