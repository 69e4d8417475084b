// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/own_cost.h"

#include "core/engine/stop_rule.h"

#include <algorithm>

namespace interleave::engine {

std::optional<OwnCost> ownCostOf(std::span<const CostPair> pairs)
{
    std::vector<double> percent;
    for (const CostPair &pair : pairs) {
        if (pair.with > 0 && pair.without > 0)
            percent.push_back(100 * (pair.with / pair.without - 1));
    }
    if (percent.size() < kLeastCostPairs)
        return std::nullopt;
    std::sort(percent.begin(), percent.end());
    OwnCost cost;
    cost.percent = (percent[(percent.size() - 1) / 2] + percent[percent.size() / 2]) / 2;
    cost.pairs = static_cast<int>(percent.size());
    if (const auto interval = medianInterval(percent)) {
        cost.low = interval->first;
        cost.high = interval->second;
    }
    return cost;
}

std::optional<CostPlan> planOwnCost(std::vector<CostCandidate> candidates, std::optional<double> seconds)
{
    std::stable_sort(candidates.begin(), candidates.end(), [](const auto &a, const auto &b) { return a.eventsPerS > b.eventsPerS; });
    for (const CostCandidate &candidate : candidates) {
        const double pair = 2 * candidate.secondsARun;
        const int fit = !seconds ? kCostPairs : pair > 0 ? static_cast<int>(std::clamp(*seconds / pair, 0.0, static_cast<double>(kCostPairs))) : 0;
        if (fit >= kLeastCostPairs)
            return CostPlan{candidate.entry, fit};
    }
    return std::nullopt;
}

} // namespace interleave::engine
