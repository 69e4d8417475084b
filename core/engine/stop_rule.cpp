// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/stop_rule.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <map>

namespace interleave::engine {
namespace {

/// The largest k with P(Bin(n, ½) < k) ≤ 2.5 %; 0 if there is none.
std::size_t lowerRank(std::size_t n)
{
    constexpr double kTail = 0.025;
    const auto trials = static_cast<double>(n);
    double below = 0;
    for (std::size_t k = 0; k < n; ++k) {
        const auto i = static_cast<double>(k);
        // By logarithms: 2^-n is 0 in a double from 1075 values on.
        below += std::exp(std::lgamma(trials + 1) - std::lgamma(i + 1) - std::lgamma(trials - i + 1) - trials * std::log(2.0));
        if (below > kTail)
            return k;
    }
    return 0;
}

std::string plain(double value)
{
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), "%.10g", value);
    return text.data();
}

std::string afterRounds(int rounds, std::int64_t of)
{
    return " after " + std::to_string(rounds) + " of " + std::to_string(of) + (of == 1 ? " round" : " rounds");
}

} // namespace

std::optional<std::pair<double, double>> medianInterval(std::vector<double> values)
{
    const std::size_t rank = lowerRank(values.size());
    if (rank == 0)
        return std::nullopt;
    std::sort(values.begin(), values.end());
    return std::pair(values[rank - 1], values[values.size() - rank]);
}

std::optional<double> relativeHalfWidth(std::vector<double> values)
{
    const auto interval = medianInterval(values);
    if (!interval)
        return std::nullopt;
    std::sort(values.begin(), values.end());
    const double median = (values[(values.size() - 1) / 2] + values[values.size() / 2]) / 2;
    return median > 0 ? std::optional((interval->second - interval->first) / 2 / median) : std::nullopt;
}

bool precisionReached(const record::ExperimentRecord &experiment, double percent, const std::set<base::EntryId> &without, const std::set<int> &notThese)
{
    std::map<base::EntryId, std::vector<double>> times;
    for (const auto &run : experiment.runs) {
        if (run->status == record::RunStatus::Finished && run->makespanNs && !run->superseded && !notThese.contains(run->key.round))
            times[run->key.entry].push_back(static_cast<double>(*run->makespanNs));
    }
    bool any = false;
    for (std::uint32_t i = 0; i < experiment.plan.executors.size(); ++i) {
        if (without.contains(base::EntryId{i}))
            continue;
        const auto halfWidth = relativeHalfWidth(times[base::EntryId{i}]);
        if (!halfWidth || *halfWidth * 100 > percent)
            return false;
        any = true;
    }
    return any;
}

std::string endedByPrecision(double percent, int rounds, std::int64_t of) { return "precision of " + plain(percent) + " % reached" + afterRounds(rounds, of); }
std::string endedByBudget(double seconds, int rounds, std::int64_t of) { return "budget of " + plain(seconds) + " s used up" + afterRounds(rounds, of); }

} // namespace interleave::engine
