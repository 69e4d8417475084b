// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/group_summary.h"
#include "core/analysis/summary.h"

#include <gtest/gtest.h>

using namespace interleave;
using namespace interleave::analysis;
using record::RunRecord;
using record::RunStatus;
using record::TaskRow;
using trace::TaskStatus;

namespace {

constexpr std::int64_t kMs = 1'000'000;

TaskRow task(std::uint32_t id, std::int64_t due, std::int64_t started, std::int64_t finished, TaskStatus status = TaskStatus::Succeeded)
{
    TaskRow row;
    row.task = id;
    row.status = status;
    row.due = due;
    row.submitted = due;
    row.started = started;
    row.finished = finished;
    return row;
}

/// An experiment with the entries given; runs are added by `run`.
record::ExperimentRecord experimentOf(std::vector<plan::ExecutorEntry> entries)
{
    record::ExperimentRecord experiment;
    experiment.plan.workload.groups = {{"io", 1, {}, {}, {}, {}}, {"cpu", 1, {}, {}, {}, {}}};
    experiment.plan.executors = std::move(entries);
    return experiment;
}

RunRecord run(std::uint32_t entry, std::int64_t makespanMs, std::vector<TaskRow> tasks = {task(0, 0, 0, kMs)}, RunStatus status = RunStatus::Finished)
{
    RunRecord record;
    record.key.entry = base::EntryId{entry};
    record.status = status;
    record.makespanNs = makespanMs * kMs;
    record.tasks = std::move(tasks);
    return record;
}

void add(record::ExperimentRecord &experiment, RunRecord record) { experiment.runs.push_back(std::make_shared<const RunRecord>(std::move(record))); }

/// Latencies of 1, 2, … n ms times a factor.
std::vector<TaskRow> stairs(std::uint32_t n, std::int64_t factor)
{
    std::vector<TaskRow> tasks;
    for (std::uint32_t i = 0; i < n; ++i)
        tasks.push_back(task(i, 0, 0, (i + 1) * factor * kMs));
    return tasks;
}

TEST(Distribution, TakesSucceededTasksOnly)
{
    const auto record = run(0, 100, {task(0, 0, 10, 30), task(1, 5, 20, 60), task(2, 0, 0, 9999, TaskStatus::Failed)});
    const auto latency = distribution(record, TaskMetric::Latency);
    EXPECT_EQ(latency.n, 2U);
    EXPECT_EQ(latency.min, 30);
    EXPECT_EQ(latency.max, 55);
    EXPECT_EQ(latency.mean, 42.5);
    EXPECT_NEAR(*latency.stdev, 17.67766952966369, 1e-9); // 25 / √2
    const auto queue = distribution(record, TaskMetric::Queue);
    EXPECT_EQ(queue.min, 10);
    EXPECT_EQ(queue.max, 15);
    const auto service = distribution(record, TaskMetric::Service);
    EXPECT_EQ(service.min, 20);
    EXPECT_EQ(service.max, 40);
}

TEST(Distribution, OffersOnlyThePercentilesThatTheNumberOfTasksAllows)
{
    const auto five = distribution(run(0, 1, stairs(5, 1)), TaskMetric::Latency);
    EXPECT_EQ(five.median, std::nullopt);
    const auto six = distribution(run(0, 1, stairs(6, 1)), TaskMetric::Latency);
    EXPECT_EQ(six.median, 3.5 * kMs);
    EXPECT_EQ(six.p90, std::nullopt);
    const auto many = distribution(run(0, 1, stairs(368, 1)), TaskMetric::Latency);
    EXPECT_NEAR(*many.p99, 364.33 * kMs, 1);
    EXPECT_EQ(distribution(run(0, 1, stairs(367, 1)), TaskMetric::Latency).p99, std::nullopt);
}

TEST(Distribution, OfNothingIsEmpty)
{
    const auto none = distribution(run(0, 1, {}), TaskMetric::Latency);
    EXPECT_EQ(none.n, 0U);
    EXPECT_EQ(none.min, std::nullopt);
    EXPECT_EQ(none.mean, std::nullopt);
    EXPECT_EQ(none.stdev, std::nullopt);
}

TEST(Summary, FailedRunsCountButGiveNoFigures)
{
    auto experiment = experimentOf({{"serial", "serial", {}, {}}});
    add(experiment, run(0, 100));
    add(experiment, run(0, 300));
    add(experiment, run(0, 999'999, {task(0, 0, 0, kMs), task(1, 0, 0, kMs, TaskStatus::Lost)}, RunStatus::Failed));
    add(experiment, run(0, 999'999, {}, RunStatus::TimedOut));
    const auto row = summarize(experiment).at(0);
    EXPECT_EQ(row.runs, 4U);
    EXPECT_EQ(row.failedRuns, 2U);
    EXPECT_EQ(row.tasks, 2U);
    EXPECT_EQ(row.succeeded, 2U);
    EXPECT_EQ(row.failed, 0U);
    EXPECT_EQ(row.makespanMedian, 200.0 * kMs);
    EXPECT_EQ(row.makespanLow, std::nullopt); // two runs
}

TEST(Summary, SixRunsHaveAnIntervalOfTheMedian)
{
    auto experiment = experimentOf({{"serial", "serial", {}, {}}});
    for (const int ms : {60, 10, 50, 20, 40, 30})
        add(experiment, run(0, ms));
    const auto row = summarize(experiment).at(0);
    EXPECT_EQ(row.makespanMedian, 35.0 * kMs);
    EXPECT_EQ(row.makespanLow, 10.0 * kMs);
    EXPECT_EQ(row.makespanHigh, 60.0 * kMs);
}

TEST(Summary, LatencyIsThePercentileOfEachRunAndThenTheMedianOverRuns)
{
    auto experiment = experimentOf({{"serial", "serial", {}, {}}});
    for (const int factor : {1, 10, 2})
        add(experiment, run(0, 100, stairs(100, factor)));
    const auto row = summarize(experiment).at(0);
    // The run with factor 2, not what the 300 tasks together would give.
    EXPECT_NEAR(*row.latencyMedian, 2 * 50.5 * kMs, 1);
    EXPECT_NEAR(*row.latencyP95, 2 * 95.05 * kMs, 1);
    EXPECT_EQ(row.latencyP99, std::nullopt);
}

TEST(Summary, ResourcesAreMeansAndPeaksOverRuns)
{
    auto experiment = experimentOf({{"serial", "serial", {}, {}}});
    for (const int i : {1, 3, 2}) {
        RunRecord record = run(0, 1000 * i, stairs(2, 1));
        record.usage.cpuPercentMean = 50.0 * i;
        record.usage.rssPeakBytes = 1000 * i;
        record.setupNs = 10 * i;
        record.firstResultNs = 20 * i;
        add(experiment, std::move(record));
    }
    const auto row = summarize(experiment).at(0);
    EXPECT_EQ(row.cpuPercentMean, 100);
    EXPECT_EQ(row.rssPeak, 3000);
    EXPECT_EQ(row.pssPeak, std::nullopt); // never measured
    EXPECT_EQ(row.setupMedian, 20);
    EXPECT_EQ(row.firstResultMedian, 40);
    EXPECT_EQ(row.throughputMedian, 1); // 2 tasks in 2 s
}

TEST(Summary, SpeedUpIsOverTheSerialEntryWithTheSameGroups)
{
    auto experiment = experimentOf({{"thread-pool", "a", {}, {}},
                                    {"serial", "serial", {}, {}},
                                    {"thread-pool", "b", {}, {"io"}},
                                    {"thread-pool", "c", {}, {"cpu", "io"}}});
    add(experiment, run(0, 100));
    add(experiment, run(1, 400));
    add(experiment, run(2, 50));
    add(experiment, run(3, 200));
    const auto rows = summarize(experiment);
    EXPECT_EQ(rows[0].speedup, 4);
    EXPECT_EQ(rows[1].speedup, 1);
    EXPECT_EQ(rows[2].speedup, std::nullopt); // takes less work than serial did
    EXPECT_EQ(rows[3].speedup, 2);            // all groups by name are all groups
}

TEST(Summary, WithoutABaselineThereIsNoSpeedUp)
{
    auto experiment = experimentOf({{"serial", "serial", {}, {}}, {"thread-pool", "a", {}, {}}});
    add(experiment, run(0, 400, {task(0, 0, 0, kMs, TaskStatus::Failed)}));
    add(experiment, run(1, 100));
    EXPECT_EQ(summarize(experiment)[1].speedup, std::nullopt);
}

TEST(Summary, RunsOfASleepingMachineAreCountedAndInNoFigureAndDisturbedOnesAreInThem)
{
    auto experiment = experimentOf({{"serial", "serial", {}, {}}});
    add(experiment, run(0, 100));
    RunRecord slept = run(0, 9999);
    slept.conditions.suspended = true;
    add(experiment, slept);
    RunRecord disturbed = run(0, 300);
    disturbed.conditions.disturbance = "steal 9 %";
    add(experiment, disturbed);
    RunRecord superseded = run(0, 1);
    superseded.superseded = true;
    add(experiment, superseded);
    const auto row = summarize(experiment).at(0);
    EXPECT_EQ(row.runs, 3U);
    EXPECT_EQ(row.invalidRuns, 1U);
    EXPECT_EQ(row.disturbedRuns, 1U);
    EXPECT_EQ(row.failedRuns, 0U);
    EXPECT_EQ(row.makespanMedian, 200.0 * kMs);
}

TEST(Summary, TheSpreadOfMakespansIsSaidAndItsOutliersAreCounted)
{
    auto experiment = experimentOf({{"serial", "serial", {}, {}}});
    for (const int ms : {10, 11, 10, 9, 10, 11, 90})
        add(experiment, run(0, ms));
    const auto row = summarize(experiment).at(0);
    EXPECT_EQ(row.makespanMin, 9.0 * kMs);
    EXPECT_EQ(row.makespanMax, 90.0 * kMs) << "no outlier is dropped";
    EXPECT_EQ(row.severeOutliers, 1U);
    EXPECT_EQ(row.mildOutliers, 0U);
    EXPECT_EQ(row.makespanMad, 1.0 * kMs);
    EXPECT_NEAR(*row.makespanMean, 151.0 / 7 * kMs, 1);
    EXPECT_GT(*row.variation, 1);
    auto once = experimentOf({{"serial", "serial", {}, {}}});
    add(once, run(0, 10));
    EXPECT_EQ(summarize(once).at(0).makespanStdev, std::nullopt) << "one run has no spread";
    EXPECT_EQ(summarize(once).at(0).variation, std::nullopt);
    EXPECT_EQ(summarize(once).at(0).makespanMean, 10.0 * kMs);
}

TEST(Summary, WhereNoPercentileIsAllowedThereIsTheLargestOfN)
{
    auto experiment = experimentOf({{"serial", "serial", {}, {}}});
    for (const int factor : {1, 3, 2})
        add(experiment, run(0, 100, stairs(static_cast<std::uint32_t>(4 + factor), factor)));
    const auto row = summarize(experiment).at(0);
    EXPECT_EQ(row.latencyP95, std::nullopt);
    EXPECT_EQ(row.latencyMax, 12.0 * kMs) << "of 5, 21 and 12";
    EXPECT_EQ(row.latencyTasks, 5U);
    EXPECT_EQ(row.latencyMean, 7.0 * kMs * 1.0) << "of 3, 12 and 7";
}

TEST(Summary, EfficiencyIsPerWorkerThatHadATask)
{
    auto experiment = experimentOf({{"serial", "serial", {}, {}}, {"thread-pool", "pool", {}, {}}});
    const auto onLanes = [](std::vector<TaskRow> tasks, std::uint32_t lanes) {
        for (std::uint32_t i = 0; i < tasks.size(); ++i)
            tasks[i].lane = i % lanes;
        return tasks;
    };
    add(experiment, run(0, 300, onLanes(stairs(3, 1), 1)));
    add(experiment, run(1, 100, onLanes(stairs(3, 1), 8)));
    const auto rows = summarize(experiment);
    EXPECT_EQ(rows[1].width, 3) << "more workers than tasks work no faster";
    EXPECT_EQ(rows[1].speedup, 3);
    EXPECT_EQ(rows[1].efficiency, 1);
}

TEST(Summary, TheTotalIsThatOfWholeRuns)
{
    auto experiment = experimentOf({{"serial", "serial", {}, {}}});
    for (const int i : {1, 2, 3}) {
        RunRecord record = run(0, 100 * i);
        record.setupNs = 10 * kMs;
        if (i < 3)
            record.teardownNs = 1 * kMs;
        add(experiment, record);
    }
    EXPECT_EQ(summarize(experiment).at(0).totalMedian, 161.0 * kMs) << "the third has no tear-down";
}

TEST(Summary, AnEntryThatNeverRanIsARowOfEmptyCells)
{
    const auto rows = summarize(experimentOf({{"serial", "serial", {}, {}}}));
    ASSERT_EQ(rows.size(), 1U);
    EXPECT_EQ(rows[0].runs, 0U);
    EXPECT_EQ(rows[0].makespanMedian, std::nullopt);
    EXPECT_EQ(rows[0].latencyMedian, std::nullopt);
    EXPECT_EQ(rows[0].cpuPercentMean, std::nullopt);
}

TEST(Summary, RowsAreOrderedByMakespanAndWhatFailedIsNeverFirst)
{
    auto experiment = experimentOf({{"serial", "slow", {}, {}}, {"serial", "none", {}, {}}, {"serial", "allFailed", {}, {}}, {"serial", "fast", {}, {}}});
    add(experiment, run(0, 400));
    add(experiment, run(2, 1, {task(0, 0, 0, 1, TaskStatus::Failed), task(1, 0, 0, 1, TaskStatus::TimedOut)}));
    add(experiment, run(3, 100));
    const auto rows = orderedByMakespan(summarize(experiment));
    std::vector<std::uint32_t> order;
    for (const EntrySummary &row : rows)
        order.push_back(row.entry.value);
    EXPECT_EQ(order, (std::vector<std::uint32_t>{3, 0, 1, 2}));
    EXPECT_EQ(rows[3].failed, 2U);
}

TaskRow ofGroup(TaskRow row, std::uint32_t group)
{
    row.group = group;
    return row;
}

/// Group "io": 36 tasks of 1 … 36 ms; group "cpu": one of 50 ms, one that failed after 90 ms, one never started.
RunRecord twoGroups()
{
    RunRecord record = run(0, 90, stairs(36, 1));
    record.tasks.push_back(ofGroup(task(36, 0, 10 * kMs, 50 * kMs), 1));
    record.tasks.push_back(ofGroup(task(37, 0, 10 * kMs, 90 * kMs, TaskStatus::Failed), 1));
    TaskRow lost;
    lost.task = 38;
    record.tasks.push_back(ofGroup(lost, 1));
    return record;
}

TEST(GroupSummary, CountsAndTimesAreOfTheGroupsOwnTasks)
{
    const auto experiment = experimentOf({{"serial", "serial", {}, {}}});
    const auto groups = groupsOf(twoGroups(), experiment.plan.workload);
    ASSERT_EQ(groups.size(), 2U);
    EXPECT_EQ(groups[0].name, "io");
    EXPECT_EQ(groups[0].submitted, 36U);
    EXPECT_EQ(groups[0].count(TaskStatus::Succeeded), 36U);
    EXPECT_EQ(groups[0].makespan, 36 * kMs);
    EXPECT_EQ(groups[0].latency.median, 18.5 * kMs);
    EXPECT_EQ(groups[1].name, "cpu");
    EXPECT_EQ(groups[1].submitted, 2U);
    EXPECT_EQ(groups[1].count(TaskStatus::Succeeded), 1U);
    EXPECT_EQ(groups[1].count(TaskStatus::Failed), 1U);
    EXPECT_EQ(groups[1].count(TaskStatus::Lost), 1U);
    EXPECT_EQ(groups[1].makespan, 90 * kMs);
    EXPECT_EQ(groups[1].latency.mean, 50.0 * kMs); // of what succeeded
    EXPECT_EQ(groups[1].queue.mean, 10.0 * kMs);
    EXPECT_EQ(groups[1].service.mean, 40.0 * kMs);
}

TEST(GroupSummary, OnlyPercentilesThatTheGroupsNumberAllows)
{
    const auto groups = groupsOf(twoGroups(), experimentOf({}).plan.workload);
    ASSERT_EQ(groups.size(), 2U);
    EXPECT_EQ(groups[0].latency.p90, 32.5 * kMs); // 36 tasks are just enough
    EXPECT_FALSE(groups[0].latency.p95);
    EXPECT_FALSE(groups[1].latency.median);
    EXPECT_FALSE(groups[1].latency.stdev);
    EXPECT_EQ(groups[1].latency.max, 50.0 * kMs);
}

TEST(GroupSummary, AGroupThatTheEntryDoesNotTakeIsAbsent)
{
    RunRecord record = twoGroups();
    record.entry.groups = {"cpu"};
    const auto groups = groupsOf(record, experimentOf({}).plan.workload);
    ASSERT_EQ(groups.size(), 1U);
    EXPECT_EQ(groups[0].name, "cpu");
    EXPECT_EQ(groups[0].submitted, 2U);
}

TEST(GroupSummary, ARunWithoutMakespanHasNoneForItsGroupsEither)
{
    RunRecord record = twoGroups();
    record.makespanNs.reset();
    for (const GroupSummary &group : groupsOf(record, experimentOf({}).plan.workload))
        EXPECT_FALSE(group.makespan);
    record = run(0, 90, {});
    const auto empty = groupsOf(record, experimentOf({}).plan.workload);
    ASSERT_EQ(empty.size(), 2U);
    EXPECT_FALSE(empty[0].makespan);
    EXPECT_EQ(empty[0].latency.n, 0U);
    EXPECT_FALSE(empty[0].latency.mean);
}

} // namespace
