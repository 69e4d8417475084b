// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/quantile.h"

#include <boost/math/distributions/binomial.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace interleave::analysis {
namespace {

constexpr double kTail = 0.025; ///< either side of 95 %
constexpr double kFuzz = 4 * std::numeric_limits<double>::epsilon();

/// Where a quantile lies: between the value of rank `below` (from 1, may be outside) and the next, `part` of the way.
struct Position {
    double below = 0;
    double part = 0;
};

/// Types 1–3: steps.
Position stepPosition(double n, double p, int type)
{
    const double at = type == 3 ? n * p - 0.5 : n * p;
    const double below = std::floor(at + kFuzz * n);
    const bool between = at > below + kFuzz * n;
    if (type == 1)
        return {below, between ? 1.0 : 0.0};
    if (type == 2)
        return {below, between ? 1.0 : 0.5};
    return {below, between || std::fmod(below, 2) != 0 ? 1.0 : 0.0};
}

/// Types 4–9: lines.
Position linePosition(double n, double p, int type)
{
    constexpr std::array<std::array<double, 2>, 6> kPlotting{{{0, 1}, {0.5, 0.5}, {0, 0}, {1, 1}, {1.0 / 3, 1.0 / 3}, {0.375, 0.375}}};
    const auto [a, b] = kPlotting.at(static_cast<std::size_t>(type - 4));
    const double at = a + p * (n + 1 - a - b);
    const double below = std::floor(at + kFuzz * n);
    const double part = at - below;
    return {below, std::abs(part) < kFuzz * n ? 0 : part};
}

double valueAt(std::span<const double> sorted, double rank)
{
    return sorted[static_cast<std::size_t>(std::clamp(rank, 1.0, static_cast<double>(sorted.size()))) - 1];
}

} // namespace

double quantileSorted(std::span<const double> sorted, double p)
{
    const double position = static_cast<double>(sorted.size() - 1) * p;
    const auto below = static_cast<std::size_t>(position);
    if (below + 1 >= sorted.size())
        return sorted.back();
    const double part = position - static_cast<double>(below);
    return sorted[below] + part * (sorted[below + 1] - sorted[below]);
}

double quantileSorted(std::span<const double> sorted, double p, int type)
{
    const auto n = static_cast<double>(sorted.size());
    const Position at = type <= 3 ? stepPosition(n, p, type) : linePosition(n, p, type);
    const double low = valueAt(sorted, at.below);
    const double high = valueAt(sorted, at.below + 1);
    return at.part == 1 ? high : low + at.part * (high - low);
}

std::size_t samplesFor(double p)
{
    if (p <= 0 || p >= 1)
        return 1;
    auto n = static_cast<std::size_t>(std::log(kTail) / std::log(std::max(p, 1 - p)));
    while (!percentileAllowed(n, p))
        ++n;
    return n;
}

bool percentileAllowed(std::size_t n, double p)
{
    if (n == 0)
        return false;
    return p <= 0 || p >= 1 || std::pow(std::max(p, 1 - p), static_cast<double>(n)) <= kTail;
}

std::optional<double> percentile(std::span<const double> sorted, double p)
{
    if (!percentileAllowed(sorted.size(), p))
        return std::nullopt;
    return quantileSorted(sorted, p);
}

std::optional<double> median(std::vector<double> values)
{
    if (values.empty())
        return std::nullopt;
    std::sort(values.begin(), values.end());
    return quantileSorted(values, 0.5);
}

std::size_t lowerRank(std::size_t n, double p, double tail)
{
    if (n == 0)
        return 0;
    const boost::math::binomial successes(static_cast<double>(n), p);
    std::size_t fits = 0;
    std::size_t tooMany = n + 1;
    while (tooMany - fits > 1) {
        const std::size_t k = fits + (tooMany - fits) / 2;
        (boost::math::cdf(successes, static_cast<double>(k - 1)) <= tail ? fits : tooMany) = k;
    }
    return fits;
}

RankInterval quantileRanks(std::size_t n, double p, double confidence)
{
    const double tail = (1 - confidence) / 2;
    const auto known = [](std::size_t rank) { return rank > 0 ? std::optional(rank) : std::nullopt; };
    RankInterval ranks{known(lowerRank(n, p, tail)), known(lowerRank(n, 1 - p, tail))};
    if (ranks.high)
        ranks.high = n + 1 - *ranks.high; // the upper side is the lower side of what is left above
    return ranks;
}

std::optional<Interval> quantileInterval(std::vector<double> values, double p, double confidence)
{
    const RankInterval ranks = quantileRanks(values.size(), p, confidence);
    if (!ranks.low || !ranks.high)
        return std::nullopt;
    std::sort(values.begin(), values.end());
    return Interval(values[*ranks.low - 1], values[*ranks.high - 1]);
}

std::optional<Interval> medianInterval(std::vector<double> values) { return quantileInterval(std::move(values), 0.5); }

} // namespace interleave::analysis
