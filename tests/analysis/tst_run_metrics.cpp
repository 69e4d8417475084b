// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/run_metrics.h"
#include "tests/analysis/experiment.h"
#include "tests/analysis/reference.h"

#include <cmath>

using namespace interleave;
using namespace interleave::analysis;
using interleave::analysis::test::table;
using interleave::analysis::test::task;
using record::RunRecord;

namespace {

RunRecord runOf(std::vector<record::TaskRow> tasks, std::int64_t makespan)
{
    RunRecord run;
    run.status = record::RunStatus::Finished;
    run.makespanNs = makespan;
    run.tasks = std::move(tasks);
    return run;
}

TEST(CpuPercent, HasThreeMeaningsAndNoneWithoutAMeasurement)
{
    std::size_t checked = 0;
    for (const auto &row : table("cpu_percent.csv")) {
        if (row.size() < 8)
            continue;
        // Names may hold commas: cells are counted from the end.
        const auto cell = [&](std::size_t fromEnd) { return row[row.size() - fromEnd]; };
        const int online = std::stoi(cell(5));
        const double allowed = cell(4).empty() ? online : std::min<double>(online, std::stod(cell(4)));
        const auto percent = cpuPercent(std::stod(cell(7)), std::stod(cell(6)), online, allowed);
        ++checked;
        ASSERT_EQ(percent.has_value(), cell(3) != "NA") << row[0];
        if (!percent)
            continue;
        EXPECT_NEAR(percent->ofOneCore, std::stod(cell(3)), 1e-9) << row[0];
        EXPECT_NEAR(percent->ofMachine, std::stod(cell(2)), 1e-9) << row[0];
        EXPECT_NEAR(percent->ofAllowed, std::stod(cell(1)), 1e-9) << row[0];
    }
    EXPECT_EQ(checked, 7U);
}

TEST(MeanConcurrency, IsRateTimesTimeInTheSystem)
{
    std::size_t checked = 0;
    for (const auto &row : table("littles_law.csv")) {
        const double rate = std::stod(row[0]);
        const double seconds = std::stod(row[1]);
        if (rate == 0) { // nothing comes: nothing is there
            EXPECT_EQ(meanConcurrency(runOf({}, 1'000'000'000)), std::nullopt);
            continue;
        }
        std::vector<record::TaskRow> tasks;
        for (std::uint32_t i = 0; i < static_cast<std::uint32_t>(rate) * 10; ++i)
            tasks.push_back(task(i, std::llround(seconds * 1e9)));
        EXPECT_NEAR(*meanConcurrency(runOf(std::move(tasks), 10'000'000'000)), std::stod(row[2]), 1e-6 * std::stod(row[2]));
        ++checked;
    }
    EXPECT_EQ(checked, 3U);
}

TEST(Parallelism, IsEmptyUnlessEveryTaskWasMeasured)
{
    auto a = task(0, 100);
    auto b = task(1, 100);
    a.onCpu = 60;
    EXPECT_EQ(parallelism(runOf({a, b}, 100)), std::nullopt);
    b.onCpu = 90;
    EXPECT_EQ(parallelism(runOf({a, b}, 100)), 1.5);
    EXPECT_EQ(parallelism(runOf({a, b}, 0)), std::nullopt);
}

TEST(Goodput, IsTheShareThatSucceeded)
{
    EXPECT_EQ(goodput(runOf({task(0, 1), task(1, 1, trace::TaskStatus::Failed)}, 10)), 0.5);
    EXPECT_EQ(goodput(runOf({}, 10)), std::nullopt);
}

TEST(Fairness, CountsWorkersThatGotNothing)
{
    RunRecord run = runOf({task(0, 1), task(1, 1), task(2, 1)}, 10);
    for (auto &row : run.tasks)
        row.lane = 2;
    EXPECT_EQ(fairness(run), 1) << "one lane";
    run.lanes = {{base::LaneId{1}, base::kNoLane, trace::LaneRole::Worker, "worker 1", 0, 0},
                 {base::LaneId{2}, base::kNoLane, trace::LaneRole::Worker, "worker 2", 0, 0},
                 {base::LaneId{0}, base::kNoLane, trace::LaneRole::Application, "application", 0, 0}};
    EXPECT_EQ(fairness(run), 0.5);
    EXPECT_EQ(busyLanes(run), 1U);
    EXPECT_EQ(width(run), 1U);
    run.lanes[0].role = trace::LaneRole::EventLoop;
    EXPECT_EQ(width(run), 3U) << "a loop has many tasks under way in one lane";
    EXPECT_EQ(fairness(runOf({}, 10)), std::nullopt);
}

TEST(PeakConcurrency, CountsTasksThatOverlap)
{
    auto a = task(0, 10);
    auto b = task(1, 20);
    b.started = 10; // as the first ends
    auto c = task(2, 30);
    c.started = 15;
    EXPECT_EQ(peakConcurrency(runOf({a, b, c}, 30)), 2U);
    EXPECT_EQ(peakConcurrency(runOf({a, b}, 30)), 1U);
    EXPECT_EQ(peakConcurrency(runOf({}, 30)), 0U);
}

} // namespace
