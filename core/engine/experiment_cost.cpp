// SPDX-License-Identifier: GPL-3.0-or-later
// After the last round: one entry run in pairs, with recording and sampling and without.
#include "core/engine/experiment.h"

#include <algorithm>

namespace interleave::engine {

/// True: there are pairs to run.
bool Experiment::planCost()
{
    const Precautions::OwnCost wanted = m_options.precautions.ownCost;
    if (wanted == Precautions::OwnCost::Off || m_record->runs.empty())
        return false;
    std::optional<double> seconds;
    if (wanted == Precautions::OwnCost::IfCheap) {
        seconds = kCheapShare * secondsSpent();
        if (const auto budget = m_record->plan.stop.budgetS)
            seconds = std::min(*seconds, *budget - secondsSpent());
    }
    const auto planned = planOwnCost(costCandidates(), seconds);
    m_cost = planned.value_or(CostPlan{});
    return planned.has_value();
}

std::vector<CostCandidate> Experiment::costCandidates() const
{
    std::vector<CostCandidate> candidates;
    for (std::uint32_t i = 0; i < m_record->plan.executors.size(); ++i) {
        const auto run = m_record->representative(base::EntryId{i});
        if (!run || run->status != record::RunStatus::Finished || run->makespanNs.value_or(0) <= 0)
            continue;
        const double seconds = static_cast<double>(*run->makespanNs) * 1e-9;
        candidates.push_back({base::EntryId{i}, static_cast<double>(run->eventsRecorded) / seconds, m_pace.expected(base::EntryId{i}).value_or(seconds)});
    }
    return candidates;
}

void Experiment::nextCostRun()
{
    if (m_stopped || m_costRuns >= 2 * static_cast<std::size_t>(m_cost.pairs)) {
        if (const auto cost = ownCostOf(m_costPairs)) {
            record::Environment &environment = m_record->environment;
            environment.recorderCostPercent = cost->percent;
            environment.recorderCostLow = cost->low;
            environment.recorderCostHigh = cost->high;
            environment.recorderCostPairs = cost->pairs;
            environment.recorderCostLabel = m_record->plan.executors[m_cost.entry.value].label;
        }
        return end({});
    }
    const int pair = static_cast<int>(m_costRuns / 2);
    const bool recorded = recordedFirst(pair) == (m_costRuns % 2 == 0);
    record::RunKey key;
    key.run = base::RunId{static_cast<std::uint32_t>(m_schedule.size() + m_costRuns)};
    key.entry = m_cost.entry;
    key.round = pair;
    if (m_costRuns % 2 == 0)
        m_costPairs.emplace_back();
    if (const auto made = makeTrace(key, recorded); !made)
        return end(made.error());
    RunProcess::Handlers handlers;
    handlers.done = [self = shared_from_this(), recorded](const RunOutcome &outcome) { self->costRunEnded(recorded, outcome); };
    if (const auto started = launch(key, recorded, std::move(handlers)); !started)
        end(base::Error{base::ErrorCode::Refused, started.error().text(), {}});
}

void Experiment::costRunEnded(bool recorded, const RunOutcome &outcome)
{
    m_process.reset();
    m_trace.reset();
    ++m_costRuns;
    // A run that did not finish leaves its pair without a figure: the pair is left out.
    if (outcome.finished && !outcome.finished->stopped && outcome.finished->makespanNs) {
        CostPair &pair = m_costPairs.back();
        (recorded ? pair.with : pair.without) = static_cast<double>(*outcome.finished->makespanNs);
    }
    nextCostRun();
}

} // namespace interleave::engine
