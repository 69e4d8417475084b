// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/consistency.h"

#include "core/analysis/consistency_checks.h"
#include "core/analysis/coordinated_omission.h"
#include "core/analysis/summary.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>
#include <vector>

namespace interleave::analysis {
namespace {

using record::RunRecord;
using record::TaskRow;
using trace::TaskStatus;

constexpr double kSuperLinear = 1.05;

Phrase clockMeaning() { return {IL_TEXT("The record contradicts itself: do not trust this run."), {}}; }

void checkTasks(Checked &checked)
{
    const RunRecord &run = checked.run;
    const auto planned = static_cast<double>(plan::taskCount(checked.workload, run.entry));
    std::vector<std::uint64_t> seen; // group and index
    seen.reserve(run.tasks.size());
    double unknown = 0;
    for (const TaskRow &task : run.tasks) {
        seen.push_back(std::uint64_t{task.group} << 32U | task.index);
        unknown += task.status == TaskStatus::None || task.status == TaskStatus::Lost || !task.submitted;
    }
    std::sort(seen.begin(), seen.end());
    seen.erase(std::unique(seen.begin(), seen.end()), seen.end());
    if (static_cast<double>(seen.size()) != planned || seen.size() != run.tasks.size())
        checked.complain(Check::TaskCount, {IL_TEXT("The plan has %1 tasks, the record %2, of which %3 differ."),
                                            {countArgument(planned), countArgument(static_cast<double>(run.tasks.size())), countArgument(static_cast<double>(seen.size()))}},
                         clockMeaning());
    if (run.status == record::RunStatus::Finished && unknown > 0)
        checked.complain(Check::TaskCount, {IL_TEXT("The run finished, but the fate of %1 tasks is unknown."), {countArgument(unknown)}}, clockMeaning());
}

bool inOrder(const TaskRow &task)
{
    std::int64_t last = INT64_MIN;
    for (const record::OptionalNs at : {task.due, task.submitted, task.started, task.finished}) {
        if (!at)
            continue;
        if (*at < last)
            return false;
        last = *at;
    }
    return true;
}

void checkOrder(Checked &checked)
{
    const auto wrong = static_cast<double>(std::count_if(checked.run.tasks.begin(), checked.run.tasks.end(), [](const TaskRow &task) { return !inOrder(task); }));
    if (wrong > 0)
        checked.complain(Check::InstantOrder, {IL_TEXT("Of %1 tasks the instants are out of order: due, submitted, started, finished."), {countArgument(wrong)}},
                         {IL_TEXT("A clock was wrong: the run is invalid."), {}});
}

void checkMakespan(Checked &checked)
{
    std::optional<std::int64_t> last;
    for (const TaskRow &task : checked.run.tasks) {
        if (task.finished)
            last = std::max(last.value_or(*task.finished), *task.finished);
    }
    const auto &makespan = checked.run.makespanNs;
    if (!makespan || !last || *makespan == *last)
        return;
    checked.complain(Check::Makespan, {IL_TEXT("The makespan is %1, but the last task ended at %2."),
                                       {millisecondsArgument(static_cast<double>(*makespan)), millisecondsArgument(static_cast<double>(*last))}},
                     clockMeaning());
}

void checkEvents(Checked &checked)
{
    if (checked.run.eventsDropped == 0)
        return;
    checked.complain(Check::LostEvents,
                     {IL_TEXT("%1 of %2 events found no room and are lost."),
                      {countArgument(static_cast<double>(checked.run.eventsDropped)), countArgument(static_cast<double>(checked.run.eventsDropped + checked.run.eventsRecorded))}},
                     {IL_TEXT("The sequence view has gaps; no figure depends on these events."), {}});
}

void checkSubmitLag(Checked &checked)
{
    const plan::Arrival &arrival = checked.workload.arrival;
    const double interval = arrival.kind == plan::Arrival::Kind::Interval ? arrival.ms * 1e6
        : arrival.kind == plan::Arrival::Kind::Poisson && arrival.ratePerS > 0 ? 1e9 / arrival.ratePerS : 0;
    if (interval <= 0)
        return;
    std::vector<double> lags;
    for (const TaskRow &task : checked.run.tasks) {
        if (task.due && task.submitted)
            lags.push_back(static_cast<double>(*task.submitted - *task.due));
    }
    const SubmitLag lag = submitLag(lags, interval);
    if (!lag.keptUp())
        checked.complain(Check::SubmitLag,
                         {IL_TEXT("%1 of %2 tasks were handed over later than 1 percent of the interval after they were due, one by %3."),
                          {countArgument(static_cast<double>(lag.late)), countArgument(static_cast<double>(lag.tasks)), millisecondsArgument(lag.worst)}},
                         {IL_TEXT("The rate was not kept: the machine could not, or the model takes a task only when it is free. Latencies count from when a task was due, so they hold."), {}});
}

} // namespace

std::string_view toText(Check check)
{
    constexpr std::array<std::string_view, 15> kChecks{"task-count", "instant-order", "makespan", "lane-overlap", "concurrency", "queue-capacity", "sum-of-parts", "little-run",
                                                       "little-queue", "sleep-bound", "cpu-bound", "emulated-lock", "lost-events", "submit-lag", "super-linear"};
    return kChecks.at(static_cast<std::size_t>(check));
}

double tolerance(double span) { return std::max(10e6, 0.01 * span); }
Argument countArgument(double n) { return numberArgument(Argument::Kind::Count, n); }
Argument millisecondsArgument(double ns) { return numberArgument(Argument::Kind::Milliseconds, ns / 1e6); }

std::vector<Violation> violationsOf(const RunRecord &run, const plan::Workload &workload, const metrics::AllowedCores &cores)
{
    Checked checked{run, workload, cores, {}};
    checkEvents(checked);
    if (run.status != record::RunStatus::Finished)
        return std::move(checked.found); // what was cut off keeps no promise
    checkTasks(checked);
    checkOrder(checked);
    checkMakespan(checked);
    checkSubmitLag(checked);
    checkLanes(checked);
    checkConcurrency(checked);
    checkParts(checked);
    checkLittle(checked);
    checkQueues(checked);
    checkSleep(checked);
    checkCpu(checked);
    return std::move(checked.found);
}

std::vector<MarkedRun> markedRuns(const record::ExperimentRecord &experiment)
{
    std::vector<MarkedRun> marked;
    for (const auto *runs : {&experiment.warmups, &experiment.runs}) {
        for (const auto &run : *runs) {
            auto found = violationsOf(*run, experiment.plan.workload, experiment.environment.cores);
            if (!found.empty())
                marked.push_back({run->key.run, run->key.entry, std::move(found)});
        }
    }
    return marked;
}

std::vector<MarkedEntry> markedEntries(const record::ExperimentRecord &experiment)
{
    std::vector<MarkedEntry> marked;
    for (const EntrySummary &row : summarize(experiment)) {
        if (!row.speedupAtLeast || !row.width || *row.speedupAtLeast / *row.width <= kSuperLinear)
            continue;
        marked.push_back({row.entry,
                          {Check::SuperLinear,
                           {IL_TEXT("The speed-up is %1, at least %2, with no more than %3 tasks at once."),
                            {numberArgument(Argument::Kind::Factor, *row.speedup), numberArgument(Argument::Kind::Factor, *row.speedupAtLeast), numberArgument(Argument::Kind::Number, *row.width)}},
                           {IL_TEXT("More than linear: look at the baseline first; it may have been disturbed, or it does more work."), {}}}});
    }
    return marked;
}

std::vector<FailedCheck> failedChecks(const record::ExperimentRecord &experiment)
{
    std::map<std::pair<base::EntryId, Check>, FailedCheck> found;
    for (MarkedRun &marked : markedRuns(experiment)) {
        for (Violation &violation : marked.violations) {
            const std::pair key{marked.entry, violation.check};
            ++found.try_emplace(key, FailedCheck{marked.entry, std::move(violation), 0}).first->second.runs;
        }
    }
    for (MarkedEntry &marked : markedEntries(experiment))
        found.try_emplace({marked.entry, marked.violation.check}, FailedCheck{marked.entry, std::move(marked.violation), 0});
    std::vector<FailedCheck> failed;
    for (auto &[key, check] : found)
        failed.push_back(std::move(check));
    return failed;
}

Phrase sentenceOf(const FailedCheck &failed)
{
    std::vector<Argument> arguments{partArgument(failed.violation.what), partArgument(failed.violation.meaning)};
    if (failed.runs < 2)
        return {IL_TEXT("%1 %2"), std::move(arguments)};
    arguments.push_back(numberArgument(Argument::Kind::Count, static_cast<double>(failed.runs)));
    return {IL_TEXT("in %3 runs, one of them: %1 %2"), std::move(arguments)};
}

} // namespace interleave::analysis
