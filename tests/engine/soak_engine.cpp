// SPDX-License-Identifier: GPL-3.0-or-later
// Stops and kills at random moments, many times over. More rounds: INTERLEAVE_SOAK_ROUNDS.
#include "core/engine/orphans.h"
#include "tests/engine/engine_bench.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <random>
#include <signal.h>
#include <thread>

using namespace interleave;
using namespace interleave::engine::test;
using namespace std::chrono_literals;
using record::RunStatus;
using trace::TaskStatus;

namespace {

std::size_t rounds()
{
    const char *text = std::getenv("INTERLEAVE_SOAK_ROUNDS");
    return text ? std::strtoull(text, nullptr, 10) : 20;
}

std::size_t openDescriptors()
{
    const std::filesystem::directory_iterator files("/proc/self/fd");
    return static_cast<std::size_t>(std::distance(begin(files), end(files)));
}

std::vector<plan::ExecutorEntry> everyExecutor()
{
    const plan::ParameterValue four{std::int64_t{4}};
    return {executor("serial"), executor("thread-per-task"), executor("thread-pool", {{"workers", four}}), executor("process-per-task", {{"limit", four}}),
            executor("process-pool", {{"workers", four}}), executor("async-gather"), executor("async-semaphore", {{"limit", four}})};
}

plan::TaskGroup mixedTasks()
{
    auto group = sleepTasks(60, 3);
    group.steps.push_back(plan::Compute{200'000.0, false});
    return group;
}

/// Whatever ended the run, each task has exactly one fate.
void expectEveryTaskAccountedFor(const record::RunRecord &run)
{
    std::size_t all = 0;
    for (const auto status : {TaskStatus::Succeeded, TaskStatus::Failed, TaskStatus::Cancelled, TaskStatus::TimedOut, TaskStatus::Lost})
        all += run.count(status);
    EXPECT_EQ(all, run.tasks.size());
    EXPECT_EQ(run.tasks.size(), 60U);
}

} // namespace

TEST(EngineSoak, AStopAtAnyMomentReturnsWithinASecondAndLeavesNothing)
{
    std::mt19937 random(1);
    std::uniform_int_distribution<int> delayUs(0, 250'000);
    std::size_t before = 0;
    for (std::size_t round = 0; round < rounds(); ++round) {
        for (const auto &entry : everyExecutor()) {
            const int delay = delayUs(random);
            SCOPED_TRACE(entry.label + ", stopped after " + std::to_string(delay) + " us");
            {
                Listener listener;
                engine::Engine engine;
                ASSERT_TRUE(engine.start(planOf("soak", mixedTasks(), {entry}, 50, 0), listener.events()).ok());
                std::this_thread::sleep_for(std::chrono::microseconds(delay));
                const auto asked = base::monotonicNow();
                engine.requestStop();
                engine.wait();
                EXPECT_LT(base::monotonicNow() - asked, 1s);
                ASSERT_TRUE(listener.record && listener.result.ok());
                EXPECT_TRUE(listener.record->stopped);
                for (const auto &run : listener.record->runs)
                    expectEveryTaskAccountedFor(*run);
            }
            EXPECT_TRUE(engine::ownChildren().empty());
        }
        if (round == 0)
            before = openDescriptors();
        EXPECT_EQ(openDescriptors(), before) << "descriptors leak";
    }
}

TEST(EngineSoak, ARunnerKilledAtAnyMomentCostsItsRunOnly)
{
    std::mt19937 random(2);
    std::uniform_int_distribution<int> delayUs(0, 100'000);
    for (std::size_t round = 0; round < rounds(); ++round) {
        for (const auto &entry : everyExecutor()) {
            const int delay = delayUs(random);
            SCOPED_TRACE(entry.label + ", killed after " + std::to_string(delay) + " us");
            Listener listener;
            engine::Engine engine;
            ASSERT_TRUE(engine.start(planOf("soak", mixedTasks(), {entry}, 2, 0), listener.events()).ok());
            std::this_thread::sleep_for(std::chrono::microseconds(delay));
            const auto children = engine::ownChildren();
            for (const pid_t child : children)
                ::kill(child, SIGKILL);
            engine.wait();
            ASSERT_TRUE(listener.record && listener.result.ok()) << listener.result.error().text();
            ASSERT_EQ(listener.record->runs.size(), 2U);
            for (const auto &run : listener.record->runs)
                expectEveryTaskAccountedFor(*run);
            EXPECT_LE(std::ranges::count_if(listener.record->runs, [](const auto &run) { return run->status != RunStatus::Finished; }),
                std::ssize(children));
            EXPECT_TRUE(engine::ownChildren().empty());
        }
    }
}
