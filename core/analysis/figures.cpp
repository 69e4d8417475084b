// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/figures.h"

#include "core/analysis/statistics.h"
#include "core/analysis/summary.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace interleave::analysis {
namespace {

using record::RunRecord;

constexpr std::array<std::string_view, 7> kGoals{"makespan", "throughput", "mean-latency", "p99-latency", "memory", "cpu", "balanced"};

std::vector<double> latencies(const RunRecord &run)
{
    std::vector<double> all;
    for (const record::TaskRow &task : run.tasks) {
        if (const auto latency = valueOf(task, TaskMetric::Latency); latency && *latency >= 0)
            all.push_back(*latency);
    }
    return all;
}

std::optional<double> number(const std::optional<std::int64_t> &value)
{
    return value ? std::optional(static_cast<double>(*value)) : std::nullopt;
}

std::optional<double> meanLatency(const RunRecord &run)
{
    const Moments moments = momentsOf(latencies(run));
    return moments.n > 0 ? std::optional(moments.mean) : std::nullopt;
}

std::optional<double> p99Latency(const RunRecord &run)
{
    std::vector<double> all = latencies(run);
    std::sort(all.begin(), all.end());
    return percentile(all, 0.99);
}

} // namespace

std::string_view toText(Goal goal) { return kGoals.at(static_cast<std::size_t>(goal)); }

std::optional<Goal> goalOf(std::string_view text)
{
    const auto found = std::find(kGoals.begin(), kGoals.end(), text);
    return found == kGoals.end() ? std::nullopt : std::optional(static_cast<Goal>(found - kGoals.begin()));
}

bool countsInFigures(const RunRecord &run)
{
    return run.status == record::RunStatus::Finished && !run.key.warmup && !run.superseded && !run.conditions.suspended;
}

Runs countingRuns(const record::ExperimentRecord &experiment, base::EntryId entry)
{
    Runs runs = experiment.runsOf(entry);
    std::erase_if(runs, [](const auto &run) { return !countsInFigures(*run); });
    return runs;
}

MemoryKind memoryKindOf(const record::ExperimentRecord &experiment)
{
    const bool everywhere = std::all_of(experiment.runs.begin(), experiment.runs.end(),
                                        [](const auto &run) { return !countsInFigures(*run) || run->usage.pssPeakBytes; });
    return everywhere ? MemoryKind::Pss : MemoryKind::Rss;
}

std::optional<double> figureOf(const RunRecord &run, Goal goal, MemoryKind memory)
{
    switch (goal) {
    case Goal::Balanced:
    case Goal::Makespan: return run.tasks.empty() ? std::nullopt : number(run.makespanNs);
    case Goal::Throughput: return run.throughputPerS();
    case Goal::MeanLatency: return meanLatency(run);
    case Goal::P99Latency: return p99Latency(run);
    case Goal::Memory: return number(memory == MemoryKind::Pss ? run.usage.pssPeakBytes : run.usage.rssPeakBytes);
    case Goal::Cpu:
        if (!run.usage.userNs || !run.usage.systemNs)
            return std::nullopt;
        return static_cast<double>(*run.usage.userNs + *run.usage.systemNs);
    }
    return std::nullopt;
}

std::optional<double> costOf(double figure, Goal goal)
{
    if (!std::isfinite(figure) || figure <= 0)
        return std::nullopt;
    return goal == Goal::Throughput ? 1 / figure : figure;
}

} // namespace interleave::analysis
