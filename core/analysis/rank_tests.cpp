// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/rank_tests.h"

#include "core/analysis/statistics.h"

#include <boost/math/distributions/normal.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

namespace interleave::analysis {
namespace {

constexpr std::size_t kExactLimit = 50;
constexpr double kPermutationLimit = 200'000;

double above(double z) { return boost::math::cdf(boost::math::complement(boost::math::normal(), z)); }

double binomial(std::size_t n, std::size_t k)
{
    double ways = 1;
    for (std::size_t i = 1; i <= k; ++i)
        ways *= static_cast<double>(n - k + i) / static_cast<double>(i);
    return std::round(ways);
}

/// Both samples as ranks of all values together.
struct Ranked {
    std::vector<double> ranks; ///< of x, then of y
    double u = 0;              ///< of x
    double tieTerm = 0;        ///< Σ (t³ − t) over groups of equal values
    bool ties = false;
};

Ranked ranked(std::span<const double> x, std::span<const double> y)
{
    std::vector<double> all(x.begin(), x.end());
    all.insert(all.end(), y.begin(), y.end());
    Ranked result;
    result.ranks = midRanks(all);
    const auto m = static_cast<double>(x.size());
    result.u = std::accumulate(result.ranks.begin(), result.ranks.begin() + static_cast<std::ptrdiff_t>(x.size()), 0.0) - m * (m + 1) / 2;
    std::map<double, double> groups;
    for (const double rank : result.ranks)
        ++groups[rank];
    for (const auto &[rank, t] : groups)
        result.tieTerm += t * t * t - t;
    result.ties = groups.size() < all.size();
    return result;
}

/// P of a statistic at least as far out as seen, from its two one-sided ones.
double tailP(double less, double greater, Tail tail)
{
    return tail == Tail::Less ? less : tail == Tail::Greater ? greater : std::min(1.0, 2 * std::min(less, greater));
}

/// P(U ≤ u) without ties. `most`: m·n.
double atMost(const std::vector<double> &orders, double all, std::size_t u, std::size_t most)
{
    if (u >= most)
        return 1;
    if (u > most / 2) // the mirror
        return 1 - atMost(orders, all, most - u - 1, most);
    return std::accumulate(orders.begin(), orders.begin() + static_cast<std::ptrdiff_t>(u) + 1, 0.0) / all;
}

double exactP(double u, std::size_t m, std::size_t n, Tail tail)
{
    const std::vector<double> orders = rankOrders(m, n);
    const double all = binomial(m + n, m);
    const auto low = static_cast<std::size_t>(u);
    const double less = atMost(orders, all, low, m * n);
    const double greater = atMost(orders, all, m * n - low, m * n); // U and m·n − U have the same distribution
    return tailP(less, greater, tail);
}

/// Ways to choose `count` of the ranks with each sum. Shape: ranks doubled, so that mid-ranks are whole; index = doubled sum.
std::vector<double> sumsOf(const std::vector<double> &ranks, std::size_t count)
{
    std::size_t most = 0;
    std::vector<std::size_t> doubled;
    for (const double rank : ranks) {
        doubled.push_back(static_cast<std::size_t>(std::lround(2 * rank)));
        most += doubled.back();
    }
    std::vector<std::vector<double>> ways(count + 1, std::vector<double>(most + 1));
    ways[0][0] = 1;
    for (const std::size_t rank : doubled) {
        for (std::size_t taken = count; taken > 0; --taken) {
            for (std::size_t sum = most; sum >= rank; --sum)
                ways[taken][sum] += ways[taken - 1][sum - rank];
        }
    }
    return ways[count];
}

double permutationP(const Ranked &both, std::size_t m, std::size_t n, Tail tail)
{
    const std::vector<double> ways = sumsOf(both.ranks, m);
    const double observed = 2 * (both.u + static_cast<double>(m) * static_cast<double>(m + 1) / 2);
    double less = 0;
    double greater = 0;
    double asFar = 0;
    const double centre = static_cast<double>(m) * static_cast<double>(m + n + 1); // doubled mean of the sum
    for (std::size_t sum = 0; sum < ways.size(); ++sum) {
        const auto s = static_cast<double>(sum);
        less += s <= observed ? ways[sum] : 0;
        greater += s >= observed ? ways[sum] : 0;
        asFar += std::abs(s - centre) >= std::abs(observed - centre) ? ways[sum] : 0;
    }
    const double all = binomial(m + n, m);
    return tail == Tail::TwoSided ? std::min(1.0, asFar / all) : tailP(less / all, greater / all, tail);
}

double normalP(const Ranked &both, std::size_t m, std::size_t n, Tail tail, bool continuity)
{
    const auto pairs = static_cast<double>(m) * static_cast<double>(n);
    const auto total = static_cast<double>(m + n);
    const double variance = pairs / 12 * (total + 1 - both.tieTerm / (total * (total - 1)));
    if (!(variance > 0))
        return 1;
    const double correction = continuity ? 0.5 : 0;
    const double off = both.u - pairs / 2;
    const double deviation = std::sqrt(variance);
    if (tail == Tail::TwoSided)
        return std::min(1.0, 2 * above((std::abs(off) - correction) / deviation));
    return above(((tail == Tail::Greater ? off : -off) - correction) / deviation);
}

MannWhitney described(const Ranked &both, std::size_t m, std::size_t n, RankMethod method, double p)
{
    const double a12 = both.u / (static_cast<double>(m) * static_cast<double>(n));
    return {both.u, p, method, a12, 2 * a12 - 1};
}

/// The rank k, from 1, of the differences that bound the interval, and what it covers. 0: there is none.
struct Bound {
    std::size_t k = 0;
    double coverage = 0;
};

Bound shiftBound(std::size_t m, std::size_t n, double confidence)
{
    const double tail = (1 - confidence) / 2;
    const auto pairs = static_cast<double>(m) * static_cast<double>(n);
    if (std::min(m, n) > kExactLimit) {
        const double z = boost::math::quantile(boost::math::complement(boost::math::normal(), tail));
        const double k = pairs / 2 - z * std::sqrt(pairs * static_cast<double>(m + n + 1) / 12);
        return {static_cast<std::size_t>(std::max(k, 0.0)), confidence};
    }
    const std::vector<double> orders = rankOrders(m, n);
    const double all = binomial(m + n, m);
    Bound bound;
    double below = 0;
    for (const double ways : orders) {
        if (below + ways / all > tail)
            break;
        below += ways / all;
        ++bound.k;
    }
    bound.coverage = 1 - 2 * below;
    return bound;
}

std::vector<double> logsOf(std::span<const double> values)
{
    std::vector<double> logs;
    for (const double value : values) {
        if (std::isfinite(value) && value > 0)
            logs.push_back(std::log(value));
    }
    return logs;
}

} // namespace

std::vector<double> rankOrders(std::size_t m, std::size_t n)
{
    if (m > n)
        std::swap(m, n);
    // The Gaussian binomial coefficient, a factor (1 − q^(n+i)) ÷ (1 − q^i) at a time. After each it is a polynomial of degree n·i
    // that is its own mirror: only the lower half is kept, where nothing cancels out.
    std::vector<double> orders(m * n / 2 + 1);
    orders[0] = 1;
    for (std::size_t i = 1; i <= m; ++i) {
        for (std::size_t u = orders.size(); u-- > n + i;)
            orders[u] -= orders[u - n - i];
        for (std::size_t u = i; u < orders.size(); ++u)
            orders[u] += orders[u - i];
        for (std::size_t u = n * i / 2 + 1; u < orders.size(); ++u)
            orders[u] = u <= n * i ? orders[n * i - u] : 0;
    }
    return orders;
}

double smallestP(std::size_t m, std::size_t n) { return m == 0 || n == 0 ? 1 : std::min(1.0, 2 / binomial(m + n, std::min(m, n))); }

std::optional<MannWhitney> mannWhitney(std::span<const double> x, std::span<const double> y, Tail tail)
{
    const std::size_t m = x.size();
    const std::size_t n = y.size();
    if (m == 0 || n == 0)
        return std::nullopt;
    const Ranked both = ranked(x, y);
    if (!both.ties && std::min(m, n) <= kExactLimit)
        return described(both, m, n, RankMethod::Exact, exactP(both.u, m, n, tail));
    if (both.ties && binomial(m + n, std::min(m, n)) <= kPermutationLimit)
        return described(both, m, n, RankMethod::ExactWithTies, permutationP(both, m, n, tail));
    return described(both, m, n, RankMethod::Normal, normalP(both, m, n, tail, true));
}

MannWhitney mannWhitneyNormal(std::span<const double> x, std::span<const double> y, Tail tail, bool continuity)
{
    const Ranked both = ranked(x, y);
    return described(both, x.size(), y.size(), RankMethod::Normal, normalP(both, x.size(), y.size(), tail, continuity));
}

EffectSize effectSize(double cliffsDelta)
{
    const double size = std::abs(cliffsDelta);
    return size < 0.147 ? EffectSize::Negligible : size < 0.33 ? EffectSize::Small : size < 0.474 ? EffectSize::Medium : EffectSize::Large;
}

std::optional<Shift> hodgesLehmann(std::span<const double> x, std::span<const double> y, double confidence)
{
    if (x.empty() || y.empty())
        return std::nullopt;
    std::vector<double> differences;
    differences.reserve(x.size() * y.size());
    for (const double a : x) {
        for (const double b : y)
            differences.push_back(a - b);
    }
    std::sort(differences.begin(), differences.end());
    Shift shift;
    shift.estimate = quantileSorted(differences, 0.5);
    const Bound bound = shiftBound(x.size(), y.size(), confidence);
    if (bound.k > 0) {
        shift.interval = Interval(differences[bound.k - 1], differences[differences.size() - bound.k]);
        shift.coverage = bound.coverage;
    }
    return shift;
}

std::optional<Shift> hodgesLehmannRatio(std::span<const double> x, std::span<const double> y, double confidence)
{
    auto shift = hodgesLehmann(logsOf(x), logsOf(y), confidence);
    if (!shift)
        return std::nullopt;
    shift->estimate = std::exp(shift->estimate);
    if (shift->interval)
        shift->interval = Interval(std::exp(shift->interval->first), std::exp(shift->interval->second));
    return shift;
}

} // namespace interleave::analysis
