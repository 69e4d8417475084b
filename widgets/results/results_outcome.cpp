// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/results/results_outcome.h"

#include "core/analysis/quantile.h"

#include <algorithm>

namespace interleave::widgets {
namespace {

template <class Of>
std::optional<double> medianOver(const analysis::Runs &runs, Of of)
{
    std::vector<double> values;
    for (const auto &run : runs) {
        if (const auto value = of(*run))
            values.push_back(static_cast<double>(*value));
    }
    return analysis::median(std::move(values));
}

std::optional<double> largestLatency(const record::RunRecord &run)
{
    std::optional<double> largest;
    for (const record::TaskRow &task : run.tasks) {
        if (const auto value = analysis::valueOf(task, analysis::TaskMetric::Latency))
            largest = std::max(largest.value_or(0), *value);
    }
    return largest;
}

void addFigures(ResultRow &row, const analysis::Runs &runs, analysis::MemoryKind memory)
{
    row.latencyMax = medianOver(runs, largestLatency);
    row.voluntary = medianOver(runs, [](const record::RunRecord &run) { return run.usage.voluntarySwitches; });
    row.involuntary = medianOver(runs, [](const record::RunRecord &run) { return run.usage.involuntarySwitches; });
    row.memory = memory == analysis::MemoryKind::Pss ? row.summary.pssPeak : row.summary.rssPeak;
    for (const auto &run : runs) {
        const std::size_t succeeded = run->count(trace::TaskStatus::Succeeded);
        if (succeeded > 0)
            row.tasksPerRun = std::min(row.tasksPerRun.value_or(succeeded), succeeded);
    }
}

void compareWithLeader(ResultRow &row, const analysis::Ranking &ranking)
{
    if (!row.place.league || *row.place.league >= ranking.leagues.size())
        return;
    const auto &entries = ranking.leagues[*row.place.league].entries;
    if (entries.empty() || entries.front() == row.place.entry)
        return;
    row.leader = entries.front();
    row.toLeader = ranking.between(entries.front(), row.place.entry);
}

} // namespace

ResultsOutcome outcomeOf(const record::ExperimentRecord &experiment, analysis::Goal goal)
{
    ResultsOutcome outcome;
    analysis::RankingOptions options;
    options.goal = goal;
    outcome.ranking = analysis::rank(experiment, options);
    outcome.finding = analysis::findingOf(experiment, outcome.ranking);
    outcome.noise = analysis::noiseOf(experiment);
    const std::vector<analysis::EntrySummary> summaries = analysis::summarize(experiment);
    const std::vector<analysis::FailedCheck> failed = analysis::failedChecks(experiment);
    for (const analysis::RankedEntry &place : outcome.ranking.rows) {
        ResultRow row;
        row.place = place;
        row.summary = summaries.at(place.entry.value);
        addFigures(row, analysis::countingRuns(experiment, place.entry), outcome.ranking.memory);
        compareWithLeader(row, outcome.ranking);
        for (const analysis::FailedCheck &check : failed) {
            if (check.entry == place.entry)
                row.failedChecks.push_back(analysis::sentenceOf(check));
        }
        outcome.rows.push_back(std::move(row));
    }
    return outcome;
}

} // namespace interleave::widgets
