// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/record/run_record.h"

#include <optional>
#include <span>
#include <vector>

/// What recording and sampling cost a run: the same entry with them and without, in pairs. Without means: no detail event is kept and nobody
/// looks at the processes or at the machine; the life of tasks is still recorded, for it is what the makespan comes from. Pure.
namespace interleave::engine {

constexpr int kCostPairs = 10;      ///< when it was asked for; never more
constexpr int kLeastCostPairs = 3;  ///< fewer say nothing
constexpr double kCheapShare = 0.1; ///< of the experiment's time, when it was not asked for

/// Whether the first run of this pair is the recorded one: with, without, without, with, …
constexpr bool recordedFirst(int pair) { return pair % 2 == 0; }

struct CostPair {
    double with = 0, without = 0; ///< makespans
};
struct OwnCost {
    double percent = 0; ///< median over the pairs; below 0: less than what else differs from run to run
    std::optional<double> low, high; ///< 95 % interval of it; empty below 6 pairs
    int pairs = 0;
};
/// Empty below `kLeastCostPairs` pairs of which both ran.
std::optional<OwnCost> ownCostOf(std::span<const CostPair> pairs);

/// An entry that could be run in pairs.
struct CostCandidate {
    base::EntryId entry;
    double eventsPerS = 0; ///< the more it records, the more recording can cost
    double secondsARun = 0;
};
struct CostPlan {
    base::EntryId entry;
    int pairs = 0;
};
/// The entry that records most for its time and how many pairs fit into `seconds` (empty: as many as wanted); empty: too few of any.
std::optional<CostPlan> planOwnCost(std::vector<CostCandidate> candidates, std::optional<double> seconds);

} // namespace interleave::engine
