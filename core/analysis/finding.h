// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/noise.h"
#include "core/analysis/phrase.h"
#include "core/analysis/ranking.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace interleave::analysis {

enum class FindingKind : std::uint8_t {
    NoRuns,           ///< nothing has finished
    NothingSucceeded, ///< no task under any entry
    NoFigure,         ///< runs, but nobody has this goal's figure
    Alone,            ///< one entry with figures: nothing to compare it with
    TooFewRounds,     ///< numbers, but no verdict
    NoDifference,     ///< none of those ranked was separated from the others
    SharedFirst,      ///< several lead, not separated from each other; others are behind
    Winner            ///< one is better than all others
};
std::string_view toText(FindingKind kind); ///< "winner", "no-difference", …

/// The one thing that limits the finding most.
enum class CaveatKind : std::uint8_t { DebugBuild, NoiseRed, Failures, OtherGroups, Stopped, NoiseYellow, Machine, OnlyHere };
std::string_view toText(CaveatKind kind); ///< "debug-build", "noise-red", …

/// One sentence for the top of the results: what was found, by how much, how sure; and one caveat.
struct Finding {
    FindingKind kind = FindingKind::NoRuns;
    Goal goal = Goal::Makespan;
    std::vector<base::EntryId> first;        ///< the winner, or those that were not separated
    std::optional<base::EntryId> other;      ///< the runner-up, or the next behind those that lead
    std::optional<Comparison> comparison;    ///< of the one that leads with `other`; of two that were not separated, of these
    std::optional<double> atMost;            ///< NoDifference, SharedFirst: if there is a difference among `first`, it is a factor below this
    std::size_t rounds = 0, needed = 0;      ///< rounds compared; TooFewRounds: rounds that a verdict needs
    double confidencePercent = 95;           ///< of all comparisons together
    Phrase sentence;
    CaveatKind caveat = CaveatKind::OnlyHere;
    Phrase caveatSentence; ///< empty where nothing was found that it could limit
};

/// Speaks of the largest league. Cost: that of noiseOf.
Finding findingOf(const record::ExperimentRecord &experiment, const Ranking &ranking);

/// Both sentences in English.
std::string english(const Finding &finding, const plan::Plan &plan);

} // namespace interleave::analysis
