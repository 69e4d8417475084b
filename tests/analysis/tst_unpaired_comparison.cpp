// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/finding.h"
#include "core/analysis/unpaired_comparison.h"
#include "tests/analysis/experiment.h"
#include "tests/analysis/reference.h"

#include <limits>
#include <map>

using namespace interleave;
using namespace interleave::analysis;
using interleave::analysis::test::Experiment;
using interleave::analysis::test::reference;
using nlohmann::json;

namespace {

using Values = std::vector<double>;

TEST(UnpairedComparison, GivesThePValuesRatiosAndDecisionsOfTheReference)
{
    const json all = reference("ranking_reference.json");
    const json &first = all["cases"][0];
    std::vector<UnpairedSamples> samples;
    for (const json &pair : first["pairs"])
        samples.push_back({first["runs"][pair["a"].get<std::string>()], first["runs"][pair["b"].get<std::string>()]});
    const auto results = compareUnpaired(samples);
    ASSERT_EQ(results.size(), 21U);
    for (std::size_t i = 0; i < results.size(); ++i) {
        const json &pair = first["pairs"][i];
        EXPECT_NEAR(*results[i].p, pair["p_holm"].get<double>(), 1e-12) << pair;
        EXPECT_NEAR(*results[i].ratio, pair["ratio_b_over_a"].get<double>(), 1e-12) << pair;
        EXPECT_NEAR(*results[i].low, pair["ratio_ci95"][0].get<double>(), 1e-12) << pair;
        EXPECT_EQ(results[i].verdict, pair["decision"] == "tie" ? Verdict::NotSeparated : Verdict::FirstBetter) << pair;
        EXPECT_FALSE(results[i].paired);
    }
}

/// As it comes from a table that knows nothing of rounds.
Experiment withoutRounds(const json &runs)
{
    Experiment experiment;
    for (const auto &[name, seconds] : runs.items()) {
        const auto entry = experiment.entry(name);
        for (const double s : seconds)
            experiment.run(entry, 0, s * 1e9);
    }
    return experiment;
}

TEST(UnpairedRanking, IsThatOfTheReferenceWhereRoundsDoNotPairTheRuns)
{
    const json all = reference("ranking_reference.json");
    const json &first = all["cases"][0];
    Experiment experiment = withoutRounds(first["runs"]);
    const Ranking ranking = rank(experiment.record());
    EXPECT_FALSE(ranking.paired);
    std::map<std::string, std::size_t> ranks;
    for (const RankedEntry &row : ranking.rows)
        ranks[experiment.label(row.entry)] = row.rank.value_or(0);
    EXPECT_EQ(english(findingOf(experiment.record(), ranking).sentence, experiment.record().plan),
              "No difference in makespan resolved among the first, tbb and threads (it is below a factor of 1.046); coro, next, is behind by a factor of 1.036 "
              "(95 % interval 1.017 to 1.061, 10 runs each).");
    EXPECT_EQ(ranks, (first["expected_rank"].get<std::map<std::string, std::size_t>>()));
}

TEST(UnpairedRanking, ThreeRunsRankNobodyAndSayHowManyWould)
{
    const json all = reference("ranking_reference.json");
    Experiment experiment = withoutRounds(all["cases"][1]["runs"]);
    for (const RankedEntry &row : rank(experiment.record()).rows)
        EXPECT_EQ(verdictText(row, Goal::Makespan), "too few rounds (needs 6)"); // 21 · 2 / C(12, 6) < 0.05
}

TEST(UnpairedComparison, SamplesMayBeOfUnequalSize)
{
    Values many, few;
    for (int i = 0; i < 20; ++i)
        many.push_back(1 + 0.001 * i);
    for (int i = 0; i < 5; ++i)
        few.push_back(2 + 0.001 * i);
    const auto results = compareUnpaired(std::vector<UnpairedSamples>{{many, few}});
    EXPECT_EQ(results[0].verdict, Verdict::FirstBetter);
    EXPECT_EQ(results[0].rounds, 5U);
    EXPECT_NEAR(*results[0].ratio, 1.98, 0.01);
}

TEST(UnpairedComparison, ASmallDifferenceIsNoVerdict)
{
    Values a, b;
    for (int i = 0; i < 10; ++i) {
        a.push_back(1 + 0.0001 * i);
        b.push_back(1.01 + 0.0001 * i);
    }
    const auto results = compareUnpaired(std::vector<UnpairedSamples>{{a, b}});
    EXPECT_EQ(results[0].verdict, Verdict::NotSeparated);
    EXPECT_TRUE(results[0].smallDifference);
    EXPECT_LT(*results[0].p, 0.05);
}

TEST(UnpairedComparison, EqualValuesAreATieAndNothingIsTooFew)
{
    const auto results = compareUnpaired(std::vector<UnpairedSamples>{{Values(8, 5.0), Values(8, 5.0)}, {{}, {1, 2}}});
    EXPECT_EQ(results[0].verdict, Verdict::NotSeparated);
    EXPECT_EQ(results[0].p, 1);
    EXPECT_EQ(results[1].verdict, Verdict::TooFewRounds);
    EXPECT_EQ(results[1].ratio, std::nullopt);
    EXPECT_TRUE(compareUnpaired({}).empty());
}

TEST(UnpairedComparison, WhatIsNoCostIsLeftOut)
{
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const auto results = compareUnpaired(std::vector<UnpairedSamples>{{{1, 2, nan, 0, 3, -1}, {1, 2, 3, 4}}});
    EXPECT_EQ(results[0].rounds, 3U);
}

} // namespace
