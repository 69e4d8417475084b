// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/sequence/sequence_parts.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace interleave::widgets {
namespace {

constexpr double kRowHeight = 2; ///< pixels of a cell where time has no scale

/// Cells of one place, one below the other; equal neighbours become one.
class Stack {
public:
    Stack(SequenceFrame &frame, std::uint32_t column, std::uint16_t slot, double left, double width)
        : m_frame(frame)
        , m_column(column)
        , m_slot(slot)
        , m_left(left)
        , m_width(width)
    {
    }
    ~Stack() { close(); }
    Stack(const Stack &) = delete;
    Stack &operator=(const Stack &) = delete;

    void add(double top, double bottom, const analysis::LaneCell &cell)
    {
        // Quarters: a picture of every share would be one of stripes.
        const int quarters = cell.state == analysis::LaneState::Idle || cell.active == 0 ? 0 : 1 + std::min(3, static_cast<int>(cell.activeShare() * 4));
        if (m_quarters == quarters && m_state == cell.state && std::abs(m_bottom - top) < 0.01) {
            m_bottom = bottom;
            return;
        }
        close();
        m_quarters = quarters;
        m_state = cell.state;
        m_top = top;
        m_bottom = bottom;
    }

private:
    void close()
    {
        if (m_quarters > 0 && m_bottom > m_top)
            m_frame.cells.push_back({QRectF(m_left, m_top, m_width * (0.2 + 0.2 * m_quarters), m_bottom - m_top), m_state, m_column, m_slot});
        m_quarters = 0;
    }

    SequenceFrame &m_frame;
    const std::uint32_t m_column;
    const std::uint16_t m_slot;
    const double m_left, m_width;
    int m_quarters = 0;
    analysis::LaneState m_state = analysis::LaneState::Idle;
    double m_top = 0, m_bottom = 0;
};

class Cells {
public:
    Cells(const FrameInput &input, SequenceFrame &frame, double from, double to)
        : m_plan(input.plan)
        , m_scale(input)
        , m_frame(frame)
    {
        const auto &knots = m_plan.axis.knots();
        const auto after = [&](double y) { return std::upper_bound(knots.begin(), knots.end(), m_scale.unit(y), [](double u, const auto &k) { return u < k.unit; }); };
        const auto first = after(from), last = after(to);
        m_rows = static_cast<double>(last - first) > (to - from) / 4;
        double at = from;
        for (auto knot = first; !m_rows && knot != last; ++knot) {
            addPiece(at, m_scale.y(knot->unit));
            at = m_scale.y(knot->unit);
        }
        addPiece(at, to);
    }

    void add()
    {
        for (std::uint32_t c = 0; c < m_plan.columns.size(); ++c) {
            const Column &column = m_plan.columns[c];
            const bool shared = column.lifelines.size() > 1;
            std::vector<std::vector<std::uint32_t>> places(shared ? column.slots : 1);
            for (const auto lane : column.lifelines)
                if (m_plan.extents[lane].begin <= m_plan.extents[lane].end)
                    places[shared ? m_plan.slotOf[lane] : 0].push_back(lane);
            for (std::uint16_t slot = 0; slot < places.size(); ++slot)
                if (!places[slot].empty())
                    addPlace(c, slot, places[slot]);
        }
    }

private:
    struct Piece {
        double top, bottom;
        std::int64_t begin, end;
    };
    /// Share of a cell in each state, of 255.
    using Shares = std::array<std::uint32_t, 6>;

    void addPiece(double top, double bottom)
    {
        const Piece piece{top, bottom, m_scale.time(top + 1e-7), m_scale.time(bottom - 1e-7)};
        if (bottom - top > 1e-3 && piece.begin < piece.end)
            m_pieces.push_back(piece);
    }

    void addPlace(std::uint32_t column, std::uint16_t slot, const std::vector<std::uint32_t> &lanes)
    {
        const Column &of = m_plan.columns[column];
        const ColumnBox &box = m_frame.columns[column];
        // A line that carries many at once is shown as one.
        const double width = of.lifelines.size() > 1 ? box.barWidth : box.barWidth + box.slotWidth * (of.slots - 1);
        Stack stack(m_frame, column, slot, box.slotLeft(slot), width);
        for (const Piece &piece : m_pieces) {
            if (m_rows)
                byRows(stack, lanes, piece);
            else
                byScale(stack, lanes, piece);
        }
    }

