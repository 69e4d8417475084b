// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace interleave::analysis {

/// Where a box plot's whiskers end: 1.5 (mild) and 3 (severe) times the distance of the quartiles beyond them.
/// Source: Tukey; quartiles of type 7, as Criterion.
struct Fences {
    double q1 = 0, q3 = 0;
    double mildLow = 0, mildHigh = 0, severeLow = 0, severeHigh = 0;
};
/// Empty for no values. `sorted` ascending.
std::optional<Fences> tukeyFences(std::span<const double> sorted);

/// Outliers are marked and never removed.
enum class OutlierMark : std::uint8_t { None, Mild, Severe };
OutlierMark markOf(double value, const Fences &fences);

struct OutlierCounts {
    std::size_t mild = 0, severe = 0;
};
OutlierCounts countOutliers(std::span<const double> values);

/// Values further than 14.826 MADs from the median, in their order; without any spread there are none. Where the MAD is 0 and yet
/// some values differ, those are outliers. Source: hyperfine (Iglewicz & Hoaglin's modified z-score).
std::vector<bool> modifiedZOutliers(std::span<const double> values);

/// True if the first value is such an outlier: a cold start that no warm-up caught.
bool firstIsSlow(std::span<const double> values);

} // namespace interleave::analysis
