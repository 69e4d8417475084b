// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/unpaired_comparison.h"

#include "core/analysis/rank_tests.h"

#include <algorithm>
#include <cmath>

namespace interleave::analysis {
namespace {

std::vector<double> usable(std::vector<double> costs)
{
    std::erase_if(costs, [](double cost) { return !std::isfinite(cost) || cost <= 0; });
    return costs;
}

/// Runs of each below which not even complete separation is a verdict.
std::size_t runsNeeded(std::size_t comparisons, double alpha)
{
    std::size_t n = 1;
    while (smallestP(n, n) * static_cast<double>(comparisons) >= alpha)
        ++n;
    return n;
}

/// Everything but p and the verdict.
Comparison described(const UnpairedSamples &pair, std::size_t needed, double confidence)
{
    Comparison result;
    result.paired = false;
    result.rounds = std::min(pair.a.size(), pair.b.size());
    result.needed = needed;
    if (const auto shift = hodgesLehmannRatio(pair.b, pair.a, confidence)) {
        result.ratio = shift->estimate;
        if (shift->interval) {
            result.low = shift->interval->first;
            result.high = shift->interval->second;
        }
    }
    return result;
}

void decide(Comparison &comparison, const ComparisonRules &rules)
{
    comparison.verdict = Verdict::NotSeparated;
    if (*comparison.p >= rules.alpha || !comparison.ratio)
        return;
    const bool above = *comparison.ratio > 1;
    const double factor = above ? *comparison.ratio : 1 / *comparison.ratio;
    comparison.smallDifference = factor <= 1 + rules.threshold;
    if (!comparison.smallDifference)
        comparison.verdict = above ? Verdict::FirstBetter : Verdict::SecondBetter;
}

} // namespace

std::vector<Comparison> compareUnpaired(std::span<const UnpairedSamples> pairs, const ComparisonRules &rules)
{
    const std::size_t needed = runsNeeded(pairs.size(), rules.alpha);
    std::vector<Comparison> results;
    std::vector<double> p;
    std::vector<bool> tooFew;
    for (const UnpairedSamples &given : pairs) {
        const UnpairedSamples pair{usable(given.a), usable(given.b)};
        results.push_back(described(pair, needed, 1 - rules.alpha));
        const auto test = mannWhitney(pair.b, pair.a);
        p.push_back(test ? test->p : 1);
        tooFew.push_back(smallestP(pair.a.size(), pair.b.size()) * static_cast<double>(pairs.size()) >= rules.alpha);
    }
    const std::vector<double> adjusted = holm(p);
    for (std::size_t i = 0; i < results.size(); ++i) {
        results[i].p = adjusted[i];
        if (!tooFew[i])
            decide(results[i], rules);
    }
    return results;
}

} // namespace interleave::analysis
