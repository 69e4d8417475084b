// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/quantile.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>

namespace interleave::analysis {

struct BootstrapOptions {
    std::size_t resamples = 10'000;
    std::uint64_t seed = 1; ///< the same seed gives the same interval everywhere: store it with the result
    double confidence = 0.95;
};

/// What resampling says of a statistic. The interval is the percentile kind, and is to be labelled so.
struct Bootstrap {
    double estimate = 0;      ///< of the values as they are
    double standardError = 0; ///< spread over the resamples
    Interval interval;
    BootstrapOptions options;
};

/// For ratios and other statistics without a formula. Not for the median of a few runs, of which it covers far less than it says (7
/// values: 87.5 %): that has `medianInterval`. Shape: `statistic` gets as many values as there are, in any order, and may reorder them.
/// Empty below 2 values. Cost: resamples · statistic.
std::optional<Bootstrap> bootstrap(std::span<const double> values, const std::function<double(std::span<double>)> &statistic,
                                   const BootstrapOptions &options = {});

} // namespace interleave::analysis
