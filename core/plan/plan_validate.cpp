// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/checks.h"
#include "core/plan/plan_json.h"

#include <algorithm>
#include <set>

namespace interleave::plan {
namespace {

void checkGroup(const TaskGroup &group, const Catalogue &catalogue, const std::string &path, FirstFault &fault)
{
    if (group.name.empty())
        fault.bad(member(path, "name"), "is empty, name the group");
    checkLine(group.name, limits::kNameBytes, member(path, "name"), fault);
    checkWhole(group.count, limits::kCount, member(path, "count"), fault);
    if (group.steps.size() > limits::kSteps)
        fault.bad(member(path, "steps"), "has " + std::to_string(group.steps.size()) + " elements, at most " + std::to_string(limits::kSteps) + " may stand here");
    for (std::size_t i = 0; i < group.steps.size() && !fault.any(); ++i)
        checkStep(group.steps[i], group.count, catalogue, element(member(path, "steps"), i), fault);
    if (group.taskTimeoutMs)
        checkWhole(*group.taskTimeoutMs, limits::kTimeoutMs, member(path, "task_timeout_ms"), fault);
    if (group.payloadBytes)
        checkWhole(*group.payloadBytes, limits::kTaskBytes, member(path, "payload_bytes"), fault);
    if (group.resultBytes)
        checkWhole(*group.resultBytes, limits::kTaskBytes, member(path, "result_bytes"), fault);
}

void checkTotals(const Workload &workload, FirstFault &fault)
{
    std::int64_t tasks = 0, steps = 0;
    for (const TaskGroup &group : workload.groups) {
        tasks += group.count;
        steps += group.count * static_cast<std::int64_t>(group.steps.size());
    }
    if (tasks > limits::kTasks)
        fault.bad("workload.groups", std::to_string(tasks) + " tasks in all, give at most " + std::to_string(limits::kTasks));
    if (steps > limits::kTotalSteps)
        fault.bad("workload.groups", std::to_string(steps) + " steps in all, give at most " + std::to_string(limits::kTotalSteps));
}

void checkArrival(const Arrival &arrival, FirstFault &fault)
{
    using enum Arrival::Kind;
    const std::string path = "workload.arrival";
    switch (arrival.kind) {
    case AtOnce: return;
    case Interval:
        checkRange(arrival.ms, limits::kIntervalMs, member(path, "ms"), fault);
        return;
    case Poisson:
        checkRange(arrival.ratePerS, limits::kRatePerS, member(path, "rate_per_s"), fault);
        return;
    case Closed:
        checkWhole(arrival.clients, limits::kClients, member(path, "clients"), fault);
        checkRange(arrival.thinkMs, limits::kMilliseconds, member(path, "think_ms"), fault);
        return;
    }
}

void checkWorkload(const Workload &workload, const Catalogue &catalogue, FirstFault &fault)
{
    if (workload.seed > static_cast<std::uint64_t>(limits::kExact))
        fault.bad("workload.seed", std::to_string(workload.seed) + " is out of range, give a whole number from 0 to " + numberText(limits::kSeed.maximum));
    if (workload.groups.empty() || workload.groups.size() > limits::kGroups)
        fault.bad("workload.groups", "has " + std::to_string(workload.groups.size()) + " groups, give 1 to " + std::to_string(limits::kGroups));
    std::set<std::string_view> names;
    for (std::size_t i = 0; i < workload.groups.size() && !fault.any(); ++i) {
        const std::string path = element("workload.groups", i);
        checkGroup(workload.groups[i], catalogue, path, fault);
        if (!names.insert(workload.groups[i].name).second)
            fault.bad(member(path, "name"), "the name " + inQuotes(workload.groups[i].name) + " stands twice, give each group its own");
    }
    if (!fault.any())
        checkTotals(workload, fault);
    checkArrival(workload.arrival, fault);
}

void checkGroupNames(const ExecutorEntry &entry, const Workload &workload, const std::string &path, FirstFault &fault)
{
    std::vector<std::string> known;
    for (const TaskGroup &group : workload.groups)
        known.push_back(group.name);
    std::set<std::string_view> seen;
    for (std::size_t i = 0; i < entry.groups.size() && !fault.any(); ++i) {
        const std::string &name = entry.groups[i];
        const std::string place = element(member(path, "groups"), i);
        if (!seen.insert(name).second)
            fault.bad(place, inQuotes(name) + " stands twice, name each group once");
        if (std::find(known.begin(), known.end(), name) != known.end())
            continue;
        const std::string nearest = nearestWord(name, known);
        fault.bad(place, "unknown group " + inQuotes(name) + ", " + (nearest.empty() ? "give the name of one of the workload's groups" : "did you mean " + inQuotes(nearest) + '?'));
    }
}

/// Fills in missing labels and checks the entries.
void checkExecutors(Plan &plan, const Catalogue &catalogue, FirstFault &fault)
{
    if (plan.executors.empty() || plan.executors.size() > limits::kExecutors)
        fault.bad("executors", "has " + std::to_string(plan.executors.size()) + " entries, give 1 to " + std::to_string(limits::kExecutors));
    std::set<std::string_view> labels;
    for (std::size_t i = 0; i < plan.executors.size() && !fault.any(); ++i) {
        ExecutorEntry &entry = plan.executors[i];
        const std::string path = element("executors", i);
        checkExecutor(entry, catalogue, path, fault);
        checkGroupNames(entry, plan.workload, path, fault);
        if (fault.any())
            return;
        if (entry.label.empty())
            entry.label = defaultLabel(entry);
        checkLine(entry.label, limits::kNameBytes, member(path, "label"), fault);
        if (!labels.insert(entry.label).second)
            fault.bad(member(path, "label"), "the label " + inQuotes(entry.label) + " stands twice, give each entry its own");
    }
}

} // namespace

base::Result<Plan> validatePlan(Plan plan, const Catalogue &catalogue, std::string_view source)
{
    FirstFault fault;
    checkLine(plan.name, limits::kNameBytes, "name", fault);
    checkWorkload(plan.workload, catalogue, fault);
    checkExecutors(plan, catalogue, fault);
    checkWhole(plan.repetitions, limits::kRepetitions, "repetitions", fault);
    checkWhole(plan.warmup, limits::kWarmup, "warmup", fault);
    checkRange(plan.timeoutS, limits::kTimeoutS, "timeout_s", fault);
    if (plan.stop.precisionPercent)
        checkRange(*plan.stop.precisionPercent, limits::kPrecisionPercent, "stop.precision_percent", fault);
    if (plan.stop.budgetS)
        checkRange(*plan.stop.budgetS, limits::kBudgetS, "stop.budget_s", fault);
    if (fault.any())
        return fault.error(source);
    return plan;
}

} // namespace interleave::plan
