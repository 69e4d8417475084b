// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/consistency_checks.h"
#include "core/analysis/makespan_bounds.h"
#include "core/analysis/run_metrics.h"
#include "core/plan/tasks.h"

#include <algorithm>
#include <array>
#include <map>

namespace interleave::analysis {
namespace {

using record::RunRecord;
using record::TaskRow;
using trace::LaneRole;
using trace::TaskStatus;

constexpr double kTimerSlack = 100'000; ///< ns that two clocks' roundings can make a sleep look short

std::optional<std::int64_t> given(const RunRecord &run, const char *key)
{
    const auto found = run.entry.parameters.find(key);
    if (found == run.entry.parameters.end())
        return std::nullopt;
    const auto *number = std::get_if<std::int64_t>(&found->second);
    return number && *number > 0 ? std::optional(*number) : std::nullopt;
}

/// The parameter that bounds how many tasks run at once. On an event loop `workers` only bounds what is handed to threads.
std::optional<std::int64_t> givenLimit(const RunRecord &run)
{
    constexpr std::array kOnLoop{"limit", "consumers", "resources"};
    constexpr std::array kOnLanes{"limit", "workers"};
    if (onEventLoop(run)) {
        for (const char *key : kOnLoop) {
            if (const auto limit = given(run, key))
                return limit;
        }
        return std::nullopt;
    }
    for (const char *key : kOnLanes) {
        if (const auto limit = given(run, key))
            return limit;
    }
    return std::nullopt;
}

/// Time a task must at least take: its sleeps. Units: ns.
double sleepOf(const plan::TaskSpec &task)
{
    double sum = 0;
    for (const plan::StepSpec &step : task.steps)
        sum += step.kind == plan::StepKind::Sleep ? static_cast<double>(step.amount) : 0;
    return sum;
}

} // namespace

std::size_t concurrencyLimit(const RunRecord &run)
{
    const std::size_t tasks = run.tasks.size();
    if (const auto limit = givenLimit(run))
        return std::min(tasks, static_cast<std::size_t>(*limit));
    if (onEventLoop(run))
        return tasks;
    const auto workers = std::count_if(run.lanes.begin(), run.lanes.end(), [](const trace::LaneInfo &lane) { return lane.role == LaneRole::Worker; });
    const std::size_t lanes = std::max(static_cast<std::size_t>(workers), busyLanes(run));
    return lanes == 0 ? tasks : std::min(tasks, lanes);
}

void checkLanes(Checked &checked)
{
    if (onEventLoop(checked.run))
        return; // tasks of a loop overlap: each runs while the others wait
    std::map<std::uint32_t, std::vector<std::pair<std::int64_t, std::int64_t>>> spans;
    for (const TaskRow &task : checked.run.tasks) {
        if (task.started && task.finished && task.lane != base::kNoLane.value)
            spans[task.lane].emplace_back(*task.started, *task.finished);
    }
    double wrong = 0;
    for (auto &[lane, own] : spans) {
        std::sort(own.begin(), own.end());
        for (std::size_t i = 1; i < own.size(); ++i)
            wrong += own[i].first < own[i - 1].second;
    }
    if (wrong > 0)
        checked.complain(Check::LaneOverlap, {IL_TEXT("%1 tasks began on a worker before its last one had ended."), {countArgument(wrong)}},
                         {IL_TEXT("A worker does one task at a time: start or end of these is wrong."), {}});
}

void checkConcurrency(Checked &checked)
{
    const RunRecord &run = checked.run;
    const std::size_t limit = concurrencyLimit(run);
    const std::size_t most = peakConcurrency(run);
    if (most > limit)
        checked.complain(Check::Concurrency, {IL_TEXT("%1 tasks were under way at once, but the limit is %2."), {countArgument(static_cast<double>(most)), countArgument(static_cast<double>(limit))}},
                         {IL_TEXT("The limit was not kept, or starts and ends are wrong."), {}});
    const auto capacity = given(run, "capacity");
    if (!capacity || !run.trace)
        return;
    std::uint32_t longest = 0;
    for (const auto &[lane, event] : run.trace->events)
        longest = event.kind == trace::EventKind::Enqueued ? std::max(longest, event.arg1) : longest;
    if (longest > *capacity)
        checked.complain(Check::QueueCapacity, {IL_TEXT("The queue held %1 tasks, but its capacity is %2."), {countArgument(longest), countArgument(static_cast<double>(*capacity))}},
                         {IL_TEXT("The bound was not kept, or its depths are wrong."), {}});
}

void checkSleep(Checked &checked)
{
    const RunRecord &run = checked.run;
    const auto specs = plan::expandTasks(checked.workload, run.entry, {});
    if (specs.size() != run.tasks.size() || !run.makespanNs)
        return;
    std::vector<double> sleeps;
    double wrong = 0;
    for (std::size_t i = 0; i < specs.size(); ++i) {
        const TaskRow &task = run.tasks[i];
        if (task.status != TaskStatus::Succeeded || !task.service())
            continue;
        sleeps.push_back(sleepOf(specs[i]));
        wrong += static_cast<double>(*task.service()) + kTimerSlack < sleeps.back();
    }
    const double bound = makespanBound(sleeps, std::max<std::size_t>(concurrencyLimit(run), 1));
    if (wrong > 0)
        checked.complain(Check::SleepBound, {IL_TEXT("%1 tasks ended before they had slept as long as the plan says."), {countArgument(wrong)}},
                         {IL_TEXT("No model can do that: starts or ends are wrong, or steps were left out."), {}});
    else if (static_cast<double>(*run.makespanNs) + kTimerSlack < bound)
        checked.complain(Check::SleepBound, {IL_TEXT("The run took %1, but its sleeps alone take %2."), {millisecondsArgument(static_cast<double>(*run.makespanNs)), millisecondsArgument(bound)}},
                         {IL_TEXT("No model can do that: tasks are missing or the makespan is wrong."), {}});
}

void checkCpu(Checked &checked)
{
    const RunRecord &run = checked.run;
    if (!run.makespanNs)
        return;
    double cpu = 0;
    for (const TaskRow &task : run.tasks)
        cpu += static_cast<double>(task.onCpu.value_or(0));
    const auto makespan = static_cast<double>(*run.makespanNs);
    const double most = makespan * checked.cores.allowed;
    if (cpu > most + tolerance(most))
        checked.complain(Check::CpuBound, {IL_TEXT("The tasks used %1 of CPU time, but the run had only %2."), {millisecondsArgument(cpu), millisecondsArgument(most)}},
                         {IL_TEXT("CPU time was counted twice, or the cores allowed are wrong."), {}});
    if (run.entry.id == "gil-threads" && cpu > makespan + std::max(10e6, 0.05 * makespan))
        checked.complain(Check::EmulatedLock, {IL_TEXT("Under the emulated lock the tasks computed %1 in a run of %2."), {millisecondsArgument(cpu), millisecondsArgument(makespan)}},
                         {IL_TEXT("More than one task computed at once: the lock did not hold."), {}});
}

} // namespace interleave::analysis
