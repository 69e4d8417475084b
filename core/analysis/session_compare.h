// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/figures.h"
#include "core/analysis/paired_comparison.h"
#include "core/analysis/phrase.h"

#include <optional>
#include <string>
#include <vector>

namespace interleave::analysis {

struct SessionCompareOptions {
    Goal goal = Goal::Makespan;
    bool acrossMachines = false; ///< judge even if the machines differ
    double alpha = 0.05;
    double threshold = 0.02;
};

/// What is not the same in both. Shape: `what` is a word or two, English, marked for translation; a %1 in it stands for `group`.
struct SessionDifference {
    std::string what;
    std::string a, b;  ///< empty: not known
    std::string group; ///< the task group that it is about
};
std::string differenceText(const SessionDifference &difference); ///< in English: "tasks of io"

/// One session's runs of an entry. Units: those of the goal's figure. Empty: not to be had.
struct SessionSide {
    std::optional<base::EntryId> entry; ///< empty: this session does not have it
    std::size_t runs = 0;               ///< with the figure
    std::size_t failed = 0;             ///< runs that did not finish, and runs with failed tasks
    std::optional<double> median, low, high;
};

struct ComparedEntry {
    std::string label; ///< the first session's, where it has the entry
    SessionSide a, b;
    /// Of the costs: above 1, b costs more. Empty where only one has the entry, or nothing is judged.
    std::optional<Comparison> comparison;
    bool failedInOne = false;   ///< tasks or runs failed in one session and not in the other: not judged
    bool otherExecutor = false; ///< the same label, but another concurrency model or other parameters
};

/// Two sessions side by side. Entries belong together by label, else by concurrency model, parameters and task groups.
struct SessionComparison {
    Goal goal = Goal::Makespan;
    MemoryKind memory = MemoryKind::Pss; ///< the one that both have
    std::vector<SessionDifference> machine;  ///< CPU, cores, kernel, host; empty: the same machine
    std::vector<SessionDifference> build;    ///< version, compiler, build type: shown, never a hindrance
    double threshold = 0.02;
    bool judged = true; ///< false: different machines, and nobody asked for it
    std::vector<ComparedEntry> rows; ///< in the order of the first session, then what only the second has
};

/// The first thing in which the workloads differ, as "groups[0].count: 20 and 40"; empty: none. A seed counts only where something is drawn.
std::optional<SessionDifference> workloadDifference(const plan::Workload &a, const plan::Workload &b);

/// The runs share no rounds, so they are compared by the unpaired rule, Holm-adjusted over all rows.
/// The workloads must be the same: see `workloadDifference`. Cost: runs² a row.
SessionComparison compareSessions(const record::ExperimentRecord &a, const record::ExperimentRecord &b, const SessionCompareOptions &options = {});

/// "faster", "slower", "no difference resolved", "too few runs (needs 5)", "only in the first", … seen from the second session.
Phrase verdictPhrase(const ComparedEntry &row, const SessionComparison &comparison);
std::string verdictText(const ComparedEntry &row, const SessionComparison &comparison); ///< the same in English

} // namespace interleave::analysis
