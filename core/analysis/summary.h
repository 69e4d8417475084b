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

/// One row of the results: an executor entry over its finished runs. Units: ns, bytes, per second, 100 = one core.
struct EntrySummary {
    base::EntryId entry;
    std::size_t runs = 0;       ///< measured ones, whatever became of them
    std::size_t failedRuns = 0; ///< those that did not finish; nothing of them is in the figures below
    std::size_t tasks = 0, succeeded = 0;
    std::size_t failed = 0; ///< every task that did not succeed: failed, timed out, cancelled, lost
    std::optional<double> makespanMedian, makespanLow, makespanHigh;
    std::optional<double> throughputMedian;
    std::optional<double> latencyMedian, latencyP95, latencyP99; ///< of each run's succeeded tasks, then the median over runs
    std::optional<double> cpuPercentMean;   ///< mean over runs
    std::optional<double> rssPeak, pssPeak; ///< largest of all runs
    std::optional<double> setupMedian, firstResultMedian;
    std::optional<double> speedup; ///< over the plan's `serial` entry with the same groups, if it was run
};
/// A row per entry, in plan order.
std::vector<EntrySummary> summarize(const record::ExperimentRecord &experiment);
/// Rows ordered by median makespan; entries without one, or of which no task succeeded, last. No places: ranking needs more than medians.
std::vector<EntrySummary> orderedByMakespan(std::vector<EntrySummary> rows);

} // namespace interleave::analysis
