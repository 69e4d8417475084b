// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/makespan_bounds.h"
#include "core/analysis/queueing.h"
#include "tests/analysis/reference.h"

#include <cmath>
#include <random>

using namespace interleave::analysis;
using interleave::analysis::test::reference;
using interleave::analysis::test::table;
using nlohmann::json;

namespace {

TEST(Erlang, AgreesWithTheTable)
{
    std::size_t stable = 0;
    std::size_t unstable = 0;
    for (const auto &row : table("erlang_c.csv")) {
        const double lambda = std::stod(row[0]);
        const double mu = std::stod(row[1]);
        const std::size_t servers = std::stoul(row[2]);
        const auto result = erlang(lambda, mu, servers);
        ASSERT_TRUE(result);
        EXPECT_NEAR(result->utilisation, std::stod(row[4]), 1e-12);
        if (row[5].rfind("UNSTABLE", 0) == 0) {
            EXPECT_NEAR(result->backlogGrowth.value_or(-1), lambda - static_cast<double>(servers) * mu, 1e-12);
            ++unstable;
            continue;
        }
        EXPECT_EQ(result->backlogGrowth, std::nullopt);
        const std::vector<double> values{result->blocking, result->waiting, result->meanWait, result->meanTime, result->meanQueue, result->meanInSystem,
                                         result->waitQuantile(0.5), result->waitQuantile(0.95), result->waitQuantile(0.99)};
        for (std::size_t i = 0; i < values.size(); ++i)
            EXPECT_NEAR(values[i], std::stod(row[5 + i]), 1e-9 * std::max(1.0, std::stod(row[5 + i]))) << row[0] << " " << row[2] << " column " << 5 + i;
        ++stable;
    }
    EXPECT_EQ(stable + unstable, 22U);
    EXPECT_EQ(unstable, 2U);
}

TEST(Erlang, NeedsRatesAndAServer)
{
    EXPECT_EQ(erlang(0, 1, 1), std::nullopt);
    EXPECT_EQ(erlang(1, 0, 1), std::nullopt);
    EXPECT_EQ(erlang(1, 1, 0), std::nullopt);
}

TEST(Erlang, AQueueOfOurOwnSchedulingWaitsAsOftenAsItSays)
{
    const json all = reference("mmc_tolerance.json");
    for (const json &aCase : all) {
        if (aCase["tasks"] != 20000)
            continue;
        std::mt19937_64 random(11);
        const auto exponential = [&random](double rate) { return -std::log((static_cast<double>(random() >> 11) + 0.5) * 0x1p-53) / rate; };
        std::vector<double> due, durations;
        double now = 0;
        for (int i = 0; i < 20'000; ++i) {
            due.push_back(now += exponential(aCase["lam"]));
            durations.push_back(exponential(aCase["mu"]));
        }
        const Schedule schedule = listSchedule(durations, aCase["c"], due);
        int waited = 0;
        for (std::size_t i = 0; i < due.size(); ++i)
            waited += schedule.starts[i] > due[i];
        const double theory = erlang(aCase["lam"], aCase["mu"], aCase["c"])->waiting;
        EXPECT_NEAR(theory, aCase["Pwait_theory"].get<double>(), 1e-9);
        EXPECT_NEAR(waited / 20'000.0, theory, 4 * aCase["Pwait_abs_sd_of_one_run"].get<double>()) << aCase;
    }
}

} // namespace
