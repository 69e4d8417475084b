// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/paired_comparison.h"

#include "core/analysis/quantile.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

namespace interleave::analysis {
namespace {

bool usable(double cost) { return std::isfinite(cost) && cost > 0; }

/// Either side's share of α in one of m comparisons.
double tailOf(const ComparisonRules &rules) { return rules.alpha / (2 * static_cast<double>(std::max<std::size_t>(rules.comparisons, 1))); }

std::vector<double> logRatios(std::span<const double> a, std::span<const double> b)
{
    std::vector<double> logs;
    for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
        if (usable(a[i]) && usable(b[i]))
            logs.push_back(std::log(b[i]) - std::log(a[i]));
    }
    return logs;
}

void decide(Comparison &comparison, const ComparisonRules &rules)
{
    comparison.verdict = Verdict::NotSeparated;
    const bool above = *comparison.low > 1;
    const bool below = *comparison.high < 1;
    if (!above && !below)
        return;
    const double factor = above ? *comparison.ratio : 1 / *comparison.ratio;
    comparison.smallDifference = factor <= 1 + rules.threshold;
    if (!comparison.smallDifference)
        comparison.verdict = above ? Verdict::FirstBetter : Verdict::SecondBetter;
}

} // namespace

Comparison reversed(const Comparison &comparison)
{
    Comparison other = comparison;
    const auto inverse = [](const std::optional<double> &ratio) { return ratio ? std::optional(1 / *ratio) : std::nullopt; };
    other.ratio = inverse(comparison.ratio);
    other.low = inverse(comparison.high);
    other.high = inverse(comparison.low);
    if (comparison.verdict == Verdict::FirstBetter)
        other.verdict = Verdict::SecondBetter;
    else if (comparison.verdict == Verdict::SecondBetter)
        other.verdict = Verdict::FirstBetter;
    return other;
}

std::size_t roundsNeeded(const ComparisonRules &rules)
{
    const double tail = tailOf(rules);
    std::size_t n = 1;
    while (std::exp2(-static_cast<double>(n)) > tail)
        ++n;
    return n;
}

Comparison comparePaired(std::span<const double> a, std::span<const double> b, const ComparisonRules &rules)
{
    std::vector<double> logs = logRatios(a, b);
    std::sort(logs.begin(), logs.end());
    Comparison result;
    result.rounds = logs.size();
    result.tiedRounds = static_cast<std::size_t>(std::count(logs.begin(), logs.end(), 0.0));
    result.needed = roundsNeeded(rules);
    if (logs.empty())
        return result;
    result.ratio = std::exp(quantileSorted(logs, 0.5));
    const std::size_t k = lowerRank(logs.size(), 0.5, tailOf(rules));
    if (k == 0)
        return result;
    result.low = std::exp(logs[k - 1]);
    result.high = std::exp(logs[logs.size() - k]);
    decide(result, rules);
    return result;
}

} // namespace interleave::analysis
