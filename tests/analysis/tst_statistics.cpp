// SPDX-License-Identifier: GPL-3.0-or-later
// Known answers: see tests/data/README.md for where they come from.
#include "core/analysis/statistics.h"

#include "tests/analysis/reference.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>

using namespace interleave::analysis;
using interleave::analysis::test::reference;
using interleave::analysis::test::table;
using nlohmann::json;

namespace {

json descriptive() { return reference("descriptive_reference.json"); }

/// The values of a set; the three that NIST describes by a rule are made by it.
std::vector<double> valuesOf(const json &set)
{
    if (set["values"].is_array())
        return set["values"];
    const std::map<std::string, std::array<double, 3>> rules{
        {"numacc2", {1.2, 1.1, 1.3}}, {"numacc3", {1000000.2, 1000000.1, 1000000.3}}, {"numacc4", {10000000.2, 10000000.1, 10000000.3}}};
    const auto &rule = rules.at(set["id"]);
    std::vector<double> values{rule[0]};
    for (int i = 0; i < 500; ++i)
        values.insert(values.end(), {rule[1], rule[2]});
    return values;
}

std::vector<double> counting(int from, int to)
{
    std::vector<double> values(static_cast<std::size_t>(to - from + 1));
    std::iota(values.begin(), values.end(), from);
    return values;
}

/// What the table itself says of the sets whose values are not written down: order statistics, by types 1 (the value of rank ⌈np⌉) and 2
/// (the mean of that and the next where np is whole). The others have no part in any of the table's quantiles: a number far out shows it.
std::vector<double> fromTable(const std::vector<std::vector<std::string>> &rows, const std::string &name)
{
    std::vector<double> values;
    for (const auto &row : rows) {
        if (row[0] != name)
            continue;
        const auto n = std::stod(row[1]);
        values.resize(std::stoul(row[1]), -1e9);
        const double at = n * std::stod(row[2]);
        const auto rank = static_cast<std::size_t>(std::max(std::ceil(at - 1e-9), 1.0));
        values[rank - 1] = std::stod(row[3]);
        if (std::abs(at - std::round(at)) < 1e-9 && rank < values.size() && at > 0)
            values[rank] = 2 * std::stod(row[4]) - std::stod(row[3]);
    }
    return values;
}

/// Every set of the quantile table.
std::map<std::string, std::vector<double>> quantileSets(const std::vector<std::vector<std::string>> &rows)
{
    std::map<std::string, std::vector<double>> sets{{"one", {42}}, {"two", {1, 2}}, {"three", {1, 2, 4}}, {"1..10", counting(1, 10)},
                                                    {"1..100", counting(1, 100)}, {"const5", {7, 7, 7, 7, 7}}};
    for (const json &set : descriptive()) {
        if (set["id"] == "jmh_25" || set["id"] == "michelso") {
            auto &values = sets[set["id"]] = valuesOf(set);
            std::sort(values.begin(), values.end());
        }
    }
    for (const char *name : {"heavy", "bimodal"})
        sets[name] = fromTable(rows, name);
    return sets;
}

TEST(Quantile, HasTheNineDefinitionsOfHyndmanAndFan)
{
    const auto rows = table("quantile_reference.csv");
    const auto sets = quantileSets(rows);
    std::size_t checked = 0;
    for (const auto &row : rows) {
        const std::vector<double> &values = sets.at(row[0]);
        ASSERT_EQ(values.size(), std::stoul(row[1])) << row[0];
        for (int type = 1; type <= 9; ++type, ++checked) {
            const double wanted = std::stod(row[static_cast<std::size_t>(2 + type)]);
            // The table was computed with exact fractions of decimal numbers; the rest is the double's own rounding.
            EXPECT_NEAR(quantileSorted(values, std::stod(row[2]), type), wanted, 1e-12 * std::max(1.0, std::abs(wanted)))
                << row[0] << " p=" << row[2] << " type " << type;
        }
    }
    EXPECT_EQ(checked, 810U);
}

TEST(Quantile, IsTypeSevenUnlessAnotherIsAskedFor)
{
    const auto rows = table("quantile_reference.csv");
    const auto sets = quantileSets(rows);
    for (const auto &row : rows) {
        const double p = std::stod(row[2]);
        const double wanted = quantileSorted(sets.at(row[0]), p, 7);
        EXPECT_NEAR(quantileSorted(sets.at(row[0]), p), wanted, 1e-12 * std::max(1.0, std::abs(wanted))) << row[0] << " p=" << p;
    }
}

TEST(Percentile, NeedsAsManyValuesAsTheBinomialSays)
{
    std::size_t checked = 0;
    for (const auto &row : table("min_samples_for_percentile.csv")) {
        if (row[1].find("two-sided") == std::string::npos)
            continue;
        const double p = std::stod(row[0]);
        const std::size_t least = std::stoul(row.back());
        EXPECT_TRUE(percentileAllowed(least, p)) << p;
        EXPECT_FALSE(percentileAllowed(least - 1, p)) << p;
        EXPECT_EQ(samplesFor(p), least);
        ++checked;
    }
    EXPECT_EQ(checked, 6U);
}

TEST(Percentile, IsEmptyWhereTooFewValuesWouldMakeItUp)
{
    const auto values = counting(1, 71);
    EXPECT_EQ(percentile(values, 0.95), std::nullopt);
    EXPECT_NEAR(*percentile(counting(1, 72), 0.95), 68.45, 1e-12);
    EXPECT_NEAR(*percentile(values, 0.90), 64.0, 1e-12);
    EXPECT_EQ(percentile({}, 0.5), std::nullopt);
    EXPECT_FALSE(percentileAllowed(0, 1.0));
}

TEST(Median, IsTheMiddleOrTheMeanOfTheMiddleTwo)
{
    EXPECT_EQ(median({}), std::nullopt);
    EXPECT_EQ(median({7}), 7);
    EXPECT_EQ(median({4, 1}), 2.5);
    EXPECT_EQ(median({9, 1, 5}), 5);
}

TEST(QuantileInterval, HasTheRanksOfTheBinomial)
{
    std::size_t checked = 0;
    for (const auto &row : table("order_statistic_ci.csv")) {
        const std::size_t n = std::stoul(row[0]);
        const auto rankOf = [](const std::string &cell) { return cell.empty() ? std::nullopt : std::optional(std::stoul(cell)); };
        const RankInterval ranks = quantileRanks(n, std::stod(row[1]), std::stod(row[2]));
        EXPECT_EQ(ranks.low, rankOf(row[3])) << n << " p=" << row[1] << " " << row[2];
        EXPECT_EQ(ranks.high, rankOf(row[4])) << n << " p=" << row[1] << " " << row[2];
        ++checked;
    }
    EXPECT_EQ(checked, 174U);
}

TEST(QuantileInterval, IsEmptyIfASideHasNoBound)
{
    EXPECT_EQ(quantileInterval(counting(1, 367), 0.99), std::nullopt);
    ASSERT_TRUE(quantileInterval(counting(1, 368), 0.99));
    EXPECT_EQ(quantileInterval(counting(1, 368), 0.99)->second, 368);
    EXPECT_EQ(medianInterval({}), std::nullopt);
    EXPECT_EQ(medianInterval(counting(1, 5)), std::nullopt);
    EXPECT_EQ(medianInterval({3, 1, 4, 1, 5, 9, 2, 6, 5, 3}), std::pair(1.0, 6.0)); // ranks 2 and 9 of 10
}

TEST(MedianInterval, HoldsForMoreRunsThanADoubleHasPowersOfTwo)
{
    const auto interval = medianInterval(counting(1, 10'000)); // by the normal approximation: 5000.5 ± 0.98 · √10000 ± 1
    ASSERT_TRUE(interval.has_value());
    EXPECT_NEAR(interval->first, 4902, 1);
    EXPECT_EQ(interval->first + interval->second, 10'001);
}

TEST(Moments, AgreeWithNist)
{
    std::size_t checked = 0;
    for (const json &set : descriptive()) {
        const std::string id = set["id"];
        Moments moments;
        for (const double value : valuesOf(set))
            moments.add(value);
        const bool published = set.contains("certified_mean");
        const double wantedMean = published ? std::stod(set["certified_mean"].get<std::string>()) : set["mine"]["mean"].get<double>();
        const double wantedStdev = published ? std::stod(set["certified_sd"].get<std::string>()) : set["mine"]["sd"].get<double>();
        EXPECT_EQ(moments.n, set["n"]) << id;
        EXPECT_NEAR(moments.mean, wantedMean, 1e-9 * std::abs(wantedMean)) << id;
        ASSERT_TRUE(moments.stdev().has_value()) << id;
        EXPECT_NEAR(*moments.stdev(), wantedStdev, (id == "numacc4" ? 1e-7 : 1e-9) * wantedStdev) << id;
        ++checked;
    }
    EXPECT_EQ(checked, 7U);
}

TEST(Moments, OneValueHasNoSpread)
{
    Moments moments;
    EXPECT_EQ(moments.stdev(), std::nullopt);
    moments.add(5);
    EXPECT_EQ(moments.mean, 5);
    EXPECT_EQ(moments.stdev(), std::nullopt);
    moments.add(5);
    EXPECT_EQ(moments.stdev(), 0);
}

TEST(StudentQuantile, AgreesWithTheIncompleteBeta)
{
    constexpr std::array kP{0.90, 0.95, 0.975, 0.99, 0.995, 0.9995};
    std::size_t checked = 0;
    for (const auto &row : table("student_t_quantiles.csv")) {
        const double degrees = row[0] == "inf" ? std::numeric_limits<double>::infinity() : std::stod(row[0]);
        for (std::size_t i = 0; i < kP.size(); ++i, ++checked)
            EXPECT_NEAR(studentQuantile(kP[i], degrees), std::stod(row[i + 1]), 1e-9 * std::stod(row[i + 1])) << row[0] << " p=" << kP[i];
    }
    EXPECT_GE(checked, 100U);
}

TEST(MeanInterval, AgreesWithJmh)
{
    for (const json &set : descriptive()) {
        if (set["id"] != "jmh_25")
            continue;
        const Moments moments = momentsOf(valuesOf(set));
        EXPECT_NEAR(moments.mean, 51.0331695174, 1e-6);
        EXPECT_NEAR(*moments.stdev(), 28.582874479178, 1e-6);
        const auto interval = meanInterval(moments, 0.999);
        EXPECT_NEAR(interval->first, 29.622317795468643, 1e-6);
        EXPECT_NEAR(interval->second, 72.44402123933135, 1e-6);
        return;
    }
    FAIL() << "the set is missing";
}

TEST(MeanInterval, NeedsThreeValues)
{
    EXPECT_EQ(meanInterval(momentsOf({})), std::nullopt);
    EXPECT_EQ(meanInterval(momentsOf(std::array{1.0})), std::nullopt);
    EXPECT_EQ(meanInterval(momentsOf(std::array{1.0, 2.0})), std::nullopt);
    EXPECT_TRUE(meanInterval(momentsOf(std::array{1.0, 2.0, 3.0})));
}

TEST(LagOneCorrelation, AgreesWithNist)
{
    std::size_t checked = 0;
    for (const json &set : descriptive()) {
        if (!set.contains("certified_lag1_autocorr"))
            continue;
        const std::string id = set["id"];
        const double wanted = std::stod(set["certified_lag1_autocorr"].get<std::string>());
        EXPECT_NEAR(*lagOneCorrelation(valuesOf(set)), wanted, (id == "numacc4" ? 1e-7 : 1e-9) * std::abs(wanted)) << id;
        ++checked;
    }
    EXPECT_EQ(checked, 6U);
    EXPECT_EQ(lagOneCorrelation(std::array{1.0}), std::nullopt);
    EXPECT_EQ(lagOneCorrelation(std::array{2.0, 2.0, 2.0}), std::nullopt);
}

TEST(Variation, IsRelativeToTheMeanAndEmptyWithoutOne)
{
    EXPECT_NEAR(*momentsOf(std::array{9.0, 10.0, 11.0}).variation(), 0.1, 1e-12);
    EXPECT_EQ(momentsOf(std::array{5.0}).variation(), std::nullopt);
    EXPECT_EQ(momentsOf(std::array{-1.0, 1.0}).variation(), std::nullopt);
    EXPECT_EQ(momentsOf(std::array{5.0, 5.0}).variation(), 0);
}

TEST(MedianAbsoluteDeviation, IsTheMedianOfTheDistances)
{
    EXPECT_EQ(medianAbsoluteDeviation({1, 1, 2, 2, 4, 6, 9}), 1);
    EXPECT_EQ(medianAbsoluteDeviation({5, 5, 5}), 0);
    EXPECT_EQ(medianAbsoluteDeviation({5}), std::nullopt);
    EXPECT_EQ(medianAbsoluteDeviation({}), std::nullopt);
}

TEST(JainFairness, IsOneForEqualSharesAndOneOfNForOneWinner)
{
    EXPECT_EQ(jainFairness(std::array{3.0, 3.0, 3.0, 3.0}), 1);
    EXPECT_EQ(jainFairness(std::array{7.0}), 1);
    EXPECT_EQ(jainFairness(std::array{0.0, 8.0, 0.0, 0.0}), 0.25);
    EXPECT_NEAR(*jainFairness(std::array{1.0, 2.0, 3.0}), 36.0 / 42, 1e-12);
    EXPECT_EQ(jainFairness({}), std::nullopt);
    EXPECT_EQ(jainFairness(std::array{0.0, 0.0}), std::nullopt);
}

TEST(Spearman, ComparesOrdersOnly)
{
    EXPECT_NEAR(*spearman(std::array{1.0, 2.0, 3.0, 4.0}, std::array{1.0, 10.0, 11.0, 1000.0}), 1, 1e-12);
    EXPECT_NEAR(*spearman(std::array{1.0, 2.0, 3.0}, std::array{3.0, 2.0, 1.0}), -1, 1e-12);
    // Textbook: IQ against hours of television, ρ = −29/165.
    EXPECT_NEAR(*spearman(std::array{106.0, 100.0, 86.0, 101.0, 99.0, 103.0, 97.0, 113.0, 112.0, 110.0},
                          std::array{7.0, 27.0, 2.0, 50.0, 28.0, 29.0, 20.0, 12.0, 6.0, 17.0}), -29.0 / 165, 1e-12);
    EXPECT_EQ(spearman(std::array{1.0, 2.0}, std::array{1.0, 2.0}), std::nullopt);
    EXPECT_EQ(spearman(std::array{1.0, 2.0, 3.0}, std::array{5.0, 5.0, 5.0}), std::nullopt);
}

TEST(DisplayRatio, OfNothingByNothingIsOneAndByNothingInfinite)
{
    EXPECT_EQ(displayRatio(6, 3), 2);
    EXPECT_EQ(displayRatio(0, 0), 1);
    EXPECT_EQ(displayRatio(3, 0), std::numeric_limits<double>::infinity());
}

TEST(Cleaned, RejectsWhatNoClockCanHaveSaidAndCountsIt)
{
    const auto clean = cleaned({1, std::numeric_limits<double>::quiet_NaN(), -1, 0, std::numeric_limits<double>::infinity(), 2});
    EXPECT_EQ(clean.values, (std::vector<double>{1, 0, 2}));
    EXPECT_EQ(clean.rejected, 3U);
}

TEST(EdgeCases, AsManyValuesAsThereAreSoMuchIsSaid)
{
    Moments none;
    EXPECT_EQ(none.stdev(), std::nullopt);
    EXPECT_EQ(median({}), std::nullopt);
    const Moments one = momentsOf(std::array{3.0});
    EXPECT_EQ(one.mean, 3);
    EXPECT_EQ(one.stdev(), std::nullopt) << "not 0";
    const Moments two = momentsOf(std::array{3.0, 5.0});
    EXPECT_EQ(two.mean, 4);
    EXPECT_TRUE(two.stdev());
    EXPECT_EQ(meanInterval(two), std::nullopt);
    const Moments equal = momentsOf(std::array{4.0, 4.0, 4.0});
    EXPECT_EQ(equal.stdev(), 0);
    EXPECT_EQ(meanInterval(equal), std::pair(4.0, 4.0));
}

} // namespace
