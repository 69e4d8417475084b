// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/sequence/sequence_axes.h"

#include <algorithm>
#include <cmath>

namespace interleave::widgets {
namespace {

using analysis::Activation;
using analysis::Interactions;
using analysis::Message;

constexpr double kPlainLength = 24;    ///< units of all shown time in the modes with a time scale
constexpr double kBreakUnits = 1.6;
constexpr std::size_t kMostBreaks = 400;
constexpr double kLead = 1.6;          ///< units before the first instant, for its label

std::vector<std::int64_t> allInstants(const Interactions &i)
{
    std::vector<std::int64_t> times;
    times.reserve(2 * i.activations.size() + i.messages.size());
    for (const Activation &a : i.activations) {
        // A lane's next activation mostly begins where the one before ended.
        if (times.empty() || times.back() != a.begin)
            times.push_back(a.begin);
        times.push_back(a.end);
    }
    for (const Message &m : i.messages) {
        times.push_back(m.sent);
        if (m.received != m.sent)
            times.push_back(m.received);
    }
    std::sort(times.begin(), times.end());
    return times;
}

/// More breaks than these would be all that the picture shows.
void keepLongest(std::vector<TimeAxis::Break> &breaks)
{
    if (breaks.size() <= kMostBreaks)
        return;
    std::nth_element(breaks.begin(), breaks.begin() + kMostBreaks, breaks.end(), [](const auto &a, const auto &b) { return a.end - a.begin > b.end - b.begin; });
    breaks.resize(kMostBreaks);
    std::sort(breaks.begin(), breaks.end(), [](const auto &a, const auto &b) { return a.begin < b.begin; });
}

/// Long gaps between steps, each as what is cut out of its middle.
std::vector<TimeAxis::Break> findBreaks(const Interactions &all)
{
    const std::vector<std::int64_t> times = allInstants(all);
    const std::int64_t same = sameInstant(all);
    std::vector<std::pair<std::int64_t, std::int64_t>> gaps;
    for (std::size_t i = 1; i < times.size(); ++i)
        if (times[i] - times[i - 1] > same)
            gaps.emplace_back(times[i - 1], times[i]);
    if (gaps.size() < 2)
        return {};
    std::vector<std::int64_t> lengths;
    for (const auto &[begin, end] : gaps)
        lengths.push_back(end - begin);
    const auto middle = lengths.begin() + static_cast<std::ptrdiff_t>((lengths.size() - 1) / 2);
    std::nth_element(lengths.begin(), middle, lengths.end());
    const std::int64_t median = *middle;
    std::vector<TimeAxis::Break> breaks;
    for (const auto &[begin, end] : gaps)
        if (end - begin > 8 * median)
            breaks.push_back({begin + median / 2, end - median / 2, 0, kBreakUnits});
    keepLongest(breaks);
    return breaks;
}

} // namespace

/// Instants closer than this count as one step: far below what the picture could tell apart.
std::int64_t sameInstant(const Interactions &all)
{
    return std::clamp<std::int64_t>((all.end - all.begin) / 2000, 2'000, 200'000);
}

TimeAxis proportionalAxis(const Interactions &all)
{
    const auto end = std::max(all.end, all.begin + 1);
    return TimeAxis({{all.begin, kLead}, {end, kLead + kPlainLength}}, {});
}

TimeAxis compressedAxis(const Interactions &all)
{
    std::vector<TimeAxis::Break> breaks = findBreaks(all);
    std::int64_t kept = std::max<std::int64_t>(1, all.end - all.begin);
    for (const auto &b : breaks)
        kept -= b.end - b.begin;
    const double unitsPerNs = kPlainLength / static_cast<double>(std::max<std::int64_t>(1, kept));
    std::vector<TimeAxis::Knot> knots{{all.begin, kLead}};
    double unit = kLead;
    std::int64_t time = all.begin;
    for (auto &b : breaks) {
        unit += static_cast<double>(b.begin - time) * unitsPerNs;
        b.unit = unit;
        knots.push_back({b.begin, unit});
        unit += b.units;
        knots.push_back({b.end, unit});
        time = b.end;
    }
    const auto end = std::max(all.end, all.begin + 1);
    knots.push_back({end, unit + static_cast<double>(end - time) * unitsPerNs});
    return TimeAxis(std::move(knots), std::move(breaks));
}

TimeAxis::TimeAxis(std::vector<Knot> knots, std::vector<Break> breaks)
    : m_knots(std::move(knots))
    , m_breaks(std::move(breaks))
{
    if (!m_knots.empty())
        m_knots.push_back({m_knots.back().time + 1, m_knots.back().unit + kAfterLast});
}

double TimeAxis::unit(std::int64_t time) const
{
    if (m_knots.empty())
        return 0;
    const auto after = std::upper_bound(m_knots.begin(), m_knots.end(), time, [](std::int64_t t, const Knot &k) { return t < k.time; });
    if (after == m_knots.begin())
        return m_knots.front().unit;
    const Knot &a = *(after - 1);
    if (after == m_knots.end() || after == m_knots.end() - 1)
        return (after == m_knots.end() ? *(m_knots.end() - 2) : a).unit;
    return a.unit + (after->unit - a.unit) * static_cast<double>(time - a.time) / static_cast<double>(after->time - a.time);
}

std::int64_t TimeAxis::time(double unit) const
{
    if (m_knots.empty())
        return 0;
    const auto after = std::upper_bound(m_knots.begin(), m_knots.end(), unit, [](double u, const Knot &k) { return u < k.unit; });
    if (after == m_knots.begin())
        return m_knots.front().time;
    const Knot &a = *(after - 1);
    if (after == m_knots.end())
        return a.time;
    return a.time + static_cast<std::int64_t>(std::llround(static_cast<double>(after->time - a.time) * (unit - a.unit) / (after->unit - a.unit)));
}

} // namespace interleave::widgets
