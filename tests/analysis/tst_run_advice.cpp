// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/run_advice.h"
#include "tests/analysis/reference.h"

#include <algorithm>

using namespace interleave::analysis;
using interleave::analysis::test::reference;
using interleave::analysis::test::table;
using nlohmann::json;

namespace {

using Values = std::vector<double>;

TEST(Warmup, EndsWhereEveryLaterWindowIsSteady)
{
    const json all = reference("warmup_reference.json");
    for (const json &sequence : all["sequences"]) {
        const auto found = warmupOf(Values(sequence["values"]));
        const json &wanted = sequence["suggested_rule_window5_tol2pct"];
        ASSERT_EQ(found.has_value(), !wanted.is_null()) << sequence["id"];
        if (found) {
            EXPECT_EQ(*found, wanted.get<std::size_t>()) << sequence["id"];
        }
    }
    EXPECT_EQ(all["sequences"].size(), 7U);
}

TEST(Warmup, OfAFewValuesIsUnknown)
{
    EXPECT_EQ(warmupOf(Values{}), std::nullopt);
    EXPECT_EQ(warmupOf(Values(9, 1.0)), std::nullopt);
    EXPECT_EQ(warmupOf(Values(10, 1.0)), 0U);
}

TEST(RunsForWidth, AgreeWithPyperf)
{
    std::size_t checked = 0;
    for (const auto &row : table("required_runs_pyperf.csv")) {
        if (row.size() < 3)
            continue;
        EXPECT_EQ(runsForWidth(std::stod(row[0]), std::stod(row[1])), std::stoul(row[2])) << row[0] << " " << row[1];
        ++checked;
    }
    EXPECT_EQ(checked, 24U);
    EXPECT_EQ(runsForWidth(0, 0.01), 1U);
}

TEST(RelativePrecision, IsHalfTheIntervalOverTheMedian)
{
    EXPECT_EQ(relativePrecision({100, 101, 102, 98, 99}), std::nullopt) << "five runs have no interval";
    EXPECT_NEAR(*relativePrecision({100, 101, 102, 98, 99, 100}), 0.02, 1e-12);
    EXPECT_EQ(relativePrecision(Values(6, 0.0)), std::nullopt);
}

/// Innermost values in order, and how many there are at each level, the lowest first.
void flatten(const json &node, std::size_t depth, Values &values, std::vector<std::size_t> &sizes)
{
    if (node.is_number()) {
        values.push_back(node);
        return;
    }
    sizes.resize(std::max(sizes.size(), depth + 1));
    sizes[depth] = node.size();
    for (const json &child : node)
        flatten(child, depth + 1, values, sizes);
}

TEST(LevelVariance, AgreesWithLibkalibera)
{
    const json all = reference("kalibera_jones_reference.json");
    for (const json &aCase : all) {
        Values values;
        std::vector<std::size_t> sizes;
        flatten(aCase["data_outer_is_highest_level"], 0, values, sizes);
        std::reverse(sizes.begin(), sizes.end());
        const auto variance = levelVariance(values, sizes);
        ASSERT_TRUE(variance) << aCase["id"];
        const json &wanted = aCase["mine"];
        EXPECT_NEAR(variance->mean, wanted["mean"].get<double>(), 1e-9) << aCase["id"];
        for (std::size_t i = 0; i < sizes.size(); ++i) {
            EXPECT_NEAR(variance->s2[i], wanted["S2"][i].get<double>(), 1e-9) << aCase["id"] << " level " << i;
            EXPECT_NEAR(variance->t2[i], wanted["T2"][i].get<double>(), 1e-9) << aCase["id"] << " level " << i;
        }
        ASSERT_EQ(variance->interval.has_value(), sizes.back() > 2) << "two of the highest level have no interval";
        if (variance->interval) {
            EXPECT_NEAR((variance->interval->second - variance->interval->first) / 2, wanted["ci95_half"].get<double>(), 1e-9) << aCase["id"];
        }
        if (aCase["published"].contains("costs_high_to_low")) {
            Values costs = aCase["published"]["costs_high_to_low"];
            std::reverse(costs.begin(), costs.end());
            const Values optimal = optimalRepetitions(*variance, costs);
            ASSERT_EQ(optimal.size(), 2U);
            EXPECT_NEAR(optimal[0], 4.2937, 1e-4);
            EXPECT_NEAR(optimal[1], 1.3023, 1e-4);
        }
    }
    EXPECT_EQ(all.size(), 3U);
}

TEST(LevelVariance, ALevelThatAddsNothingIsNotRepeated)
{
    const json all = reference("kalibera_jones_reference.json");
    Values values;
    std::vector<std::size_t> sizes;
    flatten(all[0]["data_outer_is_highest_level"], 0, values, sizes);
    std::reverse(sizes.begin(), sizes.end());
    const auto variance = levelVariance(values, sizes);
    EXPECT_LT(variance->t2[1], 0);
    EXPECT_EQ(optimalRepetitions(*variance, Values{1, 10, 100}), (Values{1, 1}));
}

TEST(LevelVariance, NeedsAWholeTable)
{
    EXPECT_EQ(levelVariance(Values{1, 2, 3}, {2, 2}), std::nullopt);
    EXPECT_EQ(levelVariance(Values{1, 2}, {1, 2}), std::nullopt);
    EXPECT_EQ(levelVariance({}, {}), std::nullopt);
}

} // namespace
