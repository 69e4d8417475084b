// SPDX-License-Identifier: GPL-3.0-or-later
// Known answers: see tests/data/README.md for where they come from.
#include "core/analysis/statistics.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <fstream>
#include <map>
#include <numeric>
#include <sstream>

using namespace interleave::analysis;
using nlohmann::json;

namespace {

/// The rows of a reference table, without its header.
std::vector<std::vector<std::string>> table(const std::string &name)
{
    std::ifstream in(TEST_DATA_DIR "/" + name);
    std::vector<std::vector<std::string>> rows;
    std::string line;
    std::getline(in, line);
    while (std::getline(in, line)) {
        auto &row = rows.emplace_back();
        std::istringstream cells(line);
        for (std::string cell; std::getline(cells, cell, ',');)
            row.push_back(cell);
    }
    EXPECT_FALSE(rows.empty()) << name;
    return rows;
}

json descriptive()
{
    std::ifstream in(TEST_DATA_DIR "/descriptive_reference.json");
    return json::parse(in);
}

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

/// Sets of the quantile table whose values are known.
std::map<std::string, std::vector<double>> quantileSets()
{
    std::map<std::string, std::vector<double>> sets{{"one", {42}}, {"1..10", counting(1, 10)}, {"1..100", counting(1, 100)}, {"const5", {7, 7, 7, 7, 7}}};
    for (const json &set : descriptive())
        if (set["id"] == "jmh_25" || set["id"] == "michelso")
            sets[set["id"]] = valuesOf(set);
    for (auto &[name, values] : sets)
        std::sort(values.begin(), values.end());
    return sets;
}

TEST(Quantile, IsTypeSevenOfHyndmanAndFan)
{
    const auto sets = quantileSets();
    constexpr std::size_t kTypeSeven = 9;
    std::size_t checked = 0;
    for (const auto &row : table("quantile_reference.csv")) {
        const auto set = sets.find(row[0]);
        if (set == sets.end())
            continue;
        ASSERT_EQ(set->second.size(), std::stoul(row[1])) << row[0];
        const double wanted = std::stod(row[kTypeSeven]);
        // The table was computed with exact fractions of decimal numbers; the rest is the double's own rounding.
        EXPECT_NEAR(quantileSorted(set->second, std::stod(row[2])), wanted, 1e-12 * std::max(1.0, std::abs(wanted))) << row[0] << " p=" << row[2];
        ++checked;
    }
    EXPECT_EQ(checked, 54U);
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

TEST(MedianInterval, HasTheRanksOfTheBinomial)
{
    std::size_t checked = 0;
    for (const auto &row : table("order_statistic_ci.csv")) {
        if (row[1] != "0.5" || row[2] != "0.95")
            continue;
        const int n = std::stoi(row[0]);
        auto values = counting(1, n);
        std::reverse(values.begin(), values.end());
        const auto interval = medianInterval(values);
        ++checked;
        if (row[3].empty()) {
            EXPECT_EQ(interval, std::nullopt) << n;
            continue;
        }
        ASSERT_TRUE(interval.has_value()) << n;
        EXPECT_EQ(interval->first, std::stod(row[3])) << n;
        EXPECT_EQ(interval->second, std::stod(row[4])) << n;
    }
    EXPECT_EQ(checked, 57U);
    EXPECT_EQ(medianInterval({}), std::nullopt);
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

} // namespace
