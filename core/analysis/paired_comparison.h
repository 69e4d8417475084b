// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace interleave::analysis {

/// What a comparison of `a` with `b` says. Costs are compared: less is better.
enum class Verdict : std::uint8_t {
    TooFewRounds, ///< no number of these rounds could decide it
    NotSeparated, ///< no difference resolved: a tie
    FirstBetter,
    SecondBetter
};

struct ComparisonRules {
    double alpha = 0.05;          ///< of all comparisons together
    double threshold = 0.02;      ///< δ: a ratio nearer to 1 than this is no difference that matters
    std::size_t comparisons = 1;  ///< m: how many are shown beside each other (k (k − 1) ÷ 2 of a full table)
};

/// How two things differ and how sure that is. Empty: not to be had.
struct Comparison {
    Verdict verdict = Verdict::TooFewRounds;
    std::optional<double> ratio;     ///< b ÷ a: above 1, b costs more
    std::optional<double> low, high; ///< simultaneous interval of the ratio
    std::size_t rounds = 0;          ///< pairs used (paired), or the smaller number of runs (unpaired)
    std::size_t tiedRounds = 0;      ///< pairs without any difference: the clock's resolution, or the same run
    std::size_t needed = 0;          ///< rounds from which on there is an interval at all
    bool smallDifference = false;    ///< resolved, but below the threshold
    bool paired = true;
    std::optional<double> p;         ///< unpaired only: adjusted by Holm
};

/// The same with a and b exchanged.
Comparison reversed(const Comparison &comparison);

/// Rounds below which no sign-test interval exists: 6 for one comparison, 13 for 105.
std::size_t roundsNeeded(const ComparisonRules &rules);

/// Compares by the median of the rounds' ln(b ÷ a), with the exact sign-test interval, Bonferroni-corrected. A round counts if both
/// values are positive and finite. A drift that both share cancels. Shape: a[i] and b[i] are of the same round.
/// Source: nanobench's compare().
Comparison comparePaired(std::span<const double> a, std::span<const double> b, const ComparisonRules &rules = {});

} // namespace interleave::analysis
