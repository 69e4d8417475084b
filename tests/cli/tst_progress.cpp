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

TEST(Progress, NothingKnownYetIsAnEmptyBar)
{
    EXPECT_TRUE(barText({}, 200).starts_with("[----------------] 0/0"));
}

} // namespace
} // namespace interleave::cli
