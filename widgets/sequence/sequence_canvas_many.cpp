// SPDX-License-Identifier: GPL-3.0-or-later
// The canvas beside scrolling and pointing: what is in view, the highlighted path, heads that are dragged, tips of what stands for many.
#include "widgets/sequence/sequence_canvas.h"

#include "widgets/sequence/sequence_handles.h"
#include "widgets/sequence/sequence_texts.h"

#include <QPainter>
#include <QScrollBar>

#include <algorithm>
#include <cmath>

namespace interleave::widgets {

void SequenceCanvas::setPath(std::vector<PathSegment> path)
{
    m_path = std::move(path);
    invalidate();
}

std::optional<std::pair<std::int64_t, std::int64_t>> SequenceCanvas::timesInView() const
{
    if (!m_plan || m_scale <= 0)
        return std::nullopt;
    const double top = verticalScrollBar()->value();
    return std::pair(m_plan->axis.time(top / m_scale), m_plan->axis.time((top + bodyHeight()) / m_scale));
}

void SequenceCanvas::showAround(std::int64_t time)
{
    if (m_plan)
        verticalScrollBar()->setValue(static_cast<int>(std::lround(m_plan->axis.unit(time) * m_scale - bodyHeight() / 2)));
}

void SequenceCanvas::paintDrop(QPainter &p)
{
    const auto &columns = frame().columns;
    if (const auto at = m_handles->dropAt(); at && *at < columns.size()) {
        QColor wash = m_theme.accent;
        wash.setAlphaF(0.2F);
        p.fillRect(QRectF(columns[*at].left, 0, columns[*at].right - columns[*at].left, viewport()->height()), wash);
    }
}

QString SequenceCanvas::tipOfMany(QPointF viewportPoint)
{
    const QPointF point = viewportPoint - QPointF(bodyOrigin());
    if (!m_plan || point.y() < 0 || point.y() > bodyHeight() || point.x() < m_theme.gutterWidth)
        return {};
    const SequenceFrame &now = frame();
    const auto time = [&](double y) { return m_plan->axis.time((verticalScrollBar()->value() + y) / m_scale); };
    const auto loop = loopAt(now, point);
    if (loop && (now.loops[*loop].title.contains(point) || now.loops[*loop].slowest.contains(point)))
        return loopTip(*m_plan, m_plan->loops[now.loops[*loop].loop]);
    if (barAt(now, point) || arrowAt(now, point, 5))
        return {};
    if (const auto at = ribbonAt(now, point)) {
        const Ribbon &ribbon = now.ribbons[*at];
        return ribbonTip(*m_plan, ribbon.fromColumn, ribbon.toColumn, ribbon.count, ribbon.begin, ribbon.end);
    }
    if (const auto at = cellAt(now, point)) {
        const Cell &cell = now.cells[*at];
        return cellTip(*m_plan, cell.column, cell.slot, cell.state, time(cell.rect.top()), time(cell.rect.bottom()));
    }
    return loop ? loopTip(*m_plan, m_plan->loops[now.loops[*loop].loop]) : QString();
}

} // namespace interleave::widgets