    /// Where time has a scale: buckets that stay the same while the view moves, the smallest that are a pixel high.
    void byScale(Stack &stack, const std::vector<std::uint32_t> &lanes, const Piece &piece)
    {
        const double nsToPixels = (piece.bottom - piece.top) / static_cast<double>(piece.end - piece.begin);
        int k = 0;
        while (k < 60 && std::ldexp(nsToPixels, k) < 1)
            ++k;
        const std::int64_t first = piece.begin >> k, width = std::int64_t{1} << k;
        m_shares.assign(static_cast<std::size_t>((piece.end >> k) - first) + 1, {});
        bool any = false;
        for (const auto lane : lanes)
            any = addLane(lane, piece, first, k) || any;
        if (!any)
            return;
        // A cell that lies across the beginning or the end of all that is known is only as high as what is known.
        const bool single = lanes.size() == 1;
        const Extent known = single ? m_plan.extents[lanes.front()] : Extent{piece.begin, piece.end};
        const auto y = [&](std::int64_t time) { return std::clamp(piece.top + static_cast<double>(time - piece.begin) * nsToPixels, piece.top, piece.bottom); };
        for (std::size_t i = 0; i < m_shares.size(); ++i) {
            const std::int64_t begin = (first + static_cast<std::int64_t>(i)) << k, end = begin + width;
            const std::int64_t from = std::max(begin, known.begin), to = std::min(end, known.end);
            if (single && from < to)
                stack.add(y(from), y(to), cellOf(m_shares[i], static_cast<double>(width) / static_cast<double>(to - from)));
            else
                stack.add(y(begin), y(end), cellOf(m_shares[i], 1));
        }
    }

    /// False: the lane has nothing there.
    bool addLane(std::uint32_t lane, const Piece &piece, std::int64_t first, int k)
    {
        const Extent &extent = m_plan.extents[lane];
        if (extent.begin > piece.end || extent.end < piece.begin)
            return false;
        const std::int64_t from = std::max(piece.begin, extent.begin) >> k, last = std::min(piece.end, std::max(extent.end, extent.begin + 1)) >> k;
        // Two at least: of one, a finer view would be made.
        const std::int64_t to = std::max(last + 1, from + 2);
        const auto count = static_cast<std::size_t>(to - from);
        const auto view = m_plan.pyramid ? m_plan.pyramid->view(lane, from << k, to << k, count) : analysis::sketch(*m_plan.interactions, lane, from << k, to << k, count);
        for (std::size_t i = 0; i < view.cells.size(); ++i)
            if (const auto at = static_cast<std::size_t>((view.begin >> k) - first) + i; at < m_shares.size())
                m_shares[at][static_cast<std::size_t>(view.cells[i].state)] += view.cells[i].active;
        return true;
    }

    static analysis::LaneCell cellOf(const Shares &shares, double stretch)
    {
        const auto most = std::max_element(shares.begin(), shares.end());
        analysis::LaneCell cell;
        if (*most == 0)
            return cell;
        cell.state = static_cast<analysis::LaneState>(most - shares.begin());
        std::uint32_t active = 0;
        for (const std::uint32_t share : shares)
            active += share;
        cell.active = static_cast<std::uint8_t>(std::min(255.0, std::ceil(active * stretch)));
        return cell;
    }

    /// Where every row of pixels has its own scale.
    void byRows(Stack &stack, const std::vector<std::uint32_t> &lanes, const Piece &piece)
    {
        if (!m_plan.pyramid)
            return;
        m_shares.assign(static_cast<std::size_t>(std::ceil((piece.bottom - piece.top) / kRowHeight)), {});
        for (const auto lane : lanes)
            addRows(lane, piece);
        for (std::size_t i = 0; i < m_shares.size(); ++i) {
            const double top = piece.top + kRowHeight * static_cast<double>(i);
            stack.add(top, std::min(piece.bottom, top + kRowHeight), cellOf(m_shares[i], 1));
        }
    }

    void addRows(std::uint32_t lane, const Piece &piece)
    {
        const Extent &extent = m_plan.extents[lane];
        if (extent.begin > piece.end || extent.end < piece.begin)
            return;
        const auto row = [&](std::int64_t time) { return std::clamp((m_scale.yOf(time) - piece.top) / kRowHeight, 0.0, static_cast<double>(m_shares.size())); };
        const analysis::LaneSegments &segments = m_plan.pyramid->segments(lane);
        const auto last = static_cast<std::size_t>(std::ceil(row(extent.end)));
        std::size_t segment = 0;
        for (auto i = static_cast<std::size_t>(row(extent.begin)); i < last; ++i) {
            const double top = piece.top + kRowHeight * static_cast<double>(i);
            const std::int64_t begin = m_scale.time(top), end = std::max(begin + 1, m_scale.time(top + kRowHeight));
            segment = segments.firstEndingAfter(begin, segment);
            const auto cell = analysis::cellOf(segments.sums(begin, end, segment), end - begin, 0);
            m_shares[i][static_cast<std::size_t>(cell.state)] += cell.active;
        }
    }

    const SequencePlan &m_plan;
    const Scale m_scale;
    SequenceFrame &m_frame;
    bool m_rows = false;
    std::vector<Piece> m_pieces;
    std::vector<Shares> m_shares; ///< of the place and piece in work
};

} // namespace

void addCells(const FrameInput &input, SequenceFrame &frame, double from, double to)
{
    if (to > from)
        Cells(input, frame, from, to).add();
}

} // namespace interleave::widgets
