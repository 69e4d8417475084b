// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/common/format.h"
#include "widgets/sequence/sequence_parts.h"
#include "widgets/sequence/sequence_texts.h"

#include <algorithm>

namespace interleave::widgets {
namespace {

constexpr std::size_t kMostLoops = 300; ///< more are only lines
constexpr std::size_t kPathOneByOne = 4'000;

class Loops {
public:
    Loops(const FrameInput &input, SequenceFrame &frame)
        : m_in(input)
        , m_plan(input.plan)
        , m_scale(input)
        , m_frame(frame)
    {
    }

    void add()
    {
        const auto [first, last] = loopsInView(m_in);
        if (last - first > kMostLoops)
            return;
        for (std::size_t i = first; i < last; ++i)
            add(m_plan.loops[i], static_cast<std::uint32_t>(i));
    }

private:
    void add(const Loop &loop, std::uint32_t number)
    {
        const double top = m_scale.y(loop.unit), bottom = m_scale.y(loop.unit + loop.units);
        const double line = m_in.font.height() + 2;
        const QPointF corner(m_frame.columns[loop.left].left + 3, m_scale.clipped(top));
        LoopFrame frame{QRectF(corner, QPointF(m_frame.columns[loop.right].right - 3, m_scale.clipped(bottom))), {}, {}, number, {}, {}, {}};
        if ((bottom - top) / loop.units >= line * 0.7) {
            frame.name = loopName(loop);
            frame.title = QRectF(corner.x(), top, m_in.font.horizontalAdvance(frame.name) + 18, line);
            words(loop, frame);
            exchange(loop);
        }
        addCells(m_in, m_frame, std::max(0.0, top + std::min(line, (bottom - top) / 3)), std::min(m_in.height, bottom));
        m_frame.loops.push_back(frame);
    }

    /// As much as has room beside the title: the slowest's mark is the most wanted, as it can be clicked.
    void words(const Loop &loop, LoopFrame &frame) const
    {
        double room = frame.rect.right() - frame.title.right() - 10;
        for (const QString &text : loopSlowest(loop)) {
            const double width = m_in.font.horizontalAdvance(text) + 8;
            if (width > room)
                continue;
            frame.slowestText = text;
            room -= width;
            break;
        }
        for (const QString &text : loopTimes(loop)) {
            if (m_in.font.horizontalAdvance(text) + 8 > room)
                continue;
            frame.times = text;
            break;
        }
        const double after = frame.title.right() + 6 + (frame.times.isEmpty() ? 0 : m_in.font.horizontalAdvance(frame.times) + 6);
        if (!frame.slowestText.isEmpty())
            frame.slowest = QRectF(after, frame.title.top(), m_in.font.horizontalAdvance(frame.slowestText) + 6, frame.title.height());
    }

    /// The hand-overs of one instance, each for all of them.
    void exchange(const Loop &loop)
    {
        const std::size_t last = loop.item.first + (loop.item.count - 1) * loop.item.period;
        for (std::size_t i = 0; i < loop.item.period; ++i) {
            const auto number = static_cast<std::uint32_t>(loop.item.first + i);
            const analysis::Message &m = m_plan.message(number);
            Arrow arrow;
            arrow.message = number;
            arrow.kind = m.kind;
            arrow.firstTask = m.task;
            arrow.lastTask = m_plan.message(static_cast<std::uint32_t>(last + i)).task;
            arrow.count = static_cast<int>(loop.item.count);
            arrow.fromColumn = m_plan.columnOf[m.from];
            arrow.toColumn = m_plan.columnOf[m.to];
            arrow.self = arrow.fromColumn == arrow.toColumn;
            arrow.inLoop = true;
            arrow.dim = m_in.task.has_value();
            const double y = m_scale.y(loop.unit + kLoopTitle + static_cast<double>(i) + 0.8);
            arrow.from = {m_frame.columns[arrow.fromColumn].line, y};
            arrow.to = {m_frame.columns[arrow.toColumn].line, y};
            if (y > -kOutside && y < m_in.height + kOutside)
                m_frame.arrows.push_back(arrow);
        }
    }

    const FrameInput &m_in;
    const SequencePlan &m_plan;
    const Scale m_scale;
    SequenceFrame &m_frame;
};

class Path {
public:
    Path(const FrameInput &input, SequenceFrame &frame)
        : m_path(*input.path)
        , m_plan(input.plan)
        , m_scale(input)
        , m_frame(frame)
    {
    }

    void add()
    {
        const std::int64_t t0 = m_scale.time(-kOutside), t1 = m_scale.time(m_scale.in.height + kOutside);
        auto at = std::partition_point(m_path.begin(), m_path.end(), [&](const PathSegment &s) { return s.end < t0; });
        const auto last = std::partition_point(at, m_path.end(), [&](const PathSegment &s) { return s.begin <= t1; });
        const bool all = static_cast<std::size_t>(last - at) <= kPathOneByOne;
        while (at != last) {
            piece(*at);
            // Of pieces less than a pixel long one a pixel is enough.
            const std::int64_t next = all ? at->begin : std::max(at->begin, m_scale.time(m_scale.yOf(at->begin) + 1));
            at = std::partition_point(at + 1, last, [&](const PathSegment &s) { return s.begin < next; });
        }
    }

private:
    void piece(const PathSegment &segment)
    {
        if (segment.lifeline >= m_plan.columnOf.size())
            return;
        const std::uint32_t column = m_plan.columnOf[segment.lifeline];
        const ColumnBox &box = m_frame.columns[column];
        const bool shared = m_plan.columns[column].lifelines.size() > 1;
        const double left = box.slotLeft(shared ? m_plan.slotOf[segment.lifeline] : 0);
        const double top = m_scale.clipped(m_scale.yOf(segment.begin)), bottom = std::max(top + 1, m_scale.clipped(m_scale.yOf(segment.end)));
        PathPiece piece{QRectF(left - 2, top, box.barWidth + 4, bottom - top), std::nullopt};
        if (!m_frame.path.empty() && m_lifeline != segment.lifeline)
            piece.link = QLineF(m_frame.path.back().rect.center().x(), m_frame.path.back().rect.bottom(), piece.rect.center().x(), top);
        m_lifeline = segment.lifeline;
        m_frame.path.push_back(piece);
    }

    const std::vector<PathSegment> &m_path;
    const SequencePlan &m_plan;
    const Scale m_scale;
    SequenceFrame &m_frame;
    std::uint32_t m_lifeline = UINT32_MAX;
};

} // namespace

void addLoops(const FrameInput &input, SequenceFrame &frame) { Loops(input, frame).add(); }

void addPath(const FrameInput &input, SequenceFrame &frame)
{
    if (input.path)
        Path(input, frame).add();
}

} // namespace interleave::widgets
