// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/rank_tests.h"
#include "tests/analysis/reference.h"

#include <cmath>
#include <functional>
#include <numeric>

using namespace interleave::analysis;
using interleave::analysis::test::reference;
using interleave::analysis::test::table;
using nlohmann::json;

namespace {

using Values = std::vector<double>;

void expectTails(const json &wanted, const std::function<double(Tail)> &p, double tolerance, const std::string &id)
{
    const std::vector<std::pair<const char *, Tail>> tails{{"two-sided", Tail::TwoSided}, {"less", Tail::Less}, {"greater", Tail::Greater}};
    for (const auto &[name, tail] : tails) {
        const double value = wanted[name].is_null() ? 1 : wanted[name].get<double>(); // without spread the formula has no answer: p is 1
        EXPECT_NEAR(p(tail), value, tolerance) << id << ", " << name;
    }
}

TEST(MannWhitney, AgreesWithSciPyAndR)
{
    const json all = reference("mann_whitney_reference.json");
    std::size_t exact = 0;
    for (const json &aCase : all) {
        const std::string id = aCase["id"];
        const Values x = aCase["x"];
        const Values y = aCase["y"];
        const auto test = mannWhitney(x, y);
        ASSERT_TRUE(test) << id;
        EXPECT_EQ(test->u, aCase["U_x"].get<double>()) << id;
        EXPECT_NEAR(test->a12, aCase["A12"].get<double>(), 1e-12) << id;
        EXPECT_NEAR(test->cliffsDelta, aCase["cliffs_delta"].get<double>(), 1e-12) << id;
        EXPECT_NEAR(test->p, aCase["exact_permutation_two_sided_midranks"].get<double>(), 1e-12) << id;
        EXPECT_EQ(test->method, aCase["ties"].get<bool>() ? RankMethod::ExactWithTies : RankMethod::Exact) << id;
        if (aCase.contains("exact")) {
            expectTails(aCase["exact"], [&](Tail tail) { return mannWhitney(x, y, tail)->p; }, 1e-12, id);
            ++exact;
        }
        expectTails(aCase["asymptotic_cc"], [&](Tail tail) { return mannWhitneyNormal(x, y, tail, true).p; }, 1e-12, id + " with continuity");
        expectTails(aCase["asymptotic_nocc"], [&](Tail tail) { return mannWhitneyNormal(x, y, tail, false).p; }, 1e-12, id + " without continuity");
    }
    EXPECT_EQ(all.size(), 8U);
    EXPECT_EQ(exact, 6U);
}

TEST(MannWhitney, AgreesWithTheExampleOfRsManual)
{
    // ?wilcox.test, permeability constants of Hollander & Wolfe (1973), 69f.
    const Values x{0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46};
    const Values y{1.15, 0.88, 0.90, 0.74, 1.21};
    const auto test = mannWhitney(x, y);
    EXPECT_EQ(test->u, 35);
    EXPECT_NEAR(test->p, 0.2544122544123, 1e-12);
    EXPECT_NEAR(mannWhitneyNormal(x, y, Tail::TwoSided, true).p, 0.244623605127, 1e-12);
}

TEST(MannWhitney, OrdersAddUpToAllWaysToMixTheSamples)
{
    // Small ones by counting every choice, and the sum of all against the binomial.
    EXPECT_EQ(rankOrders(2, 2), (Values{1, 1, 2}));       // of 1 1 2 1 1
    EXPECT_EQ(rankOrders(3, 3), (Values{1, 1, 2, 3, 3})); // of 1 1 2 3 3 3 3 2 1 1
    EXPECT_EQ(rankOrders(1, 4), (Values{1, 1, 1}));
    const auto sum = [](std::size_t m, std::size_t n) {
        const Values half = rankOrders(m, n);
        const double both = 2 * std::accumulate(half.begin(), half.end(), 0.0);
        return m * n % 2 == 0 ? both - half.back() : both;
    };
    EXPECT_EQ(sum(10, 10), 184756);
    EXPECT_EQ(sum(7, 10), 19448);
    EXPECT_EQ(sum(20, 20), 137846528820.0);
    const double fifty = std::exp(std::lgamma(101) - 2 * std::lgamma(51));
    EXPECT_NEAR(sum(50, 50) / fifty, 1, 1e-10);
}

TEST(MannWhitney, CompleteSeparationHasTheSmallestPThereIs)
{
    std::size_t checked = 0;
    for (const auto &row : table("mann_whitney_min_p.csv")) {
        const std::size_t n = std::stoul(row[0]);
        EXPECT_NEAR(smallestP(n, n), std::stod(row[2]), 1e-12 * std::stod(row[2])) << n;
        Values x(n), y(n);
        std::iota(x.begin(), x.end(), 0.0);
        std::iota(y.begin(), y.end(), 1000.0);
        EXPECT_NEAR(mannWhitney(x, y)->p, std::stod(row[2]), 1e-12 * std::stod(row[2])) << n;
        ++checked;
    }
    EXPECT_EQ(checked, 19U);
    EXPECT_EQ(smallestP(1, 1), 1);
    EXPECT_EQ(smallestP(0, 5), 1);
}

TEST(MannWhitney, LargeSamplesAndManyTiesUseTheNormalApproximation)
{
    Values x(60), y(60);
    std::iota(x.begin(), x.end(), 0.0);
    std::iota(y.begin(), y.end(), 0.5);
    EXPECT_EQ(mannWhitney(x, y)->method, RankMethod::Normal);
    EXPECT_GT(mannWhitney(x, y)->p, 0.5);
    EXPECT_EQ(mannWhitney(Values(15, 1.0), Values(15, 1.0))->method, RankMethod::Normal); // 155 million assignments
    EXPECT_EQ(mannWhitney(Values(15, 1.0), Values(15, 1.0))->p, 1);
}

TEST(MannWhitney, TheExactAndTheApproximateAnswerMeetWhereBothHold)
{
    Values x, y;
    for (int i = 0; i < 45; ++i) {
        x.push_back(i);
        y.push_back(i + 6.5);
    }
    const double exact = mannWhitney(x, y)->p;
    EXPECT_NEAR(mannWhitneyNormal(x, y, Tail::TwoSided, true).p, exact, 0.03 * exact + 1e-3);
}

TEST(MannWhitney, WithoutASampleThereIsNothing)
{
    EXPECT_EQ(mannWhitney({}, Values{1}), std::nullopt);
    EXPECT_EQ(hodgesLehmann(Values{1}, {}), std::nullopt);
}

TEST(HodgesLehmann, HasTheShiftAndTheIntervalOfTheReference)
{
    const json all = reference("mann_whitney_reference.json");
    std::size_t intervals = 0;
    for (const json &aCase : all) {
        const std::string id = aCase["id"];
        const auto shift = hodgesLehmann(Values(aCase["x"]), Values(aCase["y"]));
        EXPECT_NEAR(shift->estimate, aCase["hodges_lehmann_x_minus_y"].get<double>(), 1e-12) << id;
        if (!aCase.contains("shift_ci95"))
            continue;
        ASSERT_EQ(shift->interval.has_value(), !aCase["shift_ci95"].is_null()) << id;
        if (!shift->interval)
            continue;
        EXPECT_NEAR(shift->interval->first, aCase["shift_ci95"][0].get<double>(), 1e-12) << id;
        EXPECT_NEAR(shift->interval->second, aCase["shift_ci95"][1].get<double>(), 1e-12) << id;
        EXPECT_NEAR(*shift->coverage, aCase["shift_ci95_coverage"].get<double>(), 1e-12) << id;
        ++intervals;
    }
    EXPECT_EQ(intervals, 3U);
}

TEST(HodgesLehmann, OfLogarithmsIsTheRatioOfTheReference)
{
    const json all = reference("ranking_reference.json");
    const json &first = all["cases"][0];
    std::size_t checked = 0;
    for (const json &pair : first["pairs"]) {
        const Values a = first["runs"][pair["a"].get<std::string>()];
        const Values b = first["runs"][pair["b"].get<std::string>()];
        const auto ratio = hodgesLehmannRatio(b, a);
        EXPECT_NEAR(ratio->estimate, pair["ratio_b_over_a"].get<double>(), 1e-12);
        EXPECT_NEAR(ratio->interval->first, pair["ratio_ci95"][0].get<double>(), 1e-12);
        EXPECT_NEAR(ratio->interval->second, pair["ratio_ci95"][1].get<double>(), 1e-12);
        EXPECT_NEAR(mannWhitney(b, a)->p, pair["p"].get<double>(), 1e-12);
        ++checked;
    }
    EXPECT_EQ(checked, 21U);
}

TEST(HodgesLehmann, OfManyValuesUsesTheNormalBound)
{
    Values x(100), y(100);
    std::iota(x.begin(), x.end(), 10.0);
    std::iota(y.begin(), y.end(), 0.0);
    const auto shift = hodgesLehmann(x, y);
    EXPECT_NEAR(shift->estimate, 10, 1e-12);
    EXPECT_LT(shift->interval->first, 4);
    EXPECT_GT(shift->interval->second, 16);
}

TEST(EffectSize, HasFourWords)
{
    EXPECT_EQ(effectSize(-0.1), EffectSize::Negligible);
    EXPECT_EQ(effectSize(0.147), EffectSize::Small);
    EXPECT_EQ(effectSize(-0.4), EffectSize::Medium);
    EXPECT_EQ(effectSize(0.474), EffectSize::Large);
}

TEST(Holm, StepsDown)
{
    const json all = reference("holm_reference.json");
    for (const json &aCase : all) {
        const Values adjusted = holm(Values(aCase["p"]));
        const Values wanted = aCase["holm"];
        ASSERT_EQ(adjusted.size(), wanted.size());
        for (std::size_t i = 0; i < wanted.size(); ++i)
            EXPECT_NEAR(adjusted[i], wanted[i], 1e-12) << aCase;
    }
    EXPECT_EQ(all.size(), 4U);
    EXPECT_TRUE(holm({}).empty());
    EXPECT_EQ(holm(Values{0.9, 0.8}), (Values{1, 1}));
}

TEST(Friedman, AgreesWithR)
{
    const json all = reference("friedman_reference.json");
    for (const json &aCase : all) {
        const auto blocks = aCase["matrix_rows_are_blocks"].get<std::vector<Values>>();
        const auto test = friedman(blocks);
        ASSERT_TRUE(test);
        EXPECT_NEAR(test->chiSquared, aCase["chi2"].get<double>(), 1e-6);
        EXPECT_NEAR(test->p, aCase["p"].get<double>(), 1e-6);
        EXPECT_EQ(test->degrees, aCase["df"].get<double>());
        const Values ranks = aCase["average_ranks"];
        for (std::size_t i = 0; i < ranks.size(); ++i)
            EXPECT_NEAR(test->meanRanks[i], ranks[i], 1e-12);
        EXPECT_NEAR(*nemenyiDifference(blocks.front().size(), blocks.size()), aCase["nemenyi_cd_0_05"].get<double>(), 2e-4);
    }
    EXPECT_EQ(all.size(), 2U);
}

TEST(Friedman, OfWhatIsAllEqualOrNoTableSaysNothing)
{
    EXPECT_EQ(friedman({}), std::nullopt);
    EXPECT_EQ(friedman({{1, 2}}), std::nullopt);
    EXPECT_EQ(friedman({{1}, {2}}), std::nullopt);
    EXPECT_EQ(friedman({{1, 2}, {1}}), std::nullopt);
    const auto equal = friedman({{5, 5, 5}, {5, 5, 5}});
    EXPECT_EQ(equal->chiSquared, 0);
    EXPECT_EQ(equal->p, 1);
    EXPECT_EQ(nemenyiDifference(21, 10), std::nullopt);
}

} // namespace
