// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/makespan_bounds.h"
#include "tests/analysis/reference.h"

#include <numeric>

using namespace interleave::analysis;
using interleave::analysis::test::reference;
using interleave::analysis::test::table;
using nlohmann::json;

namespace {

using Values = std::vector<double>;

TEST(MakespanBounds, EqualSleepersTakeAsManyRoundsAsTheyFill)
{
    std::size_t checked = 0;
    for (const auto &row : table("sleep_makespan.csv")) {
        const std::size_t n = std::stoul(row[0]);
        const std::size_t workers = std::stoul(row[1]);
        const double ms = std::stod(row[2]);
        const double wanted = std::stod(row[3]);
        EXPECT_EQ(equalTasksBound(n, workers, ms), wanted) << n << " on " << workers;
        const Values durations(n, ms);
        EXPECT_NEAR(makespanBound(durations, workers), wanted, 1e-9 * wanted) << n << " on " << workers;
        EXPECT_EQ(listSchedule(durations, workers).makespan, wanted) << n << " on " << workers;
        ++checked;
    }
    EXPECT_GE(checked, 100U);
}

TEST(ListSchedule, IsWhatADynamicPoolDoes)
{
    const json all = reference("heterogeneous_makespan.json");
    for (const json &aCase : all) {
        const Values durations = aCase["durations_s"];
        const std::size_t workers = aCase["workers"];
        const Schedule schedule = listSchedule(durations, workers);
        EXPECT_EQ(schedule.starts, Values(aCase["fifo_start"])) << aCase["id"];
        EXPECT_EQ(schedule.ends, Values(aCase["fifo_end"])) << aCase["id"];
        EXPECT_EQ(schedule.makespan, aCase["fifo_makespan"].get<double>()) << aCase["id"];
        EXPECT_NEAR(makespanBound(durations, workers), aCase["lower_bound"].get<double>(), 1e-9) << aCase["id"];
        EXPECT_LE(makespanBound(durations, workers), schedule.makespan);
        const double inSystem = std::accumulate(schedule.ends.begin(), schedule.ends.end(), 0.0) / static_cast<double>(durations.size());
        EXPECT_NEAR(inSystem, aCase["mean_time_in_system"].get<double>(), 1e-9) << aCase["id"];
    }
    EXPECT_EQ(all.size(), 4U);
}

TEST(MakespanBounds, OfTasksThatComputeAndWaitAreTheCoresAndTheWorkers)
{
    const json all = reference("mixed_cpu_sleep_bounds.json");
    for (const json &aCase : all) {
        const MixedBound bound = mixedBound(aCase["N"], aCase["cpu_ms"], aCase["sleep_ms"], aCase["cores"], aCase["workers"]);
        EXPECT_NEAR(bound.cpuCapacity, aCase["cpu_capacity_bound_ms"].get<double>(), 1e-9) << aCase;
        EXPECT_NEAR(bound.concurrency, aCase["concurrency_bound_ms"].get<double>(), 1e-9) << aCase;
        EXPECT_NEAR(bound.lower(), aCase["lower_bound_makespan_ms"].get<double>(), 1e-9) << aCase;
    }
    EXPECT_GE(all.size(), 4U);
}

TEST(MakespanBounds, WithoutTasksThereIsNothingToDo)
{
    EXPECT_EQ(equalTasksBound(0, 4, 10), 0);
    EXPECT_EQ(makespanBound({}, 4), 0);
    EXPECT_EQ(listSchedule({}, 4).makespan, 0);
}

TEST(ListSchedule, ATaskWaitsUntilItIsDue)
{
    const Schedule schedule = listSchedule(Values{1, 1, 1}, 1, Values{0, 5, 5.5});
    EXPECT_EQ(schedule.starts, (Values{0, 5, 6}));
    EXPECT_EQ(schedule.makespan, 7);
}

} // namespace
