// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/engine.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

using interleave::engine::roundOrder;

TEST(RoundOrder, EveryRoundHoldsEveryEntryOnce)
{
    for (std::size_t entries = 1; entries <= 9; ++entries) {
        const auto order = roundOrder(entries, 23, 7);
        ASSERT_EQ(order.size(), 23U);
        for (const auto &round : order)
            EXPECT_EQ(std::set<std::size_t>(round.begin(), round.end()).size(), entries);
    }
}

TEST(RoundOrder, EachEntryStandsInEachPositionOnceInAsManyRounds)
{
    for (std::size_t entries = 1; entries <= 8; ++entries) {
        const auto order = roundOrder(entries, static_cast<int>(3 * entries), 11);
        for (std::size_t square = 0; square < 3; ++square) {
            for (std::size_t position = 0; position < entries; ++position) {
                std::set<std::size_t> there;
                for (std::size_t row = 0; row < entries; ++row)
                    there.insert(order[square * entries + row][position]);
                EXPECT_EQ(there.size(), entries) << entries << " entries, position " << position;
            }
        }
    }
}

TEST(RoundOrder, TwoEntriesAlternateInPairsOfRounds)
{
    const auto order = roundOrder(2, 20, 3);
    for (std::size_t pair = 0; pair < order.size(); pair += 2) {
        EXPECT_EQ(order[pair][0], order[pair + 1][1]);
        EXPECT_EQ(order[pair][1], order[pair + 1][0]);
    }
}

TEST(RoundOrder, PartOfASquareIsAsBalancedAsItCanBe)
{
    // 10 rounds of 4: no entry stands in a position less than twice or more than three times.
    const auto order = roundOrder(4, 10, 5);
    std::map<std::pair<std::size_t, std::size_t>, int> times;
    for (const auto &round : order)
        for (std::size_t position = 0; position < round.size(); ++position)
            ++times[{round[position], position}];
    EXPECT_EQ(times.size(), 16U);
    for (const auto &[where, count] : times) {
        EXPECT_GE(count, 2);
        EXPECT_LE(count, 3);
    }
}

TEST(RoundOrder, SeedDecides)
{
    EXPECT_EQ(roundOrder(6, 12, 42), roundOrder(6, 12, 42));
    EXPECT_NE(roundOrder(6, 12, 42), roundOrder(6, 12, 43));
}

TEST(RoundOrder, FirstOfTheFirstRoundIsAnyEntry)
{
    std::map<std::size_t, int> first;
    for (std::uint64_t seed = 0; seed < 4000; ++seed)
        ++first[roundOrder(4, 1, seed)[0][0]];
    for (std::size_t entry = 0; entry < 4; ++entry)
        EXPECT_NEAR(first[entry], 1000, 150);
}

TEST(RoundOrder, NothingOfNothing)
{
    EXPECT_TRUE(roundOrder(0, 5, 1).empty());
    EXPECT_TRUE(roundOrder(3, 0, 1).empty());
}
