// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/entry_comparison.h"

#include <limits>
#include <map>
#include <optional>
#include <vector>

namespace interleave::analysis {
namespace {

/// A run's cost; empty where nothing succeeded.
std::optional<double> costOfRun(const record::RunRecord &run, Goal goal, MemoryKind memory)
{
    if (run.count(trace::TaskStatus::Succeeded) == 0)
        return std::nullopt;
    const auto figure = figureOf(run, goal, memory);
    return figure ? costOf(*figure, goal) : std::nullopt;
}

std::map<int, double> costsByRound(const record::ExperimentRecord &experiment, base::EntryId entry, Goal goal, MemoryKind memory)
{
    std::map<int, double> costs;
    for (const auto &run : countingRuns(experiment, entry)) {
        if (const auto cost = costOfRun(*run, goal, memory))
            costs[run->key.round] = *cost;
    }
    return costs;
}

} // namespace

Comparison compareEntries(const record::ExperimentRecord &experiment, base::EntryId a, base::EntryId b, Goal goal, const ComparisonRules &rules)
{
    const MemoryKind memory = memoryKindOf(experiment);
    const std::map<int, double> ofB = costsByRound(experiment, b, goal, memory);
    std::vector<double> left, right;
    for (const auto &[round, cost] : costsByRound(experiment, a, goal, memory)) {
        const auto other = ofB.find(round);
        left.push_back(cost);
        right.push_back(other == ofB.end() ? std::numeric_limits<double>::quiet_NaN() : other->second);
    }
    return comparePaired(left, right, rules);
}

} // namespace interleave::analysis
