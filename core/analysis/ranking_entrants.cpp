// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/ranking_entrants.h"

#include "core/analysis/statistics.h"
#include "core/plan/tasks.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>

namespace interleave::analysis {
namespace {

using record::ExperimentRecord;
using record::RunRecord;
using record::RunStatus;
using trace::TaskStatus;

/// Positions of rounds: a run's round → its index among the rounds that count.
std::map<int, std::size_t> roundIndex(const ExperimentRecord &experiment)
{
    std::map<int, std::size_t> index;
    for (const auto &run : experiment.runs) {
        if (countsInFigures(*run))
            index.emplace(run->key.round, 0);
    }
    std::size_t next = 0;
    for (auto &[round, position] : index)
        position = next++;
    return index;
}

bool anySucceeded(const RunRecord &run) { return run.count(TaskStatus::Succeeded) > 0; }

bool anyFailure(const ExperimentRecord &experiment, base::EntryId entry)
{
    const auto failed = [](const RunRecord &run) {
        if (run.superseded || run.conditions.suspended || run.status == RunStatus::Cancelled)
            return false;
        return run.status != RunStatus::Finished || run.count(TaskStatus::Succeeded) < run.tasks.size();
    };
    const Runs runs = experiment.runsOf(entry);
    return std::any_of(runs.begin(), runs.end(), [&](const auto &run) { return failed(*run); });
}

bool leftOut(const ExperimentRecord &experiment, base::EntryId entry)
{
    return std::any_of(experiment.leftOut.begin(), experiment.leftOut.end(), [&](const record::LeftOut &left) { return left.entry == entry; });
}

/// What can be said without a figure.
RowVerdict withoutFigure(const ExperimentRecord &experiment, base::EntryId entry, bool failures, const Runs &runs)
{
    if (leftOut(experiment, entry))
        return RowVerdict::NotApplicable;
    const bool worked = std::any_of(runs.begin(), runs.end(), [](const auto &run) { return anySucceeded(*run); });
    if (!worked && failures)
        return RowVerdict::Failed;
    return runs.empty() ? RowVerdict::NotRun : RowVerdict::NoFigure;
}

void describe(RankedEntry &row, const std::vector<double> &figures)
{
    row.rounds = figures.size();
    row.median = median(figures);
    if (const auto interval = medianInterval(figures)) {
        row.low = interval->first;
        row.high = interval->second;
    }
    row.variation = momentsOf(figures).variation();
}

Entrant entrantOf(const ExperimentRecord &experiment, base::EntryId entry, const Ranking &ranking, const std::map<int, std::size_t> &rounds)
{
    Entrant entrant;
    entrant.row.entry = entry;
    for (const plan::TaskGroup &group : experiment.plan.workload.groups)
        entrant.groups.push_back(plan::takesGroup(experiment.plan.executors[entry.value], group));
    const bool failures = anyFailure(experiment, entry);
    entrant.withFailures = failures && !ranking.options.failuresOnPurpose;
    const Runs runs = countingRuns(experiment, entry);
    const std::vector<double> none(std::max(rounds.size(), runs.size()), std::numeric_limits<double>::quiet_NaN());
    entrant.costs.assign(ranking.criteria.size(), none);
    std::vector<double> figures;
    for (std::size_t number = 0; number < runs.size(); ++number) {
        const RunRecord &run = *runs[number];
        for (std::size_t i = 0; anySucceeded(run) && i < ranking.criteria.size(); ++i) {
            const auto figure = figureOf(run, ranking.criteria[i], ranking.memory);
            const auto cost = figure ? costOf(*figure, ranking.criteria[i]) : std::nullopt;
            if (!cost)
                continue;
            entrant.costs[i][ranking.paired ? rounds.at(run.key.round) : number] = *cost;
            if (i == 0)
                figures.push_back(*figure);
        }
    }
    describe(entrant.row, figures);
    entrant.row.verdict = figures.empty() ? withoutFigure(experiment, entry, failures, runs) : RowVerdict::Tie;
    return entrant;
}

} // namespace

std::vector<Entrant> entrantsOf(const ExperimentRecord &experiment, const Ranking &ranking)
{
    const auto rounds = roundIndex(experiment);
    std::vector<Entrant> entrants;
    for (std::uint32_t i = 0; i < experiment.plan.executors.size(); ++i)
        entrants.push_back(entrantOf(experiment, base::EntryId{i}, ranking, rounds));
    return entrants;
}

std::vector<Goal> criteriaOf(const ExperimentRecord &experiment, Goal goal, MemoryKind memory)
{
    if (goal != Goal::Balanced)
        return {goal};
    std::vector<Goal> criteria{Goal::Makespan};
    for (const Goal other : {Goal::Memory, Goal::Cpu}) {
        const auto has = [&](const auto &run) {
            return !countsInFigures(*run) || !figureOf(*run, Goal::Makespan) || figureOf(*run, other, memory);
        };
        if (std::all_of(experiment.runs.begin(), experiment.runs.end(), has))
            criteria.push_back(other);
    }
    return criteria;
}

Comparison combined(std::span<const Comparison> parts)
{
    const auto any = [&](Verdict verdict) {
        return std::any_of(parts.begin(), parts.end(), [&](const Comparison &part) { return part.verdict == verdict; });
    };
    Comparison whole = parts.front();
    const bool first = any(Verdict::FirstBetter);
    const bool second = any(Verdict::SecondBetter);
    if (any(Verdict::TooFewRounds))
        whole.verdict = Verdict::TooFewRounds;
    else
        whole.verdict = first == second ? Verdict::NotSeparated : first ? Verdict::FirstBetter : Verdict::SecondBetter;
    return whole;
}

bool roundsPair(const ExperimentRecord &experiment)
{
    std::set<std::pair<base::EntryId, int>> seen;
    return std::all_of(experiment.runs.begin(), experiment.runs.end(),
                       [&](const auto &run) { return !countsInFigures(*run) || seen.emplace(run->key.entry, run->key.round).second; });
}

} // namespace interleave::analysis
