// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/tasks.h"

#include <gtest/gtest.h>

using namespace interleave;
using namespace interleave::plan;

namespace {

Workload mixed()
{
    Workload workload;
    workload.groups = {{"cpu", 2, {Compute{1000.0, false}, Compute{2.5, true}}, {}, {}, {}},
                       {"io", 4, {Sleep{Indexed{100, 20, 3}}}, 250, {}, {}},
                       {"none", 1, {}, {}, {}, {}}};
    return workload;
}

TEST(Tasks, CountOverTheRunInThePlansOrder)
{
    const auto tasks = expandTasks(mixed(), {"serial", "serial", {}, {}}, {400});
    ASSERT_EQ(tasks.size(), 7U);
    for (std::uint32_t i = 0; i < tasks.size(); ++i)
        EXPECT_EQ(tasks[i].id.value, i);
    EXPECT_EQ(tasks[1].group, 0U);
    EXPECT_EQ(tasks[1].index, 1U);
    EXPECT_EQ(tasks[2].group, 1U);
    EXPECT_EQ(tasks[2].index, 0U);
    EXPECT_EQ(tasks[6].group, 2U);
    EXPECT_TRUE(tasks[6].steps.empty());
}

TEST(Tasks, AmountsAreIterationsAndNanoseconds)
{
    const auto tasks = expandTasks(mixed(), {"serial", "serial", {}, {}}, {400});
    ASSERT_EQ(tasks[0].steps.size(), 2U);
    EXPECT_EQ(tasks[0].steps[0], (StepSpec{StepKind::Compute, 1000}));
    EXPECT_EQ(tasks[0].steps[1], (StepSpec{StepKind::Compute, 1000, 0, 0, 1})); // 2.5 ms × 400 a ms
    EXPECT_EQ(tasks[2].steps[0], (StepSpec{StepKind::Sleep, 100'000'000, 0, 0, 2}));
}

TEST(Tasks, AnIndexedNumberRunsThroughItsModulo)
{
    const auto tasks = expandTasks(mixed(), {"serial", "serial", {}, {"io"}}, {});
    std::vector<std::int64_t> milliseconds;
    for (const TaskSpec &task : tasks)
        milliseconds.push_back(task.steps[0].amount / 1'000'000);
    EXPECT_EQ(milliseconds, (std::vector<std::int64_t>{100, 120, 140, 100}));
}

TEST(Tasks, AnEntryTakesOnlyItsGroupsAndCountsFromZero)
{
    const ExecutorEntry entry{"serial", "serial", {}, {"io"}};
    const auto tasks = expandTasks(mixed(), entry, {});
    EXPECT_EQ(taskCount(mixed(), entry), 4);
    ASSERT_EQ(tasks.size(), 4U);
    EXPECT_EQ(tasks[0].id.value, 0U);
    EXPECT_EQ(tasks[0].group, 1U); // still the workload's numbering
    EXPECT_EQ(tasks[0].timeout, std::chrono::milliseconds(250));
}

TEST(Tasks, AreTheSameForEveryEntry)
{
    const auto one = expandTasks(mixed(), {"serial", "serial", {}, {}}, {400});
    EXPECT_EQ(one, expandTasks(mixed(), {"thread-pool", "x", {{"workers", std::int64_t{3}}}, {"none", "io", "cpu"}}, {400}));
}

TEST(Tasks, OnlyCalibratedMillisecondsNeedCalibration)
{
    Workload workload = mixed();
    EXPECT_TRUE(needsCalibration(workload));
    workload.groups[0].steps.pop_back();
    EXPECT_FALSE(needsCalibration(workload));
}

} // namespace
