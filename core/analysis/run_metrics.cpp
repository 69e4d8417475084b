// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/run_metrics.h"

#include "core/analysis/statistics.h"

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
    std::vector<std::pair<std::int64_t, int>> changes; // an end comes before a start at the same instant
    for (const TaskRow &task : run.tasks) {
        if (task.started && task.finished) {
            changes.emplace_back(*task.started, 1);
            changes.emplace_back(*task.finished, -1);
        }
    }
    std::sort(changes.begin(), changes.end());
    std::ptrdiff_t now = 0;
    std::ptrdiff_t most = 0;
    for (const auto &[time, change] : changes) {
        now += change;
        most = std::max(most, now);
    }
    return static_cast<std::size_t>(most);
}

std::optional<CpuPercent> cpuPercent(double cpuSeconds, double wallSeconds, int onlineCpus, double allowedCpus)
{
    if (cpuSeconds < 0 || wallSeconds <= 0 || onlineCpus < 1 || allowedCpus <= 0)
        return std::nullopt;
    const double ofOne = 100 * cpuSeconds / wallSeconds;
    return CpuPercent{ofOne, ofOne / onlineCpus, ofOne / allowedCpus};
}

} // namespace interleave::analysis
