// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/sequence/sequence_layout.h"

#include <algorithm>
#include <cmath>

namespace interleave::widgets {

std::optional<std::size_t> barAt(const SequenceFrame &frame, QPointF point)
{
    for (std::size_t i = frame.bars.size(); i-- > 0;)
        if (frame.bars[i].rect.adjusted(-1, -1, 1, 1).contains(point))
            return i;
    return std::nullopt;
}

std::optional<std::size_t> arrowAt(const SequenceFrame &frame, QPointF point, double tolerance)
{
    std::optional<std::size_t> best;
    double nearest = tolerance;
    for (std::size_t i = frame.arrows.size(); i-- > 0;) {
        const Arrow &arrow = frame.arrows[i];
        if (!arrow.label.isEmpty() && arrow.labelRect.contains(point))
            return i;
        const QPointF way = arrow.to - arrow.from, there = point - arrow.from;
        const double length = QPointF::dotProduct(way, way);
        const double share = length > 0 ? std::clamp(QPointF::dotProduct(there, way) / length, 0.0, 1.0) : 0.0;
        const QPointF off = there - way * share;
        const double distance = std::hypot(off.x(), off.y());
        if (distance < nearest) {
            nearest = distance;
            best = i;
        }
    }
    return best;
}

std::optional<std::size_t> cellAt(const SequenceFrame &frame, QPointF point)
{
    for (std::size_t i = frame.cells.size(); i-- > 0;)
        if (frame.cells[i].rect.adjusted(-1, -0.5, 1, 0.5).contains(point))
            return i;
    return std::nullopt;
}

std::optional<std::size_t> ribbonAt(const SequenceFrame &frame, QPointF point)
{
    for (std::size_t i = frame.ribbons.size(); i-- > 0;)
        if (frame.ribbons[i].rect.adjusted(0, -1, 0, 1).contains(point) || (!frame.ribbons[i].badge.isEmpty() && frame.ribbons[i].badgeRect.contains(point)))
            return i;
    return std::nullopt;
}

std::optional<std::size_t> loopAt(const SequenceFrame &frame, QPointF point)
{
    for (std::size_t i = 0; i < frame.loops.size(); ++i)
        if (frame.loops[i].rect.contains(point))
            return i;
    return std::nullopt;
}

} // namespace interleave::widgets
