// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/paired_comparison.h"
#include "core/analysis/quantile.h"
#include "tests/analysis/reference.h"

#include <cmath>
#include <limits>
#include <random>

using namespace interleave::analysis;
using interleave::analysis::test::reference;
using interleave::analysis::test::table;
using nlohmann::json;

namespace {

std::vector<double> timesOf(const json &aCase, const json &name) { return aCase["runs"][name.get<std::string>()]; }

TEST(RoundsNeeded, GrowWithTheNumberOfComparisons)
{
    std::size_t checked = 0;
    for (const auto &row : table("sign_test_bonferroni.csv")) {
        const std::size_t m = std::stoul(row[0]);
        EXPECT_EQ(roundsNeeded({0.05, 0.02, m}), std::stoul(row[2])) << row[1];
        const std::vector<std::size_t> rounds{6, 10, 13, 15, 20, 30, 40, 52};
        for (std::size_t i = 0; i < rounds.size(); ++i, ++checked)
            EXPECT_EQ(lowerRank(rounds[i], 0.5, 0.05 / (2 * static_cast<double>(m))), std::stoul(row[3 + i])) << row[1] << ", n = " << rounds[i];
    }
    EXPECT_EQ(checked, 72U);
}

TEST(PairedComparison, GivesTheRatiosIntervalsAndDecisionsOfTheReference)
{
    std::size_t checked = 0;
    const json all = reference("ranking_reference.json");
    for (const json &aCase : all["cases"]) {
        const json &paired = aCase["paired_sign_test"];
        for (const json &pair : paired["pairs"]) {
            const auto result = comparePaired(timesOf(aCase, pair["a"]), timesOf(aCase, pair["b"]), {0.05, 0.02, paired["m"]});
            const std::string who = aCase["id"].get<std::string>() + ": " + pair["a"].get<std::string>() + " – " + pair["b"].get<std::string>();
            EXPECT_NEAR(*result.ratio, pair["ratio_b_over_a"].get<double>(), 1e-12) << who;
            ASSERT_EQ(result.low.has_value(), !pair["ci"].is_null()) << who;
            if (result.low) {
                EXPECT_NEAR(*result.low, pair["ci"][0].get<double>(), 1e-12) << who;
                EXPECT_NEAR(*result.high, pair["ci"][1].get<double>(), 1e-12) << who;
            }
            const bool better = pair["decision"] == pair["a"].get<std::string>() + " better";
            const Verdict wanted = better ? Verdict::FirstBetter : result.low ? Verdict::NotSeparated : Verdict::TooFewRounds;
            EXPECT_EQ(result.verdict, wanted) << who;
            ++checked;
        }
    }
    EXPECT_EQ(checked, 63U);
}

const std::vector<double> kTen{10.0, 10.1, 9.9, 10.2, 10.0, 9.8, 10.1, 10.0, 9.9, 10.3};

std::vector<double> times(double factor)
{
    std::vector<double> values = kTen;
    for (double &value : values)
        value *= factor;
    return values;
}

TEST(PairedComparison, ADifferenceBelowTheThresholdIsResolvedAndStillNoVerdict)
{
    const auto result = comparePaired(kTen, times(1.01));
    EXPECT_NEAR(*result.ratio, 1.01, 1e-12);
    EXPECT_GT(*result.low, 1);
    EXPECT_EQ(result.verdict, Verdict::NotSeparated);
    EXPECT_TRUE(result.smallDifference);
    EXPECT_EQ(comparePaired(kTen, times(1.03)).verdict, Verdict::FirstBetter);
    EXPECT_EQ(comparePaired(kTen, times(1.01), {0.05, 0.005, 1}).verdict, Verdict::FirstBetter);
}

TEST(PairedComparison, SeenFromTheOtherSideItSaysTheSame)
{
    const auto forth = comparePaired(kTen, times(1.5));
    const auto back = comparePaired(times(1.5), kTen);
    const auto turned = reversed(forth);
    EXPECT_EQ(forth.verdict, Verdict::FirstBetter);
    EXPECT_EQ(back.verdict, Verdict::SecondBetter);
    EXPECT_EQ(turned.verdict, back.verdict);
    EXPECT_NEAR(*turned.ratio, *back.ratio, 1e-12);
    EXPECT_NEAR(*turned.low, *back.low, 1e-12);
    EXPECT_NEAR(*turned.high, *back.high, 1e-12);
}

TEST(PairedComparison, ARoundWithoutBothFiguresDoesNotCount)
{
    constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
    auto a = kTen;
    auto b = times(2);
    a[0] = kNone;
    b[1] = 0;
    b[2] = -1;
    b[3] = std::numeric_limits<double>::infinity();
    const auto result = comparePaired(a, b);
    EXPECT_EQ(result.rounds, 6U);
    EXPECT_EQ(result.verdict, Verdict::FirstBetter);
    b[4] = kNone;
    const auto fewer = comparePaired(a, b);
    EXPECT_EQ(fewer.rounds, 5U);
    EXPECT_EQ(fewer.verdict, Verdict::TooFewRounds);
    EXPECT_EQ(fewer.needed, 6U);
    EXPECT_TRUE(fewer.ratio.has_value());
    EXPECT_EQ(fewer.low, std::nullopt);
}

TEST(PairedComparison, RoundsThatTheClockCannotTellApartAreCounted)
{
    const auto same = comparePaired(kTen, kTen);
    EXPECT_EQ(same.tiedRounds, 10U);
    EXPECT_EQ(same.ratio, 1);
    EXPECT_EQ(same.verdict, Verdict::NotSeparated);
    EXPECT_FALSE(same.smallDifference);
}

TEST(PairedComparison, WithoutAnyRoundThereIsNothing)
{
    const auto none = comparePaired({}, {});
    EXPECT_EQ(none.rounds, 0U);
    EXPECT_EQ(none.ratio, std::nullopt);
    EXPECT_EQ(none.verdict, Verdict::TooFewRounds);
}

TEST(PairedComparison, ADriftThatBothShareChangesNothing)
{
    std::vector<double> a = kTen;
    std::vector<double> b = times(1.05);
    const auto calm = comparePaired(a, b);
    for (std::size_t i = 0; i < a.size(); ++i) {
        a[i] *= 1 + 0.1 * static_cast<double>(i);
        b[i] *= 1 + 0.1 * static_cast<double>(i);
    }
    const auto drifting = comparePaired(a, b);
    EXPECT_NEAR(*drifting.ratio, *calm.ratio, 1e-12);
    EXPECT_EQ(drifting.verdict, calm.verdict);
}

/// How often ten rounds of two sleepers of 20 ms, with the skewed noise of a real machine, name a winner.
int verdicts(double factor, std::uint64_t seed)
{
    std::mt19937_64 random(seed);
    const auto uniform = [&random] { return (static_cast<double>(random() >> 11) + 0.5) * 0x1p-53; };
    const auto noise = [&uniform] { return 1 + 0.003 * -std::log(uniform()) + (uniform() < 0.05 ? 0.2 * uniform() : 0); };
    int decided = 0;
    for (int session = 0; session < 100; ++session) {
        std::vector<double> a, b;
        for (int round = 0; round < 10; ++round) {
            const double machine = 1 + 0.01 * round; // both drift alike
            a.push_back(20e6 * machine * noise());
            b.push_back(20e6 * machine * noise() * factor);
        }
        const Verdict verdict = comparePaired(a, b).verdict;
        decided += verdict == Verdict::FirstBetter || (factor == 1 && verdict == Verdict::SecondBetter);
    }
    return decided;
}

TEST(PairedComparison, TwoCopiesOfTheSameThingHardlyEverHaveAWinnerAndTenPercentIsFound)
{
    for (const std::uint64_t seed : {1, 2, 3}) {
        EXPECT_LE(verdicts(1, seed), 5) << seed;
        EXPECT_GE(verdicts(1.1, seed), 95) << seed;
    }
}

TEST(PairedComparison, TheIntervalMissesTheTruthAsOftenAsItSays)
{
    std::mt19937_64 random(7);
    const auto skewed = [&random] { return -std::log((static_cast<double>(random() >> 11) + 0.5) * 0x1p-53); };
    int missed = 0;
    constexpr int kSessions = 2000;
    for (int session = 0; session < kSessions; ++session) {
        std::vector<double> a, b;
        for (int round = 0; round < 10; ++round) {
            a.push_back(1 + skewed());
            b.push_back(1 + skewed());
        }
        const auto result = comparePaired(a, b);
        missed += *result.low > 1 || *result.high < 1;
    }
    // Ranks 2 … 9 of 10 cover 97.85 %: 2.15 % of 2000 is 43, its standard deviation 6.5.
    EXPECT_NEAR(missed, 43, 4 * 6.5);
}

} // namespace
