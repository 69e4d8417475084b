// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/figures.h"
#include "core/analysis/paired_comparison.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace interleave::analysis {

struct RankingOptions {
    Goal goal = Goal::Makespan;
    double alpha = 0.05;
    double threshold = 0.02;
    bool failuresOnPurpose = false; ///< failed tasks are part of the experiment: such entries are ranked with the others
};

/// The word in a row of the results.
enum class RowVerdict : std::uint8_t {
    Best,          ///< better than every other
    Tie,           ///< nobody is better, but it is not better than all
    Worse,         ///< somebody is better
    Alone,         ///< numbers, but no other entry to compare them with
    TooFewRounds,  ///< numbers, but no place: needs `needed` rounds
    NoFigure,      ///< this goal's figure is not to be had (too few tasks for a p99, memory not measured, no tasks)
    NotRun,        ///< no run yet, or stopped before any
    Failed,        ///< nothing succeeded: never first, never 0 s
    NotApplicable  ///< left out: it cannot run the workload
};
/// "best", "tie", "slower" ("larger", "lower", "more" by the goal), "too few rounds", … English, marked for translation.
std::string_view word(RowVerdict verdict, Goal goal);

/// One entry's place.
struct RankedEntry {
    base::EntryId entry;
    RowVerdict verdict = RowVerdict::NotRun;
    std::optional<std::size_t> rank;     ///< 1 + number that is better; empty: no place
    std::size_t tied = 1;                ///< how many of its league have this rank
    std::optional<std::size_t> league;   ///< index into Ranking::leagues
    std::size_t rounds = 0;              ///< runs with the figure
    std::size_t needed = 0;              ///< TooFewRounds: rounds that a verdict needs
    std::optional<double> median, low, high; ///< of the figure, in its unit; the interval is of this entry alone (95 %)
    std::optional<double> variation;     ///< coefficient of variation over runs
};
/// "3", "1–4 (tie)"; empty without a place.
std::string rankText(const RankedEntry &row);
/// "best", "slower", "too few rounds (needs 10)"
std::string verdictText(const RankedEntry &row, Goal goal);

struct PairComparison {
    base::EntryId a, b;
    Comparison comparison;
};

/// Entries that are ranked with each other and with nobody else: the same task groups, and either all without failed tasks or all with.
struct League {
    std::vector<std::string> groups; ///< names of the task groups
    bool withFailures = false;
    std::vector<base::EntryId> entries; ///< with a place, in order
    /// The first against the runner-up, the one that comes nearest to it; empty with fewer than two places.
    std::optional<PairComparison> headline;
};

struct Ranking {
    RankingOptions options;
    MemoryKind memory = MemoryKind::Pss;
    std::vector<Goal> criteria;      ///< what decided: the goal; Balanced: those of time, memory and CPU that were measured
    bool paired = true;              ///< false: rounds do not pair the runs (imported results), so runs were compared as they came
    std::size_t comparisons = 0;     ///< m, over all leagues and criteria
    std::vector<League> leagues;     ///< the largest first
    std::vector<RankedEntry> rows;   ///< every entry of the plan once, in the order to show: by league, rank, then label
    std::vector<PairComparison> pairs; ///< within leagues; a before b in plan order

    [[nodiscard]] const RankedEntry *row(base::EntryId entry) const;
    /// Seen from `a`; empty if they are not comparable.
    [[nodiscard]] std::optional<Comparison> between(base::EntryId a, base::EntryId b) const;
};

/// Ranks with ties: rank = 1 + number of entries that are better by the verdict of the paired rounds. Entries that cannot be told apart
/// share a rank and stand in the order of their labels, never of their means. Cost: entries² · rounds, and linear in tasks.
Ranking rank(const record::ExperimentRecord &experiment, const RankingOptions &options = {});

} // namespace interleave::analysis
