// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/quantile.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace interleave::analysis {

enum class Tail : std::uint8_t { TwoSided, Less, Greater }; ///< Less: x tends to be less than y

/// How a p value of two samples was had.
enum class RankMethod : std::uint8_t {
    Exact,           ///< no ties, the smaller sample has at most 50 values
    ExactWithTies,   ///< every assignment of mid-ranks, at most 200,000 of them
    Normal           ///< approximation, corrected for ties and continuity
};

/// Whether values of x tend to be larger than those of y.
struct MannWhitney {
    double u = 0;           ///< of x: pairs in which x is larger, a tie counting half
    double p = 1;           ///< 1 when all values are equal, never NaN
    RankMethod method = RankMethod::Exact;
    double a12 = 0.5;       ///< U ÷ (m·n): the chance that a value of x is larger
    double cliffsDelta = 0; ///< 2·A12 − 1
};
/// Empty if a sample is.
std::optional<MannWhitney> mannWhitney(std::span<const double> x, std::span<const double> y, Tail tail = Tail::TwoSided);
/// The normal approximation whatever the samples. Shape: neither sample is empty.
MannWhitney mannWhitneyNormal(std::span<const double> x, std::span<const double> y, Tail tail, bool continuity);

/// Number of orders of m and n distinct values by their U, up to half of m·n (the rest is its mirror). Cost: m²·n.
std::vector<double> rankOrders(std::size_t m, std::size_t n);

/// The smallest two-sided p that m and n values can have.
double smallestP(std::size_t m, std::size_t n);

/// |δ| in words: negligible below 0.147, small below 0.33, medium below 0.474, else large.
enum class EffectSize : std::uint8_t { Negligible, Small, Medium, Large };
EffectSize effectSize(double cliffsDelta);

/// How far x lies above y: the median of all differences, with its exact interval from the distribution of U.
struct Shift {
    double estimate = 0;
    std::optional<Interval> interval;     ///< empty: so few values have none
    std::optional<double> coverage;       ///< what the interval really covers
};
/// Empty if a sample is. Cost: m·n.
std::optional<Shift> hodgesLehmann(std::span<const double> x, std::span<const double> y, double confidence = 0.95);
/// The same of logarithms: how many times x is as large as y. Values that are not positive are left out.
std::optional<Shift> hodgesLehmannRatio(std::span<const double> x, std::span<const double> y, double confidence = 0.95);

/// Holm's step-down adjustment, in the order of the p values given.
std::vector<double> holm(std::span<const double> p);

/// Whether columns differ over blocks (rows), by ranks within a block. For display: it is conservative.
struct Friedman {
    double chiSquared = 0;
    double degrees = 0;
    double p = 1;
    std::vector<double> meanRanks; ///< a column each
};
/// Empty with fewer than two columns or blocks, or rows of other lengths.
std::optional<Friedman> friedman(const std::vector<std::vector<double>> &blocks);
/// Nemenyi's critical difference of mean ranks at 5 %; empty outside 2 … 20 columns. Source: Demšar 2006, q computed.
std::optional<double> nemenyiDifference(std::size_t columns, std::size_t blocks);

} // namespace interleave::analysis
