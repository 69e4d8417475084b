// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/session_compare.h"

#include "core/analysis/quantile.h"
#include "core/analysis/unpaired_comparison.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace interleave::analysis {
namespace {

using record::ExperimentRecord;

std::string textOf(double value)
{
    std::array<char, 64> digits{};
    return {digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr};
}

void differ(std::vector<SessionDifference> &list, std::string_view what, const std::string &a, const std::string &b)
{
    if (a != b)
        list.push_back({std::string(what), a, b, {}});
}

std::vector<SessionDifference> machineDifferences(const record::Environment &a, const record::Environment &b)
{
    std::vector<SessionDifference> list;
    differ(list, IL_TEXT("CPU"), a.cpuModel, b.cpuModel);
    differ(list, IL_TEXT("cores online"), std::to_string(a.cores.online), std::to_string(b.cores.online));
    differ(list, IL_TEXT("cores allowed"), textOf(a.cores.allowed), textOf(b.cores.allowed));
    differ(list, IL_TEXT("kernel"), a.kernel, b.kernel);
    differ(list, IL_TEXT("host name"), a.hostname, b.hostname);
    return list;
}

std::vector<SessionDifference> buildDifferences(const record::Environment &a, const record::Environment &b)
{
    std::vector<SessionDifference> list;
    differ(list, IL_TEXT("version"), a.version, b.version);
    differ(list, IL_TEXT("build type"), a.buildType, b.buildType);
    differ(list, IL_TEXT("compiler"), a.compiler, b.compiler);
    differ(list, IL_TEXT("Qt"), a.qtVersion, b.qtVersion);
    return list;
}

bool sameExecutor(const plan::ExecutorEntry &a, const plan::ExecutorEntry &b) { return a.id == b.id && a.parameters == b.parameters && a.groups == b.groups; }

using Entries = std::vector<plan::ExecutorEntry>;
using Pair = std::pair<std::optional<std::size_t>, std::optional<std::size_t>>; ///< indices into the two sessions' entries

/// Which entries of both belong together.
std::vector<Pair> matched(const Entries &a, const Entries &b)
{
    std::vector<Pair> pairs(a.size());
    std::vector<bool> taken(b.size(), false);
    const auto match = [&](auto belongs) {
        for (std::size_t i = 0; i < a.size(); ++i) {
            pairs[i].first = i;
            for (std::size_t k = 0; k < b.size() && !pairs[i].second; ++k) {
                if (!taken[k] && belongs(a[i], b[k])) {
                    pairs[i].second = k;
                    taken[k] = true;
                }
            }
        }
    };
    match([](const auto &x, const auto &y) { return x.label == y.label; });
    match(sameExecutor);
    for (std::size_t k = 0; k < b.size(); ++k)
        if (!taken[k])
            pairs.emplace_back(std::nullopt, k);
    return pairs;
}

bool allSucceeded(const record::RunRecord &run)
{
    return run.status == record::RunStatus::Finished && run.count(trace::TaskStatus::Succeeded) == run.tasks.size();
}

/// The figures of an entry's runs; `costs` gets the same as costs.
SessionSide sideOf(const ExperimentRecord &experiment, std::size_t index, Goal goal, MemoryKind memory, std::vector<double> &costs)
{
    SessionSide side;
    side.entry = base::EntryId{static_cast<std::uint32_t>(index)};
    for (const auto &run : experiment.runsOf(*side.entry))
        side.failed += allSucceeded(*run) ? 0 : 1;
    std::vector<double> figures;
    for (const auto &run : countingRuns(experiment, *side.entry)) {
        const auto figure = figureOf(*run, goal, memory);
        const auto cost = figure ? costOf(*figure, goal) : std::nullopt;
        if (!cost)
            continue;
        figures.push_back(*figure);
        costs.push_back(*cost);
    }
    side.runs = figures.size();
    side.median = median(figures);
    if (const auto interval = medianInterval(figures)) {
        side.low = interval->first;
        side.high = interval->second;
    }
    return side;
}

bool draws(const plan::Number &number) { return std::holds_alternative<plan::Distribution>(number); }

bool draws(const plan::Step &step)
{
    if (const auto *s = std::get_if<plan::Compute>(&step))
        return draws(s->amount);
    if (const auto *s = std::get_if<plan::Sleep>(&step))
        return draws(s->ms);
    if (const auto *s = std::get_if<plan::Network>(&step))
        return draws(s->delayMs) || draws(s->requestBytes) || draws(s->responseBytes);
    if (const auto *s = std::get_if<plan::File>(&step))
        return draws(s->bytes);
    if (const auto *s = std::get_if<plan::Memory>(&step))
        return draws(s->mib) || draws(s->holdMs);
    const auto *s = std::get_if<plan::Lock>(&step);
    return s && draws(s->holdMs);
}

bool draws(const plan::Workload &workload)
{
    return workload.arrival.kind == plan::Arrival::Kind::Poisson || std::ranges::any_of(workload.groups, [](const plan::TaskGroup &group) {
        return std::ranges::any_of(group.steps, [](const plan::Step &step) { return draws(step); });
    });
}

std::string stepNames(const plan::TaskGroup &group)
{
    std::string names;
    for (const plan::Step &step : group.steps)
        names += (names.empty() ? "" : ", ") + std::string(plan::toText(plan::kindOf(step)));
    return names;
}

std::optional<SessionDifference> groupDifference(const plan::TaskGroup &a, const plan::TaskGroup &b)
{
    if (a.name != b.name)
        return SessionDifference{IL_TEXT("name of a task group"), a.name, b.name, {}};
    if (a.count != b.count)
        return SessionDifference{IL_TEXT("tasks of %1"), std::to_string(a.count), std::to_string(b.count), a.name};
    if (a.steps.size() != b.steps.size() || stepNames(a) != stepNames(b))
        return SessionDifference{IL_TEXT("steps of %1"), stepNames(a), stepNames(b), a.name};
    if (!(a == b))
        return SessionDifference{IL_TEXT("parameters of %1"), {}, {}, a.name};
    return std::nullopt;
}

} // namespace

