// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/consistency.h"
#include "core/analysis/finding.h"
#include "core/analysis/summary.h"

#include <optional>
#include <vector>

namespace interleave::widgets {

/// One row of the results: an entry's figures, its place, and how it compares with the one that leads. Units: as in EntrySummary.
struct ResultRow {
    analysis::EntrySummary summary;
    analysis::RankedEntry place;
    std::optional<double> latencyMax;             ///< of each run's succeeded tasks, then the median over runs
    std::optional<std::size_t> tasksPerRun;       ///< that it is the largest of; the fewest of all runs
    std::optional<double> voluntary, involuntary; ///< context switches a run, median over runs
    std::optional<double> memory;                 ///< PSS or RSS, as the ranking says
    std::optional<base::EntryId> leader;          ///< first of its league, if that is another
    std::optional<analysis::Comparison> toLeader; ///< seen from the leader: above 1, this one costs more
    std::vector<analysis::Phrase> failedChecks;   ///< of its runs: what was seen, and what that means
};

/// Everything that the results say about an experiment so far.
struct ResultsOutcome {
    analysis::Ranking ranking;
    analysis::Finding finding;
    analysis::NoiseVerdict noise;
    std::vector<ResultRow> rows; ///< in the order of the ranking
};

/// Cost: that of the ranking, and linear in tasks. Threads: any.
ResultsOutcome outcomeOf(const record::ExperimentRecord &experiment, analysis::Goal goal);

} // namespace interleave::widgets
