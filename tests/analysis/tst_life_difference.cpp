// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/life_difference.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace interleave {
namespace {

using analysis::LifeDifferences;
using analysis::lifeDifferences;
using record::RunRecord;
using record::TaskRow;
using trace::BlockCause;

/// Due at 0. Units: ns.
TaskRow row(std::uint32_t task, std::uint32_t group, std::uint32_t index, std::int64_t started, std::int64_t finished)
{
    TaskRow made;
    made.task = task;
    made.group = group;
    made.index = index;
    made.due = made.submitted = 0;
    made.started = started;
    made.finished = finished;
    made.status = trace::TaskStatus::Succeeded;
    return made;
}

std::vector<std::uint32_t> order(const LifeDifferences &differences)
{
    std::vector<std::uint32_t> tasks;
    for (const auto &life : differences.tasks)
        tasks.push_back(life.taskB);
    return tasks;
}

TEST(LifeDifference, PutsTheLargestFirstWhicheverRunWasSlower)
{
    RunRecord a, b;
    a.tasks = {row(0, 0, 0, 10, 100), row(1, 0, 1, 10, 500), row(2, 0, 2, 10, 100)};
    b.tasks = {row(0, 0, 0, 10, 130), row(1, 0, 1, 20, 100), row(2, 0, 2, 40, 300)};
    const auto differences = lifeDifferences(a, b, 10);
    EXPECT_EQ(order(differences), (std::vector<std::uint32_t>{1, 2, 0}));
    EXPECT_EQ(differences.tasks[0].latency, -400);
    EXPECT_EQ(differences.tasks[0].queue, 10);
    EXPECT_EQ(differences.tasks[0].service, -410);
    EXPECT_EQ(differences.tasks[0].latencyA, 500);
    EXPECT_EQ(differences.tasks[0].latencyB, 100);
    EXPECT_EQ(differences.compared, 3U);
    EXPECT_EQ(order(lifeDifferences(a, b, 2)), (std::vector<std::uint32_t>{1, 2}));
}

TEST(LifeDifference, TellsEachPartAndEachCauseThatBothKnow)
{
    RunRecord a, b;
    a.tasks = {row(0, 0, 0, 10, 100)};
    b.tasks = {row(0, 0, 0, 10, 200)};
    a.tasks[0].blocked = 30;
    b.tasks[0].blocked = 120;
    b.tasks[0].onCpu = 5;
    a.tasks[0].blockedBy.add(BlockCause::Sleep, base::Nanoseconds(30));
    b.tasks[0].blockedBy.add(BlockCause::Sleep, base::Nanoseconds(20));
    b.tasks[0].blockedBy.add(BlockCause::Lock, base::Nanoseconds(100));
    const auto life = lifeDifferences(a, b, 1).tasks.at(0);
    EXPECT_EQ(life.blocked, 90);
    EXPECT_EQ(life.onCpu, std::nullopt);
    using Cause = analysis::LifeDifference::Cause;
    EXPECT_EQ(life.causes, (std::vector<Cause>{{BlockCause::Lock, 100}, {BlockCause::Sleep, -10}}));
}

TEST(LifeDifference, MeetsTasksByGroupAndPlaceWhateverTheirNumbers)
{
    RunRecord a, b;
    // The second run takes only the second group: its tasks have other numbers.
    a.tasks = {row(0, 0, 0, 1, 10), row(1, 1, 0, 1, 10), row(2, 1, 1, 1, 10)};
    b.tasks = {row(0, 1, 0, 1, 15), row(1, 1, 1, 1, 30)};
    const auto differences = lifeDifferences(a, b, 10);
    EXPECT_EQ(differences.compared, 2U);
    EXPECT_EQ(differences.onlyA, 1U);
    EXPECT_EQ(differences.tasks[0].taskA, 2U);
    EXPECT_EQ(differences.tasks[0].taskB, 1U);
    EXPECT_EQ(differences.tasks[0].index, 1U);
}

TEST(LifeDifference, LeavesOutWhatDidNotFinishInBoth)
{
    RunRecord a, b;
    a.tasks = {row(0, 0, 0, 1, 10), row(1, 0, 1, 1, 10)};
    b.tasks = a.tasks;
    b.tasks[1].finished = std::nullopt;
    const auto differences = lifeDifferences(a, b, 10);
    EXPECT_EQ(differences.compared, 1U);
    EXPECT_EQ(differences.onlyA, 1U);
    EXPECT_EQ(differences.onlyB, 0U);
    EXPECT_EQ(lifeDifferences({}, {}, 10).compared, 0U);
}

} // namespace
} // namespace interleave
