// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/run_advice.h"

#include "core/analysis/statistics.h"

#include <algorithm>
#include <cmath>

namespace interleave::analysis {
namespace {

constexpr std::size_t kWindow = 5;

double medianOf(std::span<const double> values) { return *median({values.begin(), values.end()}); }

/// Means of groups of `size` neighbours.
std::vector<double> groupMeans(std::span<const double> values, std::size_t size)
{
    std::vector<double> means;
    for (std::size_t i = 0; i < values.size(); i += size)
        means.push_back(momentsOf(values.subspan(i, size)).mean);
    return means;
}

/// Mean over groups of the variance (÷ size − 1) within each.
double varianceWithin(std::span<const double> values, std::size_t size)
{
    double sum = 0;
    std::size_t groups = 0;
    for (std::size_t i = 0; i < values.size(); i += size, ++groups)
        sum += momentsOf(values.subspan(i, size)).m2 / static_cast<double>(size - 1);
    return sum / static_cast<double>(groups);
}

} // namespace

std::optional<std::size_t> warmupOf(std::span<const double> series, double tolerance)
{
    if (series.size() < 2 * kWindow)
        return std::nullopt;
    const double steady = medianOf(series.subspan(series.size() / 2));
    std::optional<std::size_t> from;
    for (std::size_t i = series.size() - kWindow + 1; i-- > 0;) {
        if (std::abs(medianOf(series.subspan(i, kWindow)) - steady) > tolerance * std::abs(steady))
            break;
        from = i;
    }
    return from;
}

std::size_t runsForWidth(double variation, double width)
{
    constexpr double kZ = 1.96;
    return static_cast<std::size_t>(std::max(1.0, std::ceil(4 * kZ * kZ * variation * variation / (width * width))));
}

std::optional<double> relativePrecision(const std::vector<double> &values)
{
    const auto interval = medianInterval(values);
    const auto middle = median(values);
    if (!interval || *middle == 0)
        return std::nullopt;
    return (interval->second - interval->first) / 2 / std::abs(*middle);
}

std::optional<LevelVariance> levelVariance(std::span<const double> values, std::vector<std::size_t> repetitions)
{
    std::size_t product = 1;
    for (const std::size_t r : repetitions)
        product *= r;
    if (repetitions.empty() || product != values.size() || *std::min_element(repetitions.begin(), repetitions.end()) < 2)
        return std::nullopt;
    LevelVariance result;
    result.repetitions = std::move(repetitions);
    std::vector<double> means(values.begin(), values.end());
    for (std::size_t level = 0; level < result.repetitions.size(); ++level) {
        const std::size_t r = result.repetitions[level];
        result.s2.push_back(varianceWithin(means, r));
        const double below = level == 0 ? 0 : result.s2[level - 1] / static_cast<double>(result.repetitions[level - 1]);
        result.t2.push_back(result.s2[level] - below);
        means = groupMeans(means, r);
    }
    result.mean = means.front();
    const std::size_t highest = result.repetitions.back();
    if (highest > 2) {
        const double half = studentQuantile(0.975, static_cast<double>(highest - 1)) * std::sqrt(result.s2.back() / static_cast<double>(highest));
        result.interval = Interval(result.mean - half, result.mean + half);
    }
    return result;
}

std::vector<double> optimalRepetitions(const LevelVariance &variance, std::span<const double> costs)
{
    std::vector<double> repetitions;
    for (std::size_t level = 0; level + 1 < std::min(variance.t2.size(), costs.size()); ++level) {
        const double own = variance.t2[level];
        const double above = variance.t2[level + 1];
        repetitions.push_back(own > 0 && above > 0 ? std::sqrt(costs[level + 1] / costs[level] * own / above) : 1);
    }
    return repetitions;
}

} // namespace interleave::analysis
