// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/consistency_checks.h"
#include "core/analysis/run_metrics.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>
#include <vector>

namespace interleave::analysis {
namespace {

using record::TaskRow;
using trace::EventKind;
using LaneEvent = trace::Reader::LaneEvent;

/// How far the parts of a task's time are from its latency; empty where they cannot be added up.
std::optional<double> gapOf(const TaskRow &task)
{
    if (!task.latency() || !task.queue() || !task.onCpu || !task.blocked)
        return std::nullopt;
    const double parts = static_cast<double>(*task.queue() + *task.onCpu + *task.blocked + task.runnable.value_or(0));
    const double gap = parts - static_cast<double>(*task.latency());
    // Without the waits for a CPU the parts can only be too few.
    return task.runnable ? std::optional(std::abs(gap)) : std::optional(std::max(gap, 0.0));
}

/// One queue of a run: its tasks' waits and the depths that were recorded.
struct Queue {
    using Instant = std::pair<std::uint32_t, std::int64_t>; ///< of a task
    std::vector<Instant> in, out; ///< by time, until `waits` sorts them by task
    std::set<std::uint32_t> writers; ///< lanes that recorded for it
    double depthTime = 0;            ///< ∫ depth dt
    double depth = 0;
    std::int64_t since = 0;

    void add(const LaneEvent &entry)
    {
        const trace::Event &event = entry.event;
        depthTime += depth * static_cast<double>(event.time - since);
        since = event.time;
        depth = event.arg1;
        writers.insert(entry.lane.value);
        (event.kind == EventKind::Enqueued ? in : out).emplace_back(event.task, event.time);
    }

    /// Σ of the tasks' waits; those not taken out wait until `end`.
    [[nodiscard]] double waits(std::int64_t end)
    {
        std::sort(in.begin(), in.end());
        std::sort(out.begin(), out.end());
        double sum = 0;
        auto taken = out.begin();
        for (std::size_t i = 0; i < in.size(); ++i) {
            // Each time a task was put in meets the same time it was taken out.
            if (i == 0 || in[i].first != in[i - 1].first)
                taken = std::lower_bound(taken, out.end(), Instant(in[i].first, INT64_MIN));
            const bool known = taken != out.end() && taken->first == in[i].first;
            sum += static_cast<double>(std::max<std::int64_t>((known ? (taken++)->second : end) - in[i].second, 0));
        }
        return sum;
    }
};

std::map<std::uint32_t, Queue> queuesOf(const record::FrozenTrace &trace, std::int64_t begin)
{
    std::map<std::uint32_t, Queue> queues;
    for (const LaneEvent &entry : trace.events) { // by time
        if (entry.event.kind != EventKind::Enqueued && entry.event.kind != EventKind::Dequeued)
            continue;
        const std::uint32_t owner = entry.event.peer == base::kNoLane.value ? entry.lane.value : entry.event.peer;
        auto [queue, added] = queues.try_emplace(owner);
        if (added)
            queue->second.since = begin;
        queue->second.add(entry);
    }
    return queues;
}

std::string laneName(const record::RunRecord &run, std::uint32_t lane)
{
    for (const trace::LaneInfo &info : run.lanes) {
        if (info.id.value == lane)
            return info.name;
    }
    return std::to_string(lane);
}

} // namespace

void checkParts(Checked &checked)
{
    double wrong = 0;
    double worst = 0;
    for (const TaskRow &task : checked.run.tasks) {
        const auto gap = gapOf(task);
        if (!gap || *gap <= tolerance(static_cast<double>(*task.latency())))
            continue;
        ++wrong;
        worst = std::max(worst, *gap);
    }
    if (wrong > 0)
        checked.complain(Check::SumOfParts,
                         {IL_TEXT("Of %1 tasks the parts (queued, on-CPU, runnable, blocked) miss the latency, one by %2."), {countArgument(wrong), millisecondsArgument(worst)}},
                         {IL_TEXT("Where their time went is known only roughly; their latency holds."), {}});
}

void checkLittle(Checked &checked)
{
    const auto concurrency = meanConcurrency(checked.run);
    if (!concurrency)
        return;
    // Counted at each instant within the run, against rate · time: the same unless tasks lie outside of it.
    double inside = 0;
    const std::int64_t end = *checked.run.makespanNs;
    for (const TaskRow &task : checked.run.tasks) {
        if (task.due && task.finished)
            inside += static_cast<double>(std::clamp<std::int64_t>(*task.finished, 0, end) - std::clamp<std::int64_t>(*task.due, 0, end));
    }
    inside /= static_cast<double>(end);
    if (std::abs(inside - *concurrency) <= 0.01 * *concurrency)
        return;
    checked.complain(Check::LittleRun,
                     {IL_TEXT("On average %1 tasks were in the system, but rate and latency make it %2."),
                      {numberArgument(Argument::Kind::Factor, inside), numberArgument(Argument::Kind::Factor, *concurrency)}},
                     {IL_TEXT("Tasks lie outside of the run: its makespan or its latencies are wrong."), {}});
}

void checkQueues(Checked &checked)
{
    const auto &run = checked.run;
    if (!run.trace || run.eventsDropped > 0 || !run.makespanNs || *run.makespanNs <= 0)
        return;
    const std::int64_t begin = run.runStart.count();
    const std::int64_t end = begin + *run.makespanNs;
    for (auto &[owner, queue] : queuesOf(*run.trace, begin)) {
        const auto span = static_cast<double>(std::max(end, queue.since) - begin);
        const double counted = (queue.depthTime + queue.depth * static_cast<double>(std::max<std::int64_t>(end - queue.since, 0))) / span;
        const double little = queue.waits(end) / span;
        // Each lane may be between changing the queue and writing down how long it is then.
        const auto racing = static_cast<double>(queue.writers.size());
        if (std::abs(counted - little) <= 0.05 * little + racing)
            continue;
        checked.complain(Check::LittleQueue,
                         {IL_TEXT("The queue %1 had %2 tasks on average, but its tasks' waits make it %3."),
                          {textArgument(laneName(run, owner)), numberArgument(Argument::Kind::Factor, counted), numberArgument(Argument::Kind::Factor, little)}},
                         {IL_TEXT("Events of this queue are missing or wrong: do not trust its depth."), {}});
    }
}

} // namespace interleave::analysis
