// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/statistics.h"

#include <algorithm>
#include <cmath>

namespace interleave::analysis {
namespace {

constexpr double kTail = 0.025; ///< either side of 95 %

/// The largest k with P(Bin(n, ½) < k) ≤ 2.5 %; 0 if there is none.
std::size_t lowerRank(std::size_t n)
{
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

std::optional<std::pair<double, double>> medianInterval(std::vector<double> values)
{
    const std::size_t rank = lowerRank(values.size());
    if (rank == 0)
        return std::nullopt;
    std::sort(values.begin(), values.end());
    return std::pair(values[rank - 1], values[values.size() - rank]);
}

void Moments::add(double x)
{
    ++n;
    const double delta = x - mean;
    mean += delta / static_cast<double>(n);
    m2 += delta * (x - mean);
}

std::optional<double> Moments::stdev() const
{
    if (n < 2)
        return std::nullopt;
    return std::sqrt(m2 / static_cast<double>(n - 1));
}

} // namespace interleave::analysis
