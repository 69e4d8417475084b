// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/statistics.h"

#include <boost/math/distributions/students_t.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace interleave::analysis {

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

std::optional<double> Moments::variation() const
{
    const auto spread = stdev();
    return spread && mean != 0 ? std::optional(*spread / std::abs(mean)) : std::nullopt;
}

Moments momentsOf(std::span<const double> values)
{
    Moments moments;
    for (const double value : values)
        moments.add(value);
    return moments;
}

double studentQuantile(double p, double degrees) { return boost::math::quantile(boost::math::students_t(degrees), p); }

std::optional<Interval> meanInterval(const Moments &moments, double confidence)
{
    if (moments.n < 3)
        return std::nullopt;
    const auto n = static_cast<double>(moments.n);
    const double half = studentQuantile(1 - (1 - confidence) / 2, n - 1) * *moments.stdev() / std::sqrt(n);
    return Interval(moments.mean - half, moments.mean + half);
}

std::optional<double> medianAbsoluteDeviation(std::vector<double> values)
{
    if (values.size() < 2)
        return std::nullopt;
    const double middle = *median(values);
    for (double &value : values)
        value = std::abs(value - middle);
    return median(std::move(values));
}

std::optional<double> jainFairness(std::span<const double> shares)
{
    double sum = 0;
    double squares = 0;
    for (const double share : shares) {
        sum += share;
        squares += share * share;
    }
    if (squares == 0)
        return std::nullopt;
    return sum * sum / (static_cast<double>(shares.size()) * squares);
}

std::optional<double> lagOneCorrelation(std::span<const double> values)
{
    const Moments moments = momentsOf(values);
    if (moments.n < 2 || moments.m2 == 0)
        return std::nullopt;
    double products = 0;
    double squares = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const double off = values[i] - moments.mean;
        squares += off * off;
        products += i == 0 ? 0 : off * (values[i - 1] - moments.mean);
    }
    return products / squares;
}

std::optional<double> spearman(std::span<const double> x, std::span<const double> y)
{
    if (x.size() < 3)
        return std::nullopt;
    const std::vector<double> xRanks = midRanks(x);
    const std::vector<double> yRanks = midRanks(y);
    const double middle = (static_cast<double>(x.size()) + 1) / 2;
    double products = 0;
    double xSquares = 0;
    double ySquares = 0;
    for (std::size_t i = 0; i < xRanks.size(); ++i) {
        const double a = xRanks[i] - middle;
        const double b = yRanks[i] - middle;
        products += a * b;
        xSquares += a * a;
        ySquares += b * b;
    }
    if (xSquares == 0 || ySquares == 0)
        return std::nullopt;
    return products / std::sqrt(xSquares * ySquares);
}

std::vector<double> midRanks(std::span<const double> values)
{
    std::vector<std::size_t> order(values.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
    std::vector<double> ranks(values.size());
    for (std::size_t first = 0; first < order.size();) {
        std::size_t end = first + 1;
        while (end < order.size() && values[order[end]] == values[order[first]])
            ++end;
        const double shared = static_cast<double>(first + 1 + end) / 2; // the mean of the ranks first + 1 … end
        for (; first < end; ++first)
            ranks[order[first]] = shared;
    }
    return ranks;
}

double displayRatio(double a, double b)
{
    if (b != 0)
        return a / b;
    return a == 0 ? 1 : std::numeric_limits<double>::infinity();
}

Cleaned cleaned(std::vector<double> values)
{
    const std::size_t before = values.size();
    std::erase_if(values, [](double value) { return !std::isfinite(value) || value < 0; });
    const std::size_t rejected = before - values.size();
    return {std::move(values), rejected};
}

} // namespace interleave::analysis