std::optional<SessionDifference> workloadDifference(const plan::Workload &a, const plan::Workload &b)
{
    if (a.groups.size() != b.groups.size())
        return SessionDifference{IL_TEXT("number of task groups"), std::to_string(a.groups.size()), std::to_string(b.groups.size()), {}};
    for (std::size_t i = 0; i < a.groups.size(); ++i)
        if (auto difference = groupDifference(a.groups[i], b.groups[i]))
            return difference;
    if (!(a.arrival == b.arrival))
        return SessionDifference{IL_TEXT("arrival of the tasks"), {}, {}, {}};
    if (a.seed != b.seed && draws(a))
        return SessionDifference{IL_TEXT("seed"), std::to_string(a.seed), std::to_string(b.seed), {}};
    return std::nullopt;
}

SessionComparison compareSessions(const ExperimentRecord &a, const ExperimentRecord &b, const SessionCompareOptions &options)
{
    SessionComparison result;
    result.goal = options.goal;
    result.threshold = options.threshold;
    const bool bothPss = memoryKindOf(a) == MemoryKind::Pss && memoryKindOf(b) == MemoryKind::Pss;
    result.memory = bothPss ? MemoryKind::Pss : MemoryKind::Rss;
    result.machine = machineDifferences(a.environment, b.environment);
    result.build = buildDifferences(a.environment, b.environment);
    result.judged = result.machine.empty() || options.acrossMachines;
    std::vector<UnpairedSamples> samples;
    std::vector<std::size_t> rowOf; ///< of each of the samples
    for (const auto &[first, second] : matched(a.plan.executors, b.plan.executors)) {
        ComparedEntry row;
        UnpairedSamples pair;
        row.label = first ? a.plan.executors[*first].label : b.plan.executors[*second].label;
        if (first)
            row.a = sideOf(a, *first, options.goal, result.memory, pair.a);
        if (second)
            row.b = sideOf(b, *second, options.goal, result.memory, pair.b);
        if (first && second) {
            row.otherExecutor = !sameExecutor(a.plan.executors[*first], b.plan.executors[*second]);
            row.failedInOne = (row.a.failed > 0) != (row.b.failed > 0);
            if (!row.failedInOne && !pair.a.empty() && !pair.b.empty()) {
                rowOf.push_back(result.rows.size());
                samples.push_back(std::move(pair));
            }
        }
        result.rows.push_back(std::move(row));
    }
    if (!result.judged)
        return result;
    const auto comparisons = compareUnpaired(samples, {options.alpha, options.threshold, 1});
    for (std::size_t i = 0; i < comparisons.size(); ++i)
        result.rows[rowOf[i]].comparison = comparisons[i];
    return result;
}

std::string differenceText(const SessionDifference &difference)
{
    std::string text = difference.what;
    if (const auto at = text.find("%1"); at != std::string::npos)
        text.replace(at, 2, difference.group);
    return text;
}

Phrase verdictPhrase(const ComparedEntry &row, const SessionComparison &comparison)
{
    if (!row.a.entry)
        return {IL_TEXT("only in the second"), {}};
    if (!row.b.entry)
        return {IL_TEXT("only in the first"), {}};
    if (!row.a.median || !row.b.median)
        return {IL_TEXT("not measured in both"), {}};
    if (!comparison.judged)
        return {IL_TEXT("not judged: different machines"), {}};
    if (row.failedInOne)
        return {IL_TEXT("not judged: failures in one of them"), {}};
    const bool time = comparison.goal != Goal::Memory && comparison.goal != Goal::Cpu;
    switch (row.comparison ? row.comparison->verdict : Verdict::TooFewRounds) {
    case Verdict::FirstBetter: return {time ? IL_TEXT("slower") : IL_TEXT("more"), {}};
    case Verdict::SecondBetter: return {time ? IL_TEXT("faster") : IL_TEXT("less"), {}};
    case Verdict::NotSeparated:
        if (row.comparison->smallDifference)
            return {IL_TEXT("difference below %1"), {numberArgument(Argument::Kind::Percent, comparison.threshold * 100)}};
        return {IL_TEXT("no difference resolved"), {}};
    case Verdict::TooFewRounds: break;
    }
    const auto needed = static_cast<double>(row.comparison ? row.comparison->needed : 0);
    return {IL_TEXT("too few runs (needs %1)"), {numberArgument(Argument::Kind::Count, needed)}};
}

std::string verdictText(const ComparedEntry &row, const SessionComparison &comparison) { return english(verdictPhrase(row, comparison), {}); }

} // namespace interleave::analysis
