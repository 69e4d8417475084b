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

/// Puts what happens into rows, in order; a row takes in what happens at once and does not cross. A loop is one high row.
class Rows {
public:
    Rows(SequencePlan &plan, const std::vector<analysis::FoldItem> &folded)
        : m_plan(plan)
        , m_all(*plan.interactions)
    {
        for (const analysis::FoldItem &item : folded)
            if (item.isLoop())
                addLoop(item);
    }

    void fill()
    {
        for (const Point &p : points())
            put(p);
        m_knots.push_back({std::max(m_all.end, m_rowEnd), m_unit + kAfterLast});
        m_plan.axis = TimeAxis(std::move(m_knots), {});
    }

private:
    /// From its first hand-over to its last arrival, unless something else goes on by then.
    void addLoop(const analysis::FoldItem &item)
    {
        Loop loop;
        loop.item = item;
        const std::size_t next = item.first + item.size();
        loop.begin = m_all.messages[item.first].sent;
        loop.left = UINT32_MAX;
        for (std::size_t i = item.first; i < next; ++i) {
            const Message &m = m_all.messages[i];
            const auto [left, right] = std::minmax(m_plan.columnOf[m.from], m_plan.columnOf[m.to]);
            loop.left = std::min(loop.left, left);
            loop.right = std::max(loop.right, right);
            loop.end = std::max({loop.end, m.sent, m.received});
        }
        if (next < m_all.messages.size())
            loop.end = std::clamp(loop.end, m_all.messages[next - 1].sent, std::max(m_all.messages[next - 1].sent, m_all.messages[next].sent - 1));
        m_plan.loops.push_back(loop);
    }

    /// Strictly inside a loop: such instants have no row.
    [[nodiscard]] bool inLoop(std::int64_t time) const
    {
        const auto &loops = m_plan.loops;
        const auto after = std::upper_bound(loops.begin(), loops.end(), time, [](std::int64_t t, const Loop &loop) { return t < loop.begin; });
        return after != loops.begin() && (after - 1)->begin < time && time < (after - 1)->end;
    }

    std::vector<Point> points() const
    {
        std::vector<Point> result;
        for (std::uint32_t i = 0; i < m_all.activations.size(); ++i) {
            // A row has no inside where slivers would show.
            if (m_plan.sliver(i))
                continue;
            if (!inLoop(m_all.activations[i].begin))
                result.push_back({m_all.activations[i].begin, What::ActivationBegin, i});
            if (!inLoop(m_all.activations[i].end))
                result.push_back({m_all.activations[i].end, What::ActivationEnd, i});
        }
        for (std::uint32_t i = 0; i < m_all.messages.size(); ++i) {
            const Loop *loop = m_plan.loopOf(i);
            if (loop && loop->item.first != i)
                continue;
            result.push_back({m_all.messages[i].sent, What::Sent, i});
            if (!loop && !atOnce(m_all.messages[i]) && !inLoop(m_all.messages[i].received))
                result.push_back({m_all.messages[i].received, What::Received, i});
        }
        std::sort(result.begin(), result.end(), [](const Point &a, const Point &b) { return std::tie(a.time, a.what, a.index) < std::tie(b.time, b.what, b.index); });
        return result;
    }

    bool atOnce(const Message &m) const { return std::abs(m.received - m.sent) <= m_plan.same; }

    void put(const Point &p)
    {
        if (m_loop < m_plan.loops.size() && p.what == What::Sent && p.index == m_plan.loops[m_loop].item.first) {
            putLoop(p, m_plan.loops[m_loop++]);
            return;
        }
        if (m_inLoop && p.time <= m_rowEnd && p.what != What::Sent)
            return;
        // The run's start always begins a row: what came before is set-up.
        if (!m_open || m_inLoop || p.time - m_rowEnd > m_plan.same || p.time - m_rowBegin > kLongestRow * m_plan.same || (p.time >= 0 && m_rowBegin < 0))
            newRow(p);
        if (p.what == What::Sent && atOnce(m_all.messages[p.index]))
            makeRoom(p);
        m_rowEnd = p.time;
        m_knots.back().time = p.time;
    }

    void newRow(const Point &p)
    {
        m_unit = m_open ? m_unit + 1 : kFirstRow;
        if (m_open)
            m_plan.longestGap = std::max(m_plan.longestGap, p.time - m_rowEnd);
        m_open = true;
        m_inLoop = false;
        m_rowBegin = m_rowEnd = p.time;
        m_spans.clear();
        m_knots.push_back({p.time, m_unit});
        m_knots.push_back({p.time, m_unit});
        m_plan.rows.push_back({p.index, p.what});
    }

    void putLoop(const Point &p, Loop &loop)
    {
        newRow(p);
        loop.unit = m_unit - (m_plan.rows.size() > 1 ? 0.5 : 0.0);
        loop.units = kLoopTitle + static_cast<double>(loop.item.period) + kLoopFoot;
        m_unit = loop.unit + loop.units;
        m_knots[m_knots.size() - 2].unit = loop.unit;
        m_knots.back() = {loop.end, loop.unit + loop.units};
        m_rowEnd = loop.end;
        m_inLoop = true;
    }

    /// Arrows of a row must not lie on one another, unless they say the same and can be drawn as one.
    void makeRoom(const Point &p)
    {
        const Message &m = m_all.messages[p.index];
        const auto from = m_plan.columnOf[m.from], to = m_plan.columnOf[m.to];
        const Span span{std::min(from, to), std::max(from, to), m.kind, from};
        for (const Span &other : m_spans) {
            if (other == span)
                return;
            if (span.left < other.right && other.left < span.right) {
                newRow(p);
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
    SequencePlan &m_plan;
    const Interactions &m_all;
    std::vector<TimeAxis::Knot> m_knots;
    std::vector<Span> m_spans;
    std::size_t m_loop = 0; ///< the next one
    bool m_open = false, m_inLoop = false;
    double m_unit = 0;
    std::int64_t m_rowBegin = 0, m_rowEnd = 0;
};

} // namespace

void makeRows(SequencePlan &plan, const std::vector<analysis::FoldItem> &folded) { Rows(plan, folded).fill(); }

} // namespace interleave::widgets
