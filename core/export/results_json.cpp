// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/results_json.h"

#include "core/analysis/group_summary.h"
#include "core/analysis/summary.h"
#include "core/export/entry_text.h"
#include "core/export/environment_json.h"
#include "core/export/ranking_json.h"
#include "core/plan/plan_json.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <optional>
#include <string>

namespace interleave::exporting {
namespace {

using Json = nlohmann::ordered_json;
using Run = record::RunRecord;
using trace::TaskStatus;

Json parametersOf(const plan::ExecutorEntry &entry)
{
    Json object = Json::object();
    for (const auto &[key, value] : entry.parameters)
        std::visit([&object, name = key](const auto &v) { object[name] = v; }, value);
    return object;
}

Json distributionOf(const analysis::Distribution &d)
{
    return {{"min", orNull(d.min)}, {"max", orNull(d.max)}, {"mean", orNull(d.mean)}, {"median", orNull(d.median)},
            {"stdev", orNull(d.stdev)}, {"p90", orNull(d.p90)}, {"p95", orNull(d.p95)}, {"p99", orNull(d.p99)}};
}

/// Sum over the tasks that have the value; empty if none has.
template <class Get>
std::optional<std::int64_t> sumOf(const Run &run, Get get)
{
    std::optional<std::int64_t> sum;
    for (const record::TaskRow &task : run.tasks) {
        if (const std::optional<std::int64_t> value = get(task))
            sum = sum.value_or(0) + *value;
    }
    return sum;
}

/// Over all tasks, by the causes that belong to `part`.
Json causesOf(const Run &run, trace::TimePart part)
{
    Json causes = Json::object();
    for (auto c = static_cast<std::uint8_t>(trace::BlockCause::Sleep); c <= static_cast<std::uint8_t>(trace::BlockCause::Command); ++c) {
        const auto cause = static_cast<trace::BlockCause>(c);
        std::int64_t sum = 0;
        for (const record::TaskRow &task : run.tasks)
            sum += task.blockedBy.of(cause).count();
        if (sum == 0 || trace::partOf(cause) != part)
            continue;
        std::string name(trace::toText(cause));
        std::replace(name.begin(), name.end(), '-', '_');
        causes[name] = sum;
    }
    return causes;
}

/// What each worker whose costs were read used from its first moment in the run to its last.
Json workersOf(const Run &run)
{
    const auto ns = [](std::optional<base::Nanoseconds> t) { return t ? Json(t->count()) : Json(); };
    Json workers = Json::array();
    for (const trace::LaneInfo &lane : run.lanes) {
        if (lane.totals != trace::LaneTotals{})
            workers.push_back({{"lane", lane.id.value}, {"on_cpu_ns", ns(lane.totals.onCpu)}, {"runnable_ns", ns(lane.totals.runnable)}, {"alive_ns", ns(lane.totals.alive)}});
    }
    return workers;
}

Json timeSplitOf(const Run &run)
{
    const bool waitsKnown = std::any_of(run.tasks.begin(), run.tasks.end(), [](const record::TaskRow &task) { return task.blocked.has_value(); });
    return {{"on_cpu", orNull(sumOf(run, [](const auto &t) { return t.onCpu; }))},
            {"runnable", orNull(sumOf(run, [](const auto &t) { return t.runnable; }))},
            {"blocked", orNull(sumOf(run, [](const auto &t) { return t.blocked; }))},
            {"queued", orNull(sumOf(run, [](const auto &t) { return t.queue(); }))},
            {"blocked_by", waitsKnown ? causesOf(run, trace::TimePart::Blocked) : Json()},
            {"runnable_by", waitsKnown ? causesOf(run, trace::TimePart::Runnable) : Json()},
            {"queued_by", causesOf(run, trace::TimePart::Queued)},
            {"workers", workersOf(run)}};
}

Json tasksOf(const Run &run)
{
    return {{"submitted", tasksSubmitted(run)}, {"succeeded", run.count(TaskStatus::Succeeded)}, {"failed", run.count(TaskStatus::Failed)},
            {"cancelled", run.count(TaskStatus::Cancelled)}, {"timed_out", run.count(TaskStatus::TimedOut)}, {"lost", run.count(TaskStatus::Lost)}};
}

/// What the concurrency model counts beside its tasks; empty for most.
Json figuresOf(const Run &run)
{
    Json figures = Json::object();
    for (const auto &[name, value] : run.figures)
        figures[name] = value;
    return figures;
}

Json lanesOf(const Run &run)
{
    Json lanes = Json::array();
    for (const trace::LaneInfo &lane : run.lanes) {
        const Json parent = lane.parent == base::kNoLane ? Json() : Json(lane.parent.value);
        lanes.push_back({{"lane", lane.id.value}, {"parent", parent}, {"role", trace::toText(lane.role)}, {"name", lane.name},
                         {"pid", lane.pid == 0 ? Json() : Json(lane.pid)}, {"tid", lane.tid == 0 ? Json() : Json(lane.tid)}});
    }
    return lanes;
}

Json groupsOf(const Run &run, const plan::Workload &workload)
{
    Json list = Json::array();
    for (const analysis::GroupSummary &group : analysis::groupsOf(run, workload)) {
        list.push_back({{"name", group.name},
                        {"tasks", {{"submitted", group.submitted}, {"succeeded", group.count(TaskStatus::Succeeded)}, {"failed", group.count(TaskStatus::Failed)},
                                   {"cancelled", group.count(TaskStatus::Cancelled)}, {"timed_out", group.count(TaskStatus::TimedOut)}, {"lost", group.count(TaskStatus::Lost)}}},
                        {"makespan_ns", orNull(group.makespan)},
                        {"latency_ns", distributionOf(group.latency)},
                        {"queue_ns", distributionOf(group.queue)},
                        {"service_ns", distributionOf(group.service)}});
    }
    return list;
}

Json runOf(const Run &run, const record::ExperimentRecord &experiment)
{
    const plan::Workload &workload = experiment.plan.workload;
    const record::Usage &u = run.usage;
    return {{"run", run.key.run.value},
            {"round", run.key.round},
            {"executor", run.entry.id},
            {"label", run.entry.label},
            {"parameters", parametersOf(run.entry)},
            {"repetition", run.key.repetition},
            {"status", record::toText(run.status)},
            {"error", run.error.empty() ? Json() : Json(run.error)},
            {"setup_ns", orNull(run.setupNs)},
            {"makespan_ns", orNull(run.makespanNs)},
            {"time_to_first_result_ns", orNull(run.firstResultNs)},
            {"time_to_last_result_ns", orNull(run.lastResultNs)},
            {"teardown_ns", orNull(run.teardownNs)},
            {"throughput_per_s", orNull(run.throughputPerS())},
            {"tasks", tasksOf(run)},
            {"latency_ns", distributionOf(analysis::distribution(run, analysis::TaskMetric::Latency))},
            {"queue_ns", distributionOf(analysis::distribution(run, analysis::TaskMetric::Queue))},
            {"service_ns", distributionOf(analysis::distribution(run, analysis::TaskMetric::Service))},
            {"groups", groupsOf(run, workload)},
            {"time_split_ns", timeSplitOf(run)},
            {"cpu", {{"percent_mean", orNull(u.cpuPercentMean)}, {"percent_peak", orNull(u.cpuPercentPeak)},
                     {"percent_allowed_mean", orNull(u.cpuPercentAllowedMean)}, {"user_ns", orNull(u.userNs)}, {"system_ns", orNull(u.systemNs)}}},
            {"memory", {{"rss_peak_bytes", orNull(u.rssPeakBytes)}, {"pss_peak_bytes", orNull(u.pssPeakBytes)}, {"process_peak_bytes", orNull(u.processPeakBytes)},
                        {"baseline_bytes", orNull(u.baselineBytes)}}},
            {"page_faults", {{"minor", orNull(u.minorFaults)}, {"major", orNull(u.majorFaults)}}},
            {"processes_started", orNull(u.processesStarted)},
            {"threads_peak", orNull(u.threadsPeak)},
            {"context_switches", {{"voluntary", orNull(u.voluntarySwitches)}, {"involuntary", orNull(u.involuntarySwitches)}}},
            {"events", {{"recorded", run.eventsRecorded}, {"dropped", run.eventsDropped}}},
            {"executor_figures", figuresOf(run)},
            {"lanes", lanesOf(run)},
            {"conditions", conditionsJson(run.conditions, run.runStart)},
            {"warnings", run.warnings},
            {"violations", violationsJson(analysis::violationsOf(run, workload, experiment.environment.cores), experiment.plan)}};
}

Json runsOf(const std::vector<std::shared_ptr<const Run>> &runs, const record::ExperimentRecord &experiment)
{
    Json list = Json::array();
    for (const auto &run : runs)
        list.push_back(runOf(*run, experiment));
    return list;
}

/// Figures of a row that the contract's list of columns does not have.
Json moreOf(const analysis::EntrySummary &row)
{
    return {{"invalid_runs", row.invalidRuns},
            {"disturbed_runs", row.disturbedRuns},
            {"makespan_mean_ns", orNull(row.makespanMean)},
            {"makespan_stdev_ns", orNull(row.makespanStdev)},
            {"makespan_mad_ns", orNull(row.makespanMad)},
            {"makespan_min_ns", orNull(row.makespanMin)},
            {"makespan_max_ns", orNull(row.makespanMax)},
            {"makespan_variation", orNull(row.variation)},
            {"makespan_outliers", {{"mild", row.mildOutliers}, {"severe", row.severeOutliers}}},
            {"latency_mean_ns", orNull(row.latencyMean)},
            {"latency_max_ns", orNull(row.latencyMax)},
            {"latency_tasks_per_run", row.latencyTasks},
            {"cpu_percent_allowed_mean", orNull(row.cpuPercentAllowedMean)},
            {"cpu_median_ns", orNull(row.cpuMedian)},
            {"context_switches_median", {{"voluntary", orNull(row.voluntarySwitches)}, {"involuntary", orNull(row.involuntarySwitches)}}},
            {"setup_median_ns", orNull(row.setupMedian)},
            {"teardown_median_ns", orNull(row.teardownMedian)},
            {"total_median_ns", orNull(row.totalMedian)},
            {"time_to_first_result_median_ns", orNull(row.firstResultMedian)},
            {"time_to_last_result_median_ns", orNull(row.lastResultMedian)},
            {"width_median", orNull(row.width)},
            {"efficiency", orNull(row.efficiency)},
            {"fairness", orNull(row.fairness)},
            {"parallelism", orNull(row.parallelism)},
            {"concurrency_mean", orNull(row.concurrency)}};
}

Json summaryOf(const record::ExperimentRecord &experiment, const analysis::Ranking &ranking)
{
    Json list = Json::array();
    for (const analysis::EntrySummary &row : analysis::summarize(experiment)) {
        const plan::ExecutorEntry &entry = experiment.plan.executors.at(row.entry.value);
        list.push_back({{"executor", entry.id},
                        {"label", entry.label},
                        {"parameters", parametersOf(entry)},
                        {"runs", row.runs},
                        {"failed_runs", row.failedRuns},
                        {"tasks", row.tasks},
                        {"succeeded", row.succeeded},
                        {"failed", row.failed},
                        {"makespan_median_ns", orNull(row.makespanMedian)},
                        {"makespan_low_ns", orNull(row.makespanLow)},
                        {"makespan_high_ns", orNull(row.makespanHigh)},
                        {"throughput_median_per_s", orNull(row.throughputMedian)},
                        {"latency_median_ns", orNull(row.latencyMedian)},
                        {"latency_p95_ns", orNull(row.latencyP95)},
                        {"latency_p99_ns", orNull(row.latencyP99)},
                        {"cpu_percent_mean", orNull(row.cpuPercentMean)},
                        {"rss_peak_bytes", orNull(row.rssPeak)},
                        {"pss_peak_bytes", orNull(row.pssPeak)},
                        {"speedup", orNull(row.speedup)}});
        list.back().update(placeJson(*ranking.row(row.entry), ranking.options.goal));
        list.back().update(moreOf(row));
    }
    return list;
}

/// Runs of disturbed rounds that ran once more: kept, in no figure and in no CSV file.
std::vector<std::shared_ptr<const Run>> supersededOf(const record::ExperimentRecord &experiment)
{
    std::vector<std::shared_ptr<const Run>> found;
    std::copy_if(experiment.runs.begin(), experiment.runs.end(), std::back_inserter(found), [](const auto &run) { return run->superseded; });
    return found;
}

Json leftOutOf(const record::ExperimentRecord &experiment)
{
    Json list = Json::array();
    for (const record::LeftOut &left : experiment.leftOut) {
        const plan::ExecutorEntry &entry = experiment.plan.executors.at(left.entry.value);
        list.push_back({{"executor", entry.id}, {"label", entry.label}, {"reason", left.reason}});
    }
    return list;
}

} // namespace

void resultsJson(const record::ExperimentRecord &experiment, const ByteSink &sink)
{
    const analysis::Ranking ranking = analysis::rank(experiment);
    const Json results{{"schema", "interleave-results/1"},
                       {"environment", environmentJson(experiment.environment)},
                       {"plan", Json::parse(plan::toJson(experiment.plan))},
                       {"stopped", experiment.stopped},
                       {"ended_by", experiment.endedBy.empty() ? Json() : Json(experiment.endedBy)},
                       {"left_out", leftOutOf(experiment)},
                       {"finding", findingJson(analysis::findingOf(experiment, ranking), experiment.plan)},
                       {"noise", noiseJson(analysis::noiseOf(experiment), experiment.plan)},
                       {"percentiles", "type 7 (linear), of each run's succeeded tasks; then the median over runs"},
                       {"summary", summaryOf(experiment, ranking)},
                       {"ranking", rankingJson(ranking, experiment.plan)},
                       {"ranks", ranksJson(experiment)},
                       {"runs", runsOf(experiment.runsThatCount(), experiment)},
                       {"superseded_runs", runsOf(supersededOf(experiment), experiment)},
                       {"warmup_runs", runsOf(experiment.warmups, experiment)}};
    // A text that is not UTF-8 (a child's message, say) must not cost the file.
    sink(results.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
}

} // namespace interleave::exporting
