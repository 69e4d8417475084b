// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/outliers.h"

#include "core/analysis/statistics.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace interleave::analysis {
namespace {

constexpr double kZLimit = 14.826; ///< ten standard deviations of a normal distribution

struct Scale {
    double median = 0;
    double deviation = 0;
};

std::optional<Scale> scaleOf(std::span<const double> values)
{
    const std::vector<double> copy(values.begin(), values.end());
    const auto deviation = medianAbsoluteDeviation(copy);
    if (!deviation)
        return std::nullopt;
    return Scale{*median(copy), std::max(*deviation, std::numeric_limits<double>::epsilon())};
}

} // namespace

std::optional<Fences> tukeyFences(std::span<const double> sorted)
{
    if (sorted.empty())
        return std::nullopt;
    const double q1 = quantileSorted(sorted, 0.25);
    const double q3 = quantileSorted(sorted, 0.75);
    const double range = q3 - q1;
    return Fences{q1, q3, q1 - 1.5 * range, q3 + 1.5 * range, q1 - 3 * range, q3 + 3 * range};
}

OutlierMark markOf(double value, const Fences &fences)
{
    if (value < fences.severeLow || value > fences.severeHigh)
        return OutlierMark::Severe;
    return value < fences.mildLow || value > fences.mildHigh ? OutlierMark::Mild : OutlierMark::None;
}

OutlierCounts countOutliers(std::span<const double> values)
{
    std::vector<double> sorted(values.begin(), values.end());
    std::sort(sorted.begin(), sorted.end());
    OutlierCounts counts;
    const auto fences = tukeyFences(sorted);
    for (const double value : sorted) {
        const OutlierMark mark = markOf(value, *fences);
        counts.mild += mark == OutlierMark::Mild;
        counts.severe += mark == OutlierMark::Severe;
    }
    return counts;
}

std::vector<bool> modifiedZOutliers(std::span<const double> values)
{
    std::vector<bool> marks(values.size());
    const auto scale = scaleOf(values);
    for (std::size_t i = 0; scale && i < values.size(); ++i)
        marks[i] = std::abs(values[i] - scale->median) / scale->deviation > kZLimit;
    return marks;
}

bool firstIsSlow(std::span<const double> values)
{
    const auto scale = scaleOf(values);
    return scale && (values.front() - scale->median) / scale->deviation > kZLimit;
}

} // namespace interleave::analysis
