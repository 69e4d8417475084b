// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eventloop/loop_lag.h"

#include <gtest/gtest.h>

namespace interleave::eventloop {
namespace {

using namespace std::chrono_literals;
using base::Nanoseconds;

TEST(LoopLag, SaysNothingBeforeABeatWasDue)
{
    LoopLag lag;
    EXPECT_FALSE(lag.next());
    lag.start(1s);
    EXPECT_EQ(lag.next(), Nanoseconds(1010ms));
    lag.beat(1009ms);
    EXPECT_EQ(lag.beats(), 0);
    EXPECT_FALSE(lag.max() || lag.mean() || lag.p99());
}

TEST(LoopLag, ASilenceCountsOnceForEveryBeatThatWasMissed)
{
    LoopLag lag;
    lag.start(1s);
    lag.beat(1012ms);          // 2 ms late
    lag.beat(1050ms);          // was busy: 30, 20, 10 and 0 ms late
    EXPECT_EQ(lag.beats(), 5);
    EXPECT_EQ(lag.max(), Nanoseconds(30ms));
    EXPECT_EQ(lag.mean(), Nanoseconds(12'400us));
    EXPECT_EQ(lag.next(), Nanoseconds(1060ms));
}

TEST(LoopLag, StoppingNotesWhatIsStillDueAndEndsIt)
{
    LoopLag lag;
    lag.start(1s);
    lag.stop(1025ms);
    EXPECT_EQ(lag.beats(), 2);
    EXPECT_EQ(lag.max(), Nanoseconds(15ms));
    EXPECT_FALSE(lag.next());
    lag.beat(9s);
    EXPECT_EQ(lag.beats(), 2);
}

/// 1,000 beats of which `late` are so late.
LoopLag withLate(int beats, int late, Nanoseconds by)
{
    LoopLag lag;
    Nanoseconds now = 1s;
    for (int i = 0; i < beats; ++i) {
        lag.start(now);
        lag.beat(now + LoopLag::kPeriod + (i < late ? by : Nanoseconds(1us)));
        now += 1s;
    }
    return lag;
}

TEST(LoopLag, TheP99IsTheOneThatAHundredthOfTheBeatsExceeds)
{
    EXPECT_LT(withLate(1000, 10, 8ms).p99(), Nanoseconds(2us)) << "ten of a thousand are above it";
    const auto p99 = withLate(1000, 11, 8ms).p99();
    ASSERT_TRUE(p99);
    EXPECT_GE(*p99, 8ms);
    EXPECT_LE(*p99, 8ms * 107 / 100);
}

TEST(LoopLag, FewBeatsHaveNoP99)
{
    EXPECT_FALSE(withLate(367, 0, 0ns).p99());
    EXPECT_TRUE(withLate(368, 0, 0ns).p99());
}

TEST(LoopLag, LagsOfEverySizeHaveAClass)
{
    for (Nanoseconds by = 0ns; by < LoopLag::kPeriod; by = by * 3 / 2 + 1ns) {
        const auto p99 = withLate(400, 400, by).p99();
        ASSERT_TRUE(p99);
        EXPECT_EQ(*p99, by) << "no class ends above the largest lag";
    }
}

} // namespace
} // namespace interleave::eventloop
