// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/time_split.h"

#include <algorithm>
#include <array>

namespace interleave::analysis {
namespace {

using record::TaskRow;
using trace::BlockCause;

constexpr std::size_t kCauses = static_cast<std::size_t>(BlockCause::Command) + 1;

bool whole(const TaskRow &task) { return task.status == trace::TaskStatus::Succeeded && task.latency() && task.queue(); }

/// Sums over tasks, and of how many tasks each part is known.
struct Sums {
    std::size_t tasks = 0, withCpu = 0, withRunnable = 0, withBlocked = 0;
    double latency = 0, queued = 0, onCpu = 0, runnable = 0, blocked = 0;
    std::array<double, kCauses> causes{};

    void add(const TaskRow &task)
    {
        const auto take = [](record::OptionalNs value, double &sum, std::size_t &known) {
            sum += static_cast<double>(value.value_or(0));
            known += value.has_value();
        };
        ++tasks;
        latency += static_cast<double>(*task.latency());
        queued += static_cast<double>(*task.queue());
        take(task.onCpu, onCpu, withCpu);
        take(task.runnable, runnable, withRunnable);
        take(task.blocked, blocked, withBlocked);
        // The loop's turn is part of `runnable`, and what held the task back before it started of `queued`.
        for (std::size_t cause = 1; cause < kCauses; ++cause)
            if (trace::partOf(static_cast<BlockCause>(cause)) == trace::TimePart::Blocked)
                causes[cause] += static_cast<double>(task.blockedBy.of(static_cast<BlockCause>(cause)).count());
    }
};

/// Causes of the blocked time, a task; what none is kept for stands as None.
std::vector<TimeSplit::Cause> causesOf(const Sums &sums)
{
    const auto n = static_cast<double>(sums.tasks);
    std::vector<TimeSplit::Cause> causes;
    double known = 0;
    for (std::size_t i = 1; i < kCauses; ++i)
        known += sums.causes[i];
    // Causes are kept before the run delay inside them is taken off: they are shares of `blocked` then.
    const double scale = known > sums.blocked && known > 0 ? sums.blocked / known : 1;
    for (std::size_t i = 1; i < kCauses; ++i) {
        if (sums.causes[i] > 0)
            causes.push_back({static_cast<BlockCause>(i), sums.causes[i] * scale / n});
    }
    if (known < sums.blocked)
        causes.push_back({BlockCause::None, (sums.blocked - known) / n});
    std::stable_sort(causes.begin(), causes.end(), [](const auto &a, const auto &b) { return a.ns > b.ns; });
    return causes;
}

TimeSplit splitOf(const Sums &sums, base::EntryId entry)
{
    TimeSplit split;
    split.entry = entry;
    split.tasks = sums.tasks;
    const auto n = static_cast<double>(sums.tasks);
    split.latency = sums.latency / n;
    split.queued = sums.queued / n;
    const auto part = [&](double sum, std::size_t known) { return known == sums.tasks ? std::optional(sum / n) : std::nullopt; };
    split.onCpu = part(sums.onCpu, sums.withCpu);
    split.runnable = part(sums.runnable, sums.withRunnable);
    split.blocked = part(sums.blocked, sums.withBlocked);
    if (split.blocked)
        split.causes = causesOf(sums);
    split.rest = std::max(0.0, split.latency - *split.queued - split.onCpu.value_or(0) - split.runnable.value_or(0) - split.blocked.value_or(0));
    return split;
}

} // namespace

std::optional<TimeSplit> timeSplitOf(const Runs &runs, base::EntryId entry)
{
    Sums all, withCpu;
    for (const auto &run : runs) {
        for (const TaskRow &task : run->tasks) {
            if (!whole(task))
                continue;
            all.add(task);
            if (task.onCpu)
                withCpu.add(task);
        }
    }
    if (all.tasks == 0)
        return std::nullopt;
    TimeSplit split = splitOf(withCpu.tasks > 0 ? withCpu : all, entry);
    split.leftOut = all.tasks - split.tasks;
    return split;
}

std::optional<TimeSplit> timeSplitOf(const record::ExperimentRecord &experiment, base::EntryId entry)
{
    return timeSplitOf(countingRuns(experiment, entry), entry);
}

} // namespace interleave::analysis
