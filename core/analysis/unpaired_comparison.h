// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/paired_comparison.h"

#include <span>
#include <vector>

namespace interleave::analysis {

/// Two samples of costs that share no rounds: two sessions, or results that were imported.
struct UnpairedSamples {
    std::vector<double> a, b;
};

/// Compares each pair by the Mann–Whitney test, Holm-adjusted over all of them, and the Hodges–Lehmann ratio with its exact interval
/// (of that pair alone). A verdict needs both: p < α, and a ratio beyond the threshold. Costs that are not positive and finite are left
/// out. `rules.comparisons` says nothing here: it is the number of pairs. Cost: m·n each.
std::vector<Comparison> compareUnpaired(std::span<const UnpairedSamples> pairs, const ComparisonRules &rules = {});

} // namespace interleave::analysis
