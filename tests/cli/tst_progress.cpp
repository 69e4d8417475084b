// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/progress_printer.h"
#include "core/export/columns.h"

#include <gtest/gtest.h>

namespace interleave::cli {
namespace {

engine::Progress halfWay()
{
    engine::Progress p;
    p.label = "pool";
    p.round = 1;
    p.rounds = 8;
    p.runsDone = 11;
    p.runsTotal = 24;
    p.tasksDone = 12;
    p.tasksTotal = 12;
    return p;
}

TEST(Progress, TheBarCountsTheTasksOfTheRunUnderWay)
{
    EXPECT_EQ(barText(halfWay(), 200), "[########--------] 11/24 pool, round 2 of 8, 12/12 tasks");
}

TEST(Progress, TheTimeLeftIsShownOnceThereIsOne)
{
    engine::Progress p = halfWay();
    p.secondsLeft = 4.6;
    EXPECT_TRUE(barText(p, 200).ends_with(", 5 s left"));
}

TEST(Progress, AWarmUpRoundIsNamedAsOne)
{
    engine::Progress p = halfWay();
    p.warmup = true;
    p.round = 0;
    EXPECT_NE(barText(p, 200).find("pool, warm-up 1, "), std::string::npos);
}

TEST(Progress, TheBarFitsTheTerminalAndHoldsNoControlCharacters)
{
    engine::Progress p = halfWay();
    p.label = "並行\x1b[2J";
    const std::string text = barText(p, 40);
    EXPECT_LE(exporting::displayWidth(text), 40U);
    EXPECT_EQ(text.find('\x1b'), std::string::npos);
}

TEST(Progress, ARoundThatIsDoneOnceMoreIsNamedAsOne)
{
    engine::Progress p = halfWay();
    p.again = true;
    EXPECT_NE(barText(p, 200).find("round 2 of 8 once more, "), std::string::npos);
}

TEST(Progress, TheEstimateSaysOfWhat)
{
    plan::Plan plan;
    plan.repetitions = 10;
    plan.warmup = 1;
    EXPECT_EQ(estimateText({{1.5, 0.5, 0}, 22, false}, plan), "about 22 s: 2 concurrency models, 10 rounds + 1 warm-up");
    plan.repetitions = 1;
    plan.warmup = 0;
    EXPECT_EQ(estimateText({{4.25}, 4.25, true}, plan), "at least 4.3 s: 1 concurrency model, 1 round + 0 warm-up");
    EXPECT_EQ(estimateText({{200}, 200, false}, plan), "about 3 min 20 s: 1 concurrency model, 1 round + 0 warm-up");
    plan.stop = {2, 7500};
    EXPECT_EQ(estimateText({{7200}, 7200, false}, plan),
        "about 2 h 0 min: 1 concurrency model, 1 round + 0 warm-up, fewer once every median is known to 2 %, fewer when 2 h 5 min are used up");
}

TEST(Progress, NothingKnownYetIsAnEmptyBar)
{
    EXPECT_TRUE(barText({}, 200).starts_with("[----------------] 0/0"));
}

} // namespace
} // namespace interleave::cli
