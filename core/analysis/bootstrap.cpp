// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/bootstrap.h"

#include "core/analysis/statistics.h"

#include <algorithm>
#include <random>

namespace interleave::analysis {
namespace {

/// A whole number below `end`, each as likely as the others, by the same bits on every platform (std's distributions promise less).
std::size_t below(std::size_t end, std::mt19937_64 &random)
{
    const std::uint64_t bound = end;
    const std::uint64_t surplus = (UINT64_MAX - bound + 1) % bound;
    std::uint64_t drawn = random();
    while (drawn < surplus)
        drawn = random();
    return static_cast<std::size_t>(drawn % bound);
}

} // namespace

std::optional<Bootstrap> bootstrap(std::span<const double> values, const std::function<double(std::span<double>)> &statistic, const BootstrapOptions &options)
{
    if (values.size() < 2 || options.resamples < 2)
        return std::nullopt;
    std::vector<double> sample(values.begin(), values.end());
    Bootstrap result;
    result.options = options;
    result.estimate = statistic(sample);
    std::mt19937_64 random(options.seed);
    std::vector<double> found;
    found.reserve(options.resamples);
    for (std::size_t i = 0; i < options.resamples; ++i) {
        for (double &value : sample)
            value = values[below(values.size(), random)];
        found.push_back(statistic(sample));
    }
    result.standardError = *momentsOf(found).stdev();
    std::sort(found.begin(), found.end());
    const double tail = (1 - options.confidence) / 2;
    result.interval = {quantileSorted(found, tail), quantileSorted(found, 1 - tail)};
    return result;
}

} // namespace interleave::analysis
