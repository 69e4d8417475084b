// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/sequence/sequence_axes.h"

#include <algorithm>
#include <tuple>

namespace interleave::widgets {
namespace {

using analysis::Interactions;
using analysis::Message;

constexpr double kFirstRow = 1.0;      ///< room for the first row's label
constexpr std::int64_t kLongestRow = 5; ///< a row's length at most, in times of `sameInstant`

/// Puts what happens into rows, in order; a row takes in what happens at once and does not cross.
class Rows {
public:
    Rows(const Interactions &all, const std::vector<std::uint32_t> &columnOf, Units &units)
        : m_all(all)
        , m_columnOf(columnOf)
        , m_units(units)
        , m_same(sameInstant(all))
    {
        m_units.actBegin.resize(all.activations.size());
        m_units.actEnd.resize(all.activations.size());
        m_units.sent.resize(all.messages.size());
        m_units.received.resize(all.messages.size());
    }

    std::vector<TimeAxis::Knot> fill()
    {
        for (const Point &p : points())
            put(p);
        m_knots.push_back({std::max(m_all.end, m_rowEnd), m_unit + kAfterLast});
        return std::move(m_knots);
    }

private:
    enum class What : std::uint8_t { ActivationEnd, Sent, Received, ActivationBegin };
    struct Point {
        std::int64_t time;
        What what;
        std::uint32_t index;
    };

    std::vector<Point> points() const
    {
        std::vector<Point> result;
        result.reserve(2 * (m_units.actBegin.size() + m_units.sent.size()));
        for (std::uint32_t i = 0; i < m_units.actBegin.size(); ++i) {
            result.push_back({m_all.activations[i].begin, What::ActivationBegin, i});
            result.push_back({m_all.activations[i].end, What::ActivationEnd, i});
        }
        for (std::uint32_t i = 0; i < m_units.sent.size(); ++i) {
            result.push_back({m_all.messages[i].sent, What::Sent, i});
            if (!atOnce(m_all.messages[i]))
                result.push_back({m_all.messages[i].received, What::Received, i});
        }
        std::sort(result.begin(), result.end(), [](const Point &a, const Point &b) { return std::tie(a.time, a.what, a.index) < std::tie(b.time, b.what, b.index); });
        return result;
    }

    bool atOnce(const Message &m) const { return std::abs(m.received - m.sent) <= m_same; }

    void put(const Point &p)
    {
        // The run's start always begins a row: what came before is set-up.
        if (!m_open || p.time - m_rowEnd > m_same || p.time - m_rowBegin > kLongestRow * m_same || (p.time >= 0 && m_rowBegin < 0))
            newRow(p.time);
        if (p.what == What::Sent && atOnce(m_all.messages[p.index]))
            makeRoom(m_all.messages[p.index], p.time);
        m_rowEnd = p.time;
        m_knots.back().time = p.time;
        switch (p.what) {
        case What::ActivationBegin: m_units.actBegin[p.index] = m_unit; break;
        case What::ActivationEnd: m_units.actEnd[p.index] = m_unit; break;
        case What::Received: m_units.received[p.index] = m_unit; break;
        case What::Sent:
            m_units.sent[p.index] = m_unit;
            if (atOnce(m_all.messages[p.index]))
                m_units.received[p.index] = m_unit;
            break;
        }
    }

    void newRow(std::int64_t time)
    {
        m_unit = m_open ? m_unit + 1 : kFirstRow;
        m_open = true;
        m_rowBegin = m_rowEnd = time;
        m_spans.clear();
        m_knots.push_back({time, m_unit});
        m_knots.push_back({time, m_unit});
    }

    /// Arrows of a row must not lie on one another, unless they say the same and can be drawn as one.
    void makeRoom(const Message &m, std::int64_t time)
    {
        const Span span{std::min(m_columnOf[m.from], m_columnOf[m.to]), std::max(m_columnOf[m.from], m_columnOf[m.to]), m.kind, m_columnOf[m.from]};
        for (const Span &other : m_spans) {
            if (other == span)
                return;
            if (span.left < other.right && other.left < span.right) {
                newRow(time);
                break;
            }
        }
        m_spans.push_back(span);
    }

    struct Span {
        std::uint32_t left, right;
        analysis::MessageKind kind;
        std::uint32_t from;
        bool operator==(const Span &) const = default;
    };
    const Interactions &m_all;
    const std::vector<std::uint32_t> &m_columnOf;
    Units &m_units;
    const std::int64_t m_same;
    std::vector<TimeAxis::Knot> m_knots;
    std::vector<Span> m_spans;
    bool m_open = false;
    double m_unit = 0;
    std::int64_t m_rowBegin = 0, m_rowEnd = 0;
};

} // namespace

TimeAxis ordinalAxis(const Interactions &all, const std::vector<std::uint32_t> &columnOf, Units &units)
{
    return TimeAxis(Rows(all, columnOf, units).fill(), {});
}

} // namespace interleave::widgets
