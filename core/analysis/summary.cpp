// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/summary.h"

#include "core/analysis/figures.h"
#include "core/analysis/outliers.h"
#include "core/analysis/run_metrics.h"
#include "core/analysis/statistics.h"

#include <algorithm>
#include <memory>
#include <tuple>

namespace interleave::analysis {
namespace {

using Run = std::shared_ptr<const record::RunRecord>;

std::vector<double> values(const record::RunRecord &run, TaskMetric metric)
{
    std::vector<double> all;
    all.reserve(run.tasks.size());
    for (const record::TaskRow &task : run.tasks) {
        if (const auto value = valueOf(task, metric))
            all.push_back(*value);
    }
    return all;
}

/// What `of` gives for each run, where it gives something.
template <class Of>
std::vector<double> collect(const Runs &runs, Of of)
{
    std::vector<double> found;
    for (const Run &run : runs)
        if (const auto value = of(*run))
            found.push_back(static_cast<double>(*value));
    return found;
}

std::optional<double> largest(const std::vector<double> &found)
{
    return found.empty() ? std::nullopt : std::optional(*std::max_element(found.begin(), found.end()));
}

std::optional<double> mean(const std::vector<double> &found)
{
    Moments moments;
    for (const double value : found)
        moments.add(value);
    return found.empty() ? std::nullopt : std::optional(moments.mean);
}

void addTasks(const record::RunRecord &run, EntrySummary &row)
{
    const std::size_t succeeded = run.count(trace::TaskStatus::Succeeded);
    row.tasks += run.tasks.size();
    row.succeeded += succeeded;
    row.failed += run.tasks.size() - succeeded;
}

void addLatency(const Runs &counting, EntrySummary &row)
{
    std::vector<double> means, medians, p95, p99, most;
    row.latencyTasks = counting.empty() ? 0 : SIZE_MAX;
    for (const Run &run : counting) {
        std::vector<double> latencies = cleaned(values(*run, TaskMetric::Latency)).values;
        row.latencyTasks = std::min(row.latencyTasks, latencies.size());
        if (latencies.empty())
            continue;
        std::sort(latencies.begin(), latencies.end());
        const auto keep = [&](double p, std::vector<double> &kept) {
            if (const auto value = percentile(latencies, p))
                kept.push_back(*value);
        };
        keep(0.50, medians);
        keep(0.95, p95);
        keep(0.99, p99);
        most.push_back(latencies.back());
        means.push_back(momentsOf(latencies).mean);
    }
    row.latencyMean = median(std::move(means));
    row.latencyMedian = median(std::move(medians));
    row.latencyP95 = median(std::move(p95));
    row.latencyP99 = median(std::move(p99));
    row.latencyMax = median(std::move(most));
}

void addMakespan(const std::vector<double> &makespans, EntrySummary &row)
{
    if (makespans.empty())
        return;
    row.makespanMedian = median(makespans);
    if (const auto interval = medianInterval(makespans))
        std::tie(row.makespanLow, row.makespanHigh) = *interval;
    const Moments moments = momentsOf(makespans);
    row.makespanMin = *std::min_element(makespans.begin(), makespans.end());
    row.makespanMax = largest(makespans);
    row.makespanMean = moments.mean;
    row.makespanStdev = moments.stdev();
    row.variation = moments.variation();
    row.makespanMad = medianAbsoluteDeviation(makespans);
    const OutlierCounts outliers = countOutliers(makespans);
    row.mildOutliers = outliers.mild;
    row.severeOutliers = outliers.severe;
}

void addUsage(const Runs &counting, EntrySummary &row)
{
    row.cpuPercentMean = mean(collect(counting, [](const auto &run) { return run.usage.cpuPercentMean; }));
    row.cpuPercentAllowedMean = mean(collect(counting, [](const auto &run) { return run.usage.cpuPercentAllowedMean; }));
    row.cpuMedian = median(collect(counting, [](const auto &run) { return figureOf(run, Goal::Cpu); }));
    row.rssPeak = largest(collect(counting, [](const auto &run) { return run.usage.rssPeakBytes; }));
    row.pssPeak = largest(collect(counting, [](const auto &run) { return run.usage.pssPeakBytes; }));
    row.voluntarySwitches = median(collect(counting, [](const auto &run) { return run.usage.voluntarySwitches; }));
    row.involuntarySwitches = median(collect(counting, [](const auto &run) { return run.usage.involuntarySwitches; }));
}

/// Set-up, makespan and tear-down together; a run of which one is not known has no total.
std::optional<double> totalOf(const record::RunRecord &run)
{
    if (!run.setupNs || !run.makespanNs || !run.teardownNs)
        return std::nullopt;
    return static_cast<double>(*run.setupNs + *run.makespanNs + *run.teardownNs);
}

void addWhole(const Runs &counting, EntrySummary &row)
{
    row.throughputMedian = median(collect(counting, [](const auto &run) { return run.throughputPerS(); }));
    row.setupMedian = median(collect(counting, [](const auto &run) { return run.setupNs; }));
    row.firstResultMedian = median(collect(counting, [](const auto &run) { return run.firstResultNs; }));
    row.lastResultMedian = median(collect(counting, [](const auto &run) { return run.lastResultNs; }));
    row.teardownMedian = median(collect(counting, [](const auto &run) { return run.teardownNs; }));
    row.totalMedian = median(collect(counting, totalOf));
    row.width = median(collect(counting, [](const auto &run) { return width(run) > 0 ? std::optional(width(run)) : std::nullopt; }));
    row.fairness = median(collect(counting, fairness));
    row.parallelism = median(collect(counting, parallelism));
    row.concurrency = median(collect(counting, meanConcurrency));
}

EntrySummary summarizeEntry(const record::ExperimentRecord &experiment, base::EntryId id)
{
    EntrySummary row;
    row.entry = id;
    for (const Run &run : experiment.runsOf(id)) {
        const bool finished = run->status == record::RunStatus::Finished;
        ++row.runs;
        row.failedRuns += !finished;
        row.invalidRuns += finished && run->conditions.suspended;
    }
    const Runs counting = countingRuns(experiment, id);
    for (const Run &run : counting) {
        addTasks(*run, row);
        row.disturbedRuns += !run->conditions.disturbance.empty();
    }
    addMakespan(collect(counting, [](const auto &run) { return run.makespanNs; }), row);
    addWhole(counting, row);
    addUsage(counting, row);
    addLatency(counting, row);
    return row;
}

/// One truth value a task group: taken or not.
std::vector<bool> takenGroups(const plan::Plan &plan, const plan::ExecutorEntry &entry)
{
    std::vector<bool> taken;
    for (const plan::TaskGroup &group : plan.workload.groups)
        taken.push_back(entry.groups.empty() || std::find(entry.groups.begin(), entry.groups.end(), group.name) != entry.groups.end());
    return taken;
}

/// A median that something that worked took; of an entry whose tasks all failed there is none.
std::optional<double> comparable(const EntrySummary &row)
{
    return row.succeeded > 0 && row.makespanMedian && *row.makespanMedian > 0 ? row.makespanMedian : std::nullopt;
}

/// Shape: both are comparable.
void addSpeedup(const EntrySummary &reference, EntrySummary &row)
{
    row.speedup = *reference.makespanMedian / *row.makespanMedian;
    if (reference.makespanLow && row.makespanHigh && *row.makespanHigh > 0)
        row.speedupAtLeast = *reference.makespanLow / *row.makespanHigh;
    if (row.width)
        row.efficiency = *row.speedup / *row.width;
}

void addSpeedups(const plan::Plan &plan, std::vector<EntrySummary> &rows)
{
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto groups = takenGroups(plan, plan.executors[i]);
        for (std::size_t base = 0; base < rows.size() && !rows[i].speedup; ++base) {
            if (plan.executors[base].id != "serial" || takenGroups(plan, plan.executors[base]) != groups)
                continue;
            if (comparable(rows[base]) && comparable(rows[i]))
                addSpeedup(rows[base], rows[i]);
        }
    }
}

} // namespace

