// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/lanes/count_line.h"

#include <algorithm>
#include <cmath>

namespace interleave::widgets {
namespace {

constexpr std::size_t kKept = 1'000'000, kWalked = 200'000;

std::size_t until(const std::vector<std::int64_t> &instants, double t)
{
    return static_cast<std::size_t>(std::upper_bound(instants.begin(), instants.end(), static_cast<std::int64_t>(std::floor(t))) - instants.begin());
}

/// Takes a step curve in order of time and keeps the highest of each column.
class Highest {
public:
    Highest(double t0, double t1, std::size_t columns, double before)
        : m_t0(t0)
        , m_perColumn((t1 - t0) / static_cast<double>(columns))
        , m_value(before)
        , m_highs(columns, 0)
    {
    }
    void step(double t, double value)
    {
        const auto column = static_cast<std::size_t>(std::clamp((t - m_t0) / m_perColumn, 0.0, static_cast<double>(m_highs.size() - 1)));
        holdUntil(column);
        m_value = value;
        m_highs[column] = std::max(m_highs[column], static_cast<float>(value));
    }
    std::vector<float> done()
    {
        holdUntil(m_highs.size() - 1);
        return std::move(m_highs);
    }

private:
    void holdUntil(std::size_t column)
    {
        for (; m_at <= column; ++m_at)
            m_highs[m_at] = std::max(m_highs[m_at], static_cast<float>(m_value));
        m_at = column; // what follows in this column may still be higher
    }
    double m_t0, m_perColumn, m_value;
    std::size_t m_at = 0;
    std::vector<float> m_highs;
};

} // namespace

void CountLine::rise(base::Nanoseconds t)
{
    m_counter.rise(t);
    if (++m_changes <= kKept)
        m_rises.push_back(std::max<std::int64_t>(0, t.count()));
}

void CountLine::fall(base::Nanoseconds t)
{
    m_counter.fall(t);
    if (++m_changes <= kKept)
        m_falls.push_back(std::max<std::int64_t>(0, t.count()));
}

void CountLine::finish()
{
    m_counter.update(m_curve);
    m_counter = {};
    for (const auto &point : m_curve)
        m_most = std::max(m_most, point.value);
    if (m_changes > kKept)
        m_rises = m_falls = {};
    std::sort(m_rises.begin(), m_rises.end());
    std::sort(m_falls.begin(), m_falls.end());
}

bool CountLine::exact(double t0, double t1) const
{
    return m_changes <= kKept && until(m_rises, t1) - until(m_rises, t0) + until(m_falls, t1) - until(m_falls, t0) <= kWalked;
}

double CountLine::at(double t) const
{
    if (m_changes <= kKept)
        return static_cast<double>(until(m_rises, t)) - static_cast<double>(until(m_falls, t));
    const auto after = std::upper_bound(m_curve.begin(), m_curve.end(), t * 1e-9, [](double seconds, const analysis::Point &p) { return seconds < p.t; });
    return after == m_curve.begin() ? 0 : (after - 1)->value;
}

std::vector<float> CountLine::highest(double t0, double t1, std::size_t columns) const
{
    if (columns == 0 || t0 >= t1)
        return {};
    Highest result(t0, t1, columns, at(t0));
    if (exact(t0, t1)) {
        std::size_t rise = until(m_rises, t0), fall = until(m_falls, t0);
        const std::size_t rises = until(m_rises, t1), falls = until(m_falls, t1);
        auto value = static_cast<double>(rise) - static_cast<double>(fall);
        // At one instant the rise comes first, as CountCurve has it.
        while (rise < rises || fall < falls) {
            if (rise < rises && (fall == falls || m_rises[rise] <= m_falls[fall]))
                result.step(static_cast<double>(m_rises[rise++]), ++value);
            else
                result.step(static_cast<double>(m_falls[fall++]), --value);
        }
        return result.done();
    }
    auto point = std::upper_bound(m_curve.begin(), m_curve.end(), t0 * 1e-9, [](double seconds, const analysis::Point &p) { return seconds < p.t; });
    for (; point != m_curve.end() && point->t * 1e9 < t1; ++point)
        result.step(point->t * 1e9, point->value);
    return result.done();
}

} // namespace interleave::widgets
