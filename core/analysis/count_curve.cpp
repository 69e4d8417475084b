// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/count_curve.h"

#include "core/analysis/merge_tail.h"

#include <algorithm>
#include <functional>

namespace interleave::analysis {
namespace {

void append(std::vector<Point> &curve, const Point &point)
{
    if (curve.empty() || curve.back().t != point.t || curve.back().value != point.value)
        curve.push_back(point);
}

} // namespace

void CountCurve::Bin::take(const Point &point)
{
    if (!used)
        first = low = high = point;
    used = true;
    last = point;
    if (point.value < low.value)
        low = point;
    if (point.value > high.value)
        high = point;
}

void CountCurve::Bin::take(const Bin &later)
{
    if (!later.used)
        return;
    for (const Point *point : {&later.first, &later.low, &later.high, &later.last})
        take(*point);
}

std::int64_t CountCurve::coded(base::Nanoseconds t, bool falls) { return std::max<std::int64_t>(0, t.count()) << 1 | static_cast<std::int64_t>(falls); }

Point CountCurve::after(std::int64_t change, double before)
{
    return {base::toSeconds(base::Nanoseconds(instantOf(change))), before + ((change & 1) != 0 ? -1 : 1)};
}

void CountCurve::moveFall(base::Nanoseconds from, base::Nanoseconds to)
{
    const auto found = std::find(m_changes.begin(), m_changes.end(), coded(from, true));
    if (found == m_changes.end() || to > from)
        return;
    if (static_cast<std::size_t>(found - m_changes.begin()) < m_sorted)
        --m_sorted;
    m_changes.erase(found);
    // It goes in before the place that was left, so that what is drawn anew begins early enough.
    fall(to);
}

void CountCurve::update(std::vector<Point> &curve)
{
    if (m_sorted == m_changes.size())
        return;
    const std::size_t from = mergeTail(m_changes, m_sorted, std::less<>());
    m_sorted = m_changes.size();
    if (m_changes.size() <= kPoints && m_bins.empty())
        return writeEach(curve, from);
    fillBins(from);
    writeBins(curve);
}

void CountCurve::writeEach(std::vector<Point> &curve, std::size_t from) const
{
    curve.resize(from);
    double value = curve.empty() ? 0 : curve.back().value;
    for (std::size_t i = from; i < m_changes.size(); ++i) {
        curve.push_back(after(m_changes[i], value));
        value = curve.back().value;
    }
}

void CountCurve::fillBins(std::size_t from)
{
    const auto binOf = [this](std::int64_t change) { return static_cast<std::size_t>(instantOf(change) >> m_shift); };
    while (binOf(m_changes.back()) >= kBins)
        widen();
    m_bins.resize(m_bins.empty() ? 0 : std::min(m_bins.size(), binOf(m_changes[from])));
    while (!m_bins.empty() && !m_bins.back().used)
        m_bins.pop_back();
    double value = m_bins.empty() ? 0 : m_bins.back().last.value;
    const auto begin = static_cast<std::int64_t>(m_bins.size()) << m_shift << 1;
    for (auto change = std::lower_bound(m_changes.begin(), m_changes.end(), begin); change != m_changes.end(); ++change) {
        const Point point = after(*change, value);
        if (binOf(*change) >= m_bins.size())
            m_bins.resize(binOf(*change) + 1);
        m_bins.back().take(point);
        value = point.value;
    }
}

void CountCurve::widen()
{
    ++m_shift;
    for (std::size_t i = 0; 2 * i < m_bins.size(); ++i) {
        Bin both = m_bins[2 * i];
        if (2 * i + 1 < m_bins.size())
            both.take(m_bins[2 * i + 1]);
        m_bins[i] = both;
    }
    m_bins.resize((m_bins.size() + 1) / 2);
}

void CountCurve::writeBins(std::vector<Point> &curve) const
{
    curve.clear();
    for (const Bin &bin : m_bins) {
        if (!bin.used)
            continue;
        const bool lowFirst = bin.low.t <= bin.high.t;
        append(curve, bin.first);
        append(curve, lowFirst ? bin.low : bin.high);
        append(curve, lowFirst ? bin.high : bin.low);
        append(curve, bin.last);
    }
}

} // namespace interleave::analysis
