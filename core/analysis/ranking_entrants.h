// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/ranking.h"

#include <span>
#include <vector>

namespace interleave::analysis {

/// An entry on its way into a ranking.
struct Entrant {
    RankedEntry row;
    std::vector<bool> groups;   ///< one truth value a task group: taken or not
    bool withFailures = false;
    std::vector<std::vector<double>> costs; ///< by criterion, then by round, or as they ran if rounds do not pair; NaN: no figure
    [[nodiscard]] bool hasFigure() const { return row.verdict == RowVerdict::Tie; }
};

/// Every entry of the plan. Shape: the verdict is Tie where there are figures to compare, else already the final one.
/// `ranking` says by what: options, criteria, memory, paired.
std::vector<Entrant> entrantsOf(const record::ExperimentRecord &experiment, const Ranking &ranking);

/// The criteria of a goal; of Balanced only those that every entry with a makespan has.
std::vector<Goal> criteriaOf(const record::ExperimentRecord &experiment, Goal goal, MemoryKind memory);

/// One comparison from one a criterion: of several, a is better if it is in at least one and worse in none.
Comparison combined(std::span<const Comparison> parts);

/// True if each entry has at most one run that counts in a round, so that rounds pair their runs.
bool roundsPair(const record::ExperimentRecord &experiment);

} // namespace interleave::analysis
