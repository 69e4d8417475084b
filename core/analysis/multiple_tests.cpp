// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/rank_tests.h"
#include "core/analysis/statistics.h"

#include <boost/math/distributions/chi_squared.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numeric>

namespace interleave::analysis {

std::vector<double> holm(std::span<const double> p)
{
    std::vector<std::size_t> order(p.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return p[a] < p[b]; });
    std::vector<double> adjusted(p.size());
    double most = 0;
    for (std::size_t i = 0; i < order.size(); ++i) {
        most = std::max(most, std::min(1.0, static_cast<double>(order.size() - i) * p[order[i]]));
        adjusted[order[i]] = most;
    }
    return adjusted;
}

std::optional<Friedman> friedman(const std::vector<std::vector<double>> &blocks)
{
    const std::size_t columns = blocks.empty() ? 0 : blocks.front().size();
    if (blocks.size() < 2 || columns < 2 || std::any_of(blocks.begin(), blocks.end(), [&](const auto &row) { return row.size() != columns; }))
        return std::nullopt;
    const auto n = static_cast<double>(blocks.size());
    const auto k = static_cast<double>(columns);
    std::vector<double> sums(columns);
    double ties = 0;
    for (const auto &row : blocks) {
        const std::vector<double> ranks = midRanks(row);
        std::map<double, double> groups;
        for (std::size_t j = 0; j < columns; ++j) {
            sums[j] += ranks[j];
            ++groups[ranks[j]];
        }
        for (const auto &[rank, t] : groups)
            ties += t * t * t - t;
    }
    double squares = 0;
    for (const double sum : sums)
        squares += (sum - n * (k + 1) / 2) * (sum - n * (k + 1) / 2);
    Friedman result;
    result.degrees = k - 1;
    const double divisor = n * k * (k + 1) - ties / (k - 1);
    result.chiSquared = divisor > 0 ? 12 * squares / divisor : 0;
    result.p = boost::math::cdf(boost::math::complement(boost::math::chi_squared(k - 1), result.chiSquared));
    for (const double sum : sums)
        result.meanRanks.push_back(sum / n);
    return result;
}

std::optional<double> nemenyiDifference(std::size_t columns, std::size_t blocks)
{
    // Studentised range without bound on its degrees, 95 %, ÷ √2; from 2 columns on.
    constexpr std::array<double, 19> kQ{1.9600, 2.3437, 2.5690, 2.7278, 2.8497, 2.9483, 3.0309, 3.1017, 3.1637, 3.2187,
                                        3.2680, 3.3127, 3.3536, 3.3912, 3.4260, 3.4584, 3.4887, 3.5171, 3.5438};
    if (columns < 2 || columns - 2 >= kQ.size() || blocks == 0)
        return std::nullopt;
    const auto k = static_cast<double>(columns);
    return kQ.at(columns - 2) * std::sqrt(k * (k + 1) / (6 * static_cast<double>(blocks)));
}

} // namespace interleave::analysis