std::optional<double> valueOf(const record::TaskRow &task, TaskMetric metric)
{
    if (task.status != trace::TaskStatus::Succeeded)
        return std::nullopt;
    const auto value = metric == TaskMetric::Latency ? task.latency() : metric == TaskMetric::Queue ? task.queue() : task.service();
    return value ? std::optional(static_cast<double>(*value)) : std::nullopt;
}

Distribution distribution(const record::RunRecord &run, TaskMetric metric) { return distributionOf(values(run, metric)); }

Distribution distributionOf(std::vector<double> sorted)
{
    std::sort(sorted.begin(), sorted.end());
    Distribution result;
    result.n = sorted.size();
    if (sorted.empty())
        return result;
    Moments moments;
    for (const double value : sorted)
        moments.add(value);
    result.min = sorted.front();
    result.max = sorted.back();
    result.mean = moments.mean;
    result.stdev = moments.stdev();
    result.median = percentile(sorted, 0.50);
    result.p90 = percentile(sorted, 0.90);
    result.p95 = percentile(sorted, 0.95);
    result.p99 = percentile(sorted, 0.99);
    return result;
}

std::vector<EntrySummary> summarize(const record::ExperimentRecord &experiment)
{
    std::vector<EntrySummary> rows;
    for (std::uint32_t i = 0; i < experiment.plan.executors.size(); ++i)
        rows.push_back(summarizeEntry(experiment, base::EntryId{i}));
    addSpeedups(experiment.plan, rows);
    return rows;
}

std::vector<EntrySummary> orderedByMakespan(std::vector<EntrySummary> rows)
{
    std::stable_sort(rows.begin(), rows.end(), [](const EntrySummary &a, const EntrySummary &b) {
        const auto left = comparable(a);
        const auto right = comparable(b);
        return left && right ? *left < *right : left.has_value() && !right;
    });
    return rows;
}

} // namespace interleave::analysis
