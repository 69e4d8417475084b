// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/bootstrap.h"
#include "core/analysis/outliers.h"
#include "core/analysis/statistics.h"
#include "tests/analysis/reference.h"

#include <algorithm>
#include <cmath>
#include <map>

using namespace interleave::analysis;
using interleave::analysis::test::reference;
using nlohmann::json;

namespace {

using Values = std::vector<double>;

TEST(Outliers, HaveTheFencesAndCountsOfTheReference)
{
    const json all = reference("outlier_reference.json");
    for (const json &aCase : all["cases"]) {
        const Values data = aCase["data"];
        Values sorted = data;
        std::sort(sorted.begin(), sorted.end());
        const auto fences = tukeyFences(sorted);
        const json &wanted = aCase["tukey_type7"];
        EXPECT_NEAR(fences->q1, wanted["q1"].get<double>(), 1e-12) << aCase;
        EXPECT_NEAR(fences->q3, wanted["q3"].get<double>(), 1e-12) << aCase;
        EXPECT_NEAR(fences->mildLow, wanted["mild_fences"][0].get<double>(), 1e-9) << aCase;
        EXPECT_NEAR(fences->mildHigh, wanted["mild_fences"][1].get<double>(), 1e-9) << aCase;
        EXPECT_NEAR(fences->severeLow, wanted["severe_fences"][0].get<double>(), 1e-9) << aCase;
        EXPECT_NEAR(fences->severeHigh, wanted["severe_fences"][1].get<double>(), 1e-9) << aCase;
        const auto counts = countOutliers(data);
        EXPECT_EQ(counts.severe, aCase["tukey_counts"]["severe"].get<std::size_t>()) << aCase;
        if (!aCase["tukey_counts"]["mild"].is_null()) {
            EXPECT_EQ(counts.mild, aCase["tukey_counts"]["mild"].get<std::size_t>()) << aCase;
        }
        const auto marks = modifiedZOutliers(data);
        EXPECT_EQ(marks.size(), data.size()) << "marked, never dropped";
        EXPECT_EQ(std::count(marks.begin(), marks.end(), true), aCase["hyperfine_outliers_published"].get<int>()) << aCase;
    }
    EXPECT_EQ(all["cases"].size(), 9U);
}

TEST(Outliers, WithoutSpreadThereAreNone)
{
    const Values equal(10, 3.5);
    EXPECT_EQ(countOutliers(equal).mild, 0U);
    EXPECT_EQ(countOutliers(equal).severe, 0U);
    const auto marks = modifiedZOutliers(equal);
    EXPECT_EQ(std::count(marks.begin(), marks.end(), true), 0);
    EXPECT_EQ(countOutliers({}).severe, 0U);
    EXPECT_EQ(tukeyFences({}), std::nullopt);
    EXPECT_TRUE(modifiedZOutliers({}).empty());
}

TEST(Outliers, ASlowFirstRunIsNoticed)
{
    EXPECT_TRUE(firstIsSlow(Values{300, 101, 100, 102, 99, 100, 101}));
    EXPECT_FALSE(firstIsSlow(Values{103, 101, 100, 102, 99, 100, 101}));
    EXPECT_FALSE(firstIsSlow(Values{100, 101, 100, 102, 99, 100, 900})) << "the last is not the first";
    EXPECT_FALSE(firstIsSlow(Values{5}));
}

double meanOf(std::span<double> values) { return momentsOf(values).mean; }
double medianOf(std::span<double> values)
{
    std::sort(values.begin(), values.end());
    return quantileSorted(values, 0.5);
}

TEST(Bootstrap, AgreesWithAllResamplesCounted)
{
    const json all = reference("bootstrap_exact.json");
    for (const json &aCase : all) {
        const Values data = aCase["data"];
        const auto mean = bootstrap(data, meanOf);
        ASSERT_TRUE(mean);
        const double error = aCase["mean"]["exact_se"];
        EXPECT_NEAR(mean->standardError, error, 0.03 * error) << aCase["data"]; // 10,000 resamples: ± 0.7 %, more with heavy tails
        // A step of the exact distribution may hold the 2.5 % itself: next to it is as good.
        EXPECT_NEAR(mean->interval.first, aCase["mean"]["p2.5"].get<double>(), 0.12 * error) << aCase["data"];
        EXPECT_NEAR(mean->interval.second, aCase["mean"]["p97.5"].get<double>(), 0.12 * error) << aCase["data"];
        const auto middle = bootstrap(data, medianOf);
        EXPECT_EQ(middle->interval.first, aCase["median"]["p2.5"].get<double>()) << aCase["data"];
        EXPECT_EQ(middle->interval.second, aCase["median"]["p97.5"].get<double>()) << aCase["data"];
    }
    EXPECT_EQ(all.size(), 5U);
}

TEST(Bootstrap, DrawsEachMedianAsOftenAsItShould)
{
    const json all = reference("bootstrap_exact.json");
    for (const json &aCase : all) {
        std::map<double, double> seen;
        BootstrapOptions options;
        options.seed = 42;
        bootstrap(Values(aCase["data"]), [&](std::span<double> sample) { return ++seen[std::round(1e6 * medianOf(sample)) / 1e6], 0.0; }, options);
        for (const auto &[value, share] : aCase["median"]["exact_distribution"].items()) {
            const double p = share;
            const double deviation = std::sqrt(p * (1 - p) * 10'000);
            EXPECT_NEAR(seen[std::round(1e6 * std::stod(value)) / 1e6], 10'000 * p, 4.5 * deviation) << aCase["data"] << " " << value;
        }
    }
}

TEST(Bootstrap, TheSameSeedGivesTheSameInterval)
{
    const Values data{3, 1, 4, 1, 5, 9, 2, 6};
    const auto first = bootstrap(data, meanOf);
    const auto again = bootstrap(data, meanOf);
    BootstrapOptions other;
    other.seed = 2;
    EXPECT_EQ(first->standardError, again->standardError);
    EXPECT_EQ(first->interval, again->interval);
    EXPECT_NE(first->standardError, bootstrap(data, meanOf, other)->standardError);
    EXPECT_EQ(first->options.seed, 1U);
    EXPECT_EQ(first->estimate, 3.875);
}

TEST(Bootstrap, OneValueHasNoSpread)
{
    EXPECT_EQ(bootstrap(Values{1}, meanOf), std::nullopt);
    EXPECT_EQ(bootstrap({}, meanOf), std::nullopt);
}

} // namespace
