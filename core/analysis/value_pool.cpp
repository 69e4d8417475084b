// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/value_pool.h"

#include "core/analysis/statistics.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <set>

namespace interleave::analysis {
namespace {

// 2048 sub-buckets hold 1 … 2000 exactly: three digits; each further bucket halves the resolution and has the upper 1024 of them.
constexpr int kHalfBits = 10;
constexpr std::uint64_t kHalf = 1U << kHalfBits;

std::size_t indexOf(std::uint64_t value)
{
    const int bucket = static_cast<int>(std::bit_width(value | (2 * kHalf - 1))) - (kHalfBits + 1);
    return (static_cast<std::size_t>(bucket) << kHalfBits) + static_cast<std::size_t>(value >> bucket);
}

std::int64_t highestOf(std::size_t index)
{
    const std::size_t bucket = index < 2 * kHalf ? 0 : (index >> kHalfBits) - 1;
    const std::uint64_t sub = index - (bucket << kHalfBits);
    return static_cast<std::int64_t>(((sub + 1) << bucket) - 1);
}

/// Ranks, from 1, that a decimated distribution keeps: evenly spaced ones, and towards both ends ever closer ones.
std::set<std::size_t> keptRanks(std::size_t n, std::size_t most)
{
    std::set<std::size_t> ranks{1, n};
    const std::size_t quarter = most / 4;
    for (std::size_t i = 0; i < 2 * quarter - 2; ++i)
        ranks.insert(1 + i * (n - 1) / (2 * quarter - 2));
    for (std::size_t i = 0; i < quarter; ++i) {
        const double away = std::pow(static_cast<double>(n) / 2, static_cast<double>(i) / static_cast<double>(quarter)) - 1;
        ranks.insert(1 + static_cast<std::size_t>(away));
        ranks.insert(n - static_cast<std::size_t>(away));
    }
    return ranks;
}

/// The percentiles of the plot, ascending, as far as n goes.
std::vector<double> plotted(std::size_t n)
{
    std::set<double> all{0, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 0.9999};
    for (int tenth = 1; tenth <= 40; ++tenth) {
        const double p = 1 - std::pow(10, -tenth / 10.0);
        const auto near = [p](double known) { return std::abs(1 - (1 - known) / (1 - p)) < 1e-6; };
        if (std::none_of(all.begin(), all.end(), near))
            all.insert(p);
    }
    std::vector<double> allowed;
    std::copy_if(all.begin(), all.end(), std::back_inserter(allowed), [n](double p) { return percentileAllowed(n, p); });
    return allowed;
}

} // namespace

void DigitHistogram::add(std::int64_t value, std::uint64_t count)
{
    const std::size_t index = indexOf(static_cast<std::uint64_t>(std::max<std::int64_t>(value, 0)));
    if (index >= m_counts.size())
        m_counts.resize(index + 1);
    m_counts[index] += count;
    m_total += count;
}

void DigitHistogram::addCorrected(std::int64_t value, std::int64_t interval)
{
    add(value);
    for (std::int64_t missed = value - interval; interval > 0 && missed >= interval; missed -= interval)
        add(missed);
}

void DigitHistogram::merge(const DigitHistogram &other)
{
    m_counts.resize(std::max(m_counts.size(), other.m_counts.size()));
    for (std::size_t i = 0; i < other.m_counts.size(); ++i)
        m_counts[i] += other.m_counts[i];
    m_total += other.m_total;
}

std::int64_t DigitHistogram::valueAt(double p) const
{
    const auto wanted = std::max<std::uint64_t>(static_cast<std::uint64_t>(p * static_cast<double>(m_total) + 0.5), 1);
    std::uint64_t seen = 0;
    for (std::size_t i = 0; i < m_counts.size(); ++i) {
        seen += m_counts[i];
        if (seen >= wanted)
            return highestOf(i);
    }
    return 0;
}

void DigitHistogram::forEach(const std::function<void(std::int64_t, std::uint64_t)> &visit) const
{
    for (std::size_t i = 0; i < m_counts.size(); ++i) {
        if (m_counts[i] > 0)
            visit(highestOf(i), m_counts[i]);
    }
}

ValuePool::ValuePool(std::vector<double> values)
{
    Cleaned clean = cleaned(std::move(values));
    m_rejected = clean.rejected;
    m_size = clean.values.size();
    if (m_size == 0)
        return;
    const auto [least, most] = std::minmax_element(clean.values.begin(), clean.values.end());
    m_min = *least;
    m_max = *most;
    if (m_size > kExactValues) {
        for (const double value : clean.values)
            m_histogram.add(std::llround(value));
        return;
    }
    m_sorted = std::move(clean.values);
    std::sort(m_sorted.begin(), m_sorted.end());
}

ValuePool::ValuePool(DigitHistogram histogram, double min, double max, std::size_t rejected)
    : m_histogram(std::move(histogram)), m_size(m_histogram.total()), m_rejected(rejected), m_min(min), m_max(max)
{
}

std::optional<double> ValuePool::quantile(double p) const
{
    if (m_size == 0)
        return std::nullopt;
    if (exact())
        return quantileSorted(m_sorted, p);
    return std::clamp(static_cast<double>(m_histogram.valueAt(p)), m_min, m_max);
}

std::optional<double> ValuePool::percentile(double p) const { return percentileAllowed(m_size, p) ? quantile(p) : std::nullopt; }

std::vector<EcdfPoint> ValuePool::ecdf(std::size_t most) const
{
    std::vector<EcdfPoint> points;
    if (m_size == 0)
        return points;
    const std::set<std::size_t> kept = m_size > most ? keptRanks(m_size, std::max<std::size_t>(most, 8)) : std::set<std::size_t>();
    auto next = kept.begin();
    std::uint64_t seen = 0;
    const auto n = static_cast<double>(m_size);
    forEach([&](double value, std::uint64_t count) {
        seen += count;
        if (!kept.empty() && (next == kept.end() || *next > seen))
            return;
        next = kept.empty() ? next : kept.upper_bound(seen);
        points.push_back({value, static_cast<double>(seen) / n});
    });
    return points;
}

std::vector<PercentilePoint> ValuePool::percentilePlot() const
{
    std::vector<PercentilePoint> points;
    for (const double p : plotted(m_size))
        points.push_back({p, *quantile(p), interval(p)});
    return points;
}

std::optional<Interval> ValuePool::interval(double p) const
{
    if (!exact() || p <= 0 || p >= 1)
        return std::nullopt;
    const RankInterval ranks = quantileRanks(m_size, p);
    if (!ranks.low || !ranks.high)
        return std::nullopt;
    return Interval(m_sorted[*ranks.low - 1], m_sorted[*ranks.high - 1]);
}

void ValuePool::forEach(const std::function<void(double, std::uint64_t)> &visit) const
{
    if (!exact()) {
        m_histogram.forEach([&](std::int64_t value, std::uint64_t count) { visit(std::clamp(static_cast<double>(value), m_min, m_max), count); });
        return;
    }
    for (std::size_t first = 0; first < m_sorted.size();) {
        std::size_t end = first + 1;
        while (end < m_sorted.size() && m_sorted[end] == m_sorted[first])
            ++end;
        visit(m_sorted[first], end - first);
        first = end;
    }
}

} // namespace interleave::analysis
