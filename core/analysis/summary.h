// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/record/run_record.h"

#include <optional>
#include <vector>

namespace interleave::analysis {

/// min…p99 of one duration over a run's succeeded tasks. Units: ns. Empty: not to be had (none, or n does not allow it).
struct Distribution {
    std::size_t n = 0;
    std::optional<double> min, max, mean, median, stdev, p90, p95, p99;
};
/// Of any values, in any order.
Distribution distributionOf(std::vector<double> values);

enum class TaskMetric { Latency, Queue, Service };
/// Empty when the task did not succeed.
std::optional<double> valueOf(const record::TaskRow &task, TaskMetric metric);
Distribution distribution(const record::RunRecord &run, TaskMetric metric);

/// One row of the results: an executor entry over its runs that count (figures.h). Units: ns, bytes, per second, 100 = one core.
struct EntrySummary {
    base::EntryId entry;
    std::size_t runs = 0;          ///< measured ones, whatever became of them
    std::size_t failedRuns = 0;    ///< those that did not finish; nothing of them is in the figures below
    std::size_t invalidRuns = 0;   ///< finished, but the machine slept meanwhile; not in the figures either
    std::size_t disturbedRuns = 0; ///< in the figures, and marked
    std::size_t tasks = 0, succeeded = 0;
    std::size_t failed = 0; ///< every task that did not succeed: failed, timed out, cancelled, lost

    std::optional<double> makespanMedian, makespanLow, makespanHigh;
    std::optional<double> makespanMin, makespanMax, makespanMean, makespanStdev, makespanMad;
    std::optional<double> variation; ///< stdev ÷ mean of the makespan; above 0.05 the entry is noisy
    std::size_t mildOutliers = 0, severeOutliers = 0; ///< of the makespans, by Tukey's fences; marked, never dropped
    std::optional<double> throughputMedian;

    std::optional<double> latencyMean, latencyMedian, latencyP95, latencyP99; ///< of each run's succeeded tasks, then the median over runs
    std::optional<double> latencyMax;  ///< the same of each run's largest: what to show where a percentile is empty, as "max of n"
    std::size_t latencyTasks = 0;      ///< that n: the fewest succeeded tasks of a run

    std::optional<double> cpuPercentMean, cpuPercentAllowedMean; ///< mean over runs
    std::optional<double> cpuMedian;        ///< CPU time
    std::optional<double> rssPeak, pssPeak; ///< largest of all runs
    std::optional<double> voluntarySwitches, involuntarySwitches; ///< medians
    std::optional<double> setupMedian, firstResultMedian, lastResultMedian, teardownMedian;
    std::optional<double> totalMedian; ///< set-up, makespan and tear-down of each run together

    std::optional<double> speedup;    ///< over the plan's `serial` entry with the same groups, if it was run
    std::optional<double> speedupAtLeast; ///< by the far ends of both intervals
    std::optional<double> width;      ///< run_metrics.h, median: workers, but no more than tasks
    std::optional<double> efficiency; ///< speedup ÷ width
    std::optional<double> fairness, parallelism, concurrency; ///< run_metrics.h, medians
};
/// A row per entry, in plan order.
std::vector<EntrySummary> summarize(const record::ExperimentRecord &experiment);
/// Rows ordered by median makespan; entries without one, or of which no task succeeded, last. No places: ranking needs more than medians.
std::vector<EntrySummary> orderedByMakespan(std::vector<EntrySummary> rows);

} // namespace interleave::analysis
