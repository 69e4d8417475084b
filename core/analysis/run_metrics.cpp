// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/run_metrics.h"

#include "core/analysis/statistics.h"
#include "core/base/large_pages.h"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

namespace interleave::analysis {
namespace {

using record::RunRecord;
using record::TaskRow;

std::optional<double> span(const RunRecord &run)
{
    return run.makespanNs && *run.makespanNs > 0 && !run.tasks.empty() ? std::optional(static_cast<double>(*run.makespanNs)) : std::nullopt;
}

std::map<std::uint32_t, double> tasksByLane(const RunRecord &run)
{
    std::map<std::uint32_t, double> tasks;
    for (const TaskRow &task : run.tasks) {
        if (task.started && task.lane != base::kNoLane.value)
            ++tasks[task.lane];
    }
    return tasks;
}

} // namespace

std::optional<double> meanConcurrency(const RunRecord &run)
{
    const auto makespan = span(run);
    if (!makespan)
        return std::nullopt;
    double sum = 0;
    for (const TaskRow &task : run.tasks)
        sum += static_cast<double>(task.latency().value_or(0));
    return sum / *makespan;
}

std::optional<double> parallelism(const RunRecord &run)
{
    const auto makespan = span(run);
    double sum = 0;
    for (const TaskRow &task : run.tasks) {
        if (task.started && !task.onCpu)
            return std::nullopt;
        sum += static_cast<double>(task.onCpu.value_or(0));
    }
    return makespan ? std::optional(sum / *makespan) : std::nullopt;
}

std::optional<double> goodput(const RunRecord &run)
{
    if (run.tasks.empty())
        return std::nullopt;
    return static_cast<double>(run.count(trace::TaskStatus::Succeeded)) / static_cast<double>(run.tasks.size());
}

std::size_t busyLanes(const RunRecord &run) { return tasksByLane(run).size(); }

std::size_t width(const RunRecord &run) { return onEventLoop(run) ? peakConcurrency(run) : busyLanes(run); }

bool onEventLoop(const RunRecord &run)
{
    return std::any_of(run.lanes.begin(), run.lanes.end(), [](const trace::LaneInfo &lane) { return lane.role == trace::LaneRole::EventLoop; });
}

std::optional<double> fairness(const RunRecord &run)
{
    std::map<std::uint32_t, double> tasks = tasksByLane(run);
    for (const trace::LaneInfo &lane : run.lanes) {
        if (lane.role == trace::LaneRole::Worker)
            tasks.emplace(lane.id.value, 0);
    }
    std::vector<double> shares;
    for (const auto &[lane, count] : tasks)
        shares.push_back(count);
    return jainFairness(shares);
}

std::size_t peakConcurrency(const RunRecord &run)
{
    std::vector<std::int64_t> starts, ends;
    base::reserveLarge(starts, run.tasks.size());
    base::reserveLarge(ends, run.tasks.size());
    for (const TaskRow &task : run.tasks) {
        if (task.started && task.finished) {
            starts.push_back(*task.started);
            ends.push_back(*task.finished);
        }
    }
    for (auto *instants : {&starts, &ends}) {
        // Most models take tasks in order; then a million of them need no sorting.
        if (!std::is_sorted(instants->begin(), instants->end()))
            std::sort(instants->begin(), instants->end());
    }
    std::size_t ended = 0, most = 0;
    for (std::size_t started = 0; started < starts.size(); ++started) {
        while (ended < started && ends[ended] <= starts[started]) // an end comes before a start at the same instant
            ++ended;
        most = std::max(most, started + 1 - ended);
    }
    return most;
}

std::optional<CpuPercent> cpuPercent(double cpuSeconds, double wallSeconds, int onlineCpus, double allowedCpus)
{
    if (cpuSeconds < 0 || wallSeconds <= 0 || onlineCpus < 1 || allowedCpus <= 0)
        return std::nullopt;
    const double ofOne = 100 * cpuSeconds / wallSeconds;
    return CpuPercent{ofOne, ofOne / onlineCpus, ofOne / allowedCpus};
}

} // namespace interleave::analysis
