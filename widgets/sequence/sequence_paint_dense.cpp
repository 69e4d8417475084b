// SPDX-License-Identifier: GPL-3.0-or-later
// What stands for many: prevailing states, ribbons, loops; and the highlighted path.
#include "widgets/sequence/sequence_painter.h"

#include <QPainter>

#include <array>

namespace interleave::widgets {
namespace {

constexpr double kPatternHeight = 4; ///< lower cells have no room for a pattern
constexpr double kDimmed = 0.3;
constexpr double kCorner = 8;        ///< of a loop's name plate

} // namespace

void SequencePainter::cells(const SequenceFrame &frame)
{
    m_p.setRenderHint(QPainter::Antialiasing, false);
    m_p.setOpacity(frame.following ? kDimmed : 1.0);
    std::array<QBrush, 6> fills;
    std::array<QColor, 6> colors;
    for (std::size_t i = 0; i < fills.size(); ++i) {
        fills[i] = m_theme.stateFill(static_cast<analysis::LaneState>(i));
        colors[i] = m_theme.stateColor(static_cast<analysis::LaneState>(i));
    }
    for (const Cell &cell : frame.cells) {
        const auto state = static_cast<std::size_t>(cell.state);
        if (cell.rect.height() < kPatternHeight)
            m_p.fillRect(cell.rect, colors[state]);
        else
            m_p.fillRect(cell.rect, fills[state]);
    }
    m_p.setOpacity(1);
}

void SequencePainter::ribbons(const SequenceFrame &frame)
{
    m_p.setRenderHint(QPainter::Antialiasing, false);
    m_p.setOpacity(frame.following ? kDimmed : 1.0);
    for (const Ribbon &ribbon : frame.ribbons) {
        QColor color = m_theme.mutedText;
        color.setAlphaF(static_cast<float>(0.2 + 0.5 * ribbon.share));
        m_p.fillRect(ribbon.rect, color);
        // Which way: a thick end where they arrive.
        const bool right = ribbon.toColumn > ribbon.fromColumn;
        const QRectF end(right ? ribbon.rect.right() - 4 : ribbon.rect.left(), ribbon.rect.top() - 1, 4, ribbon.rect.height() + 2);
        m_p.fillRect(end, m_theme.mutedText);
    }
    m_p.setOpacity(1);
}

void SequencePainter::badges(const SequenceFrame &frame)
{
    m_p.setRenderHint(QPainter::Antialiasing, true);
    m_p.setFont(m_font);
    m_p.setOpacity(frame.following ? kDimmed : 1.0);
    for (const Ribbon &ribbon : frame.ribbons) {
        if (ribbon.badge.isEmpty())
            continue;
        m_p.setPen(QPen(m_theme.deemphasised, 1));
        m_p.setBrush(m_theme.plot);
        m_p.drawRoundedRect(ribbon.badgeRect.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
        m_p.setPen(m_theme.text);
        m_p.drawText(ribbon.badgeRect, Qt::AlignCenter | Qt::TextDontClip, ribbon.badge);
    }
    m_p.setOpacity(1);
}

void SequencePainter::loops(const SequenceFrame &frame)
{
    m_p.setRenderHint(QPainter::Antialiasing, false);
    for (const LoopFrame &loop : frame.loops) {
        QColor wash = m_theme.grid;
        wash.setAlphaF(0.35F);
        m_p.fillRect(loop.rect, wash);
        m_p.setPen(QPen(m_theme.outline, 1));
        m_p.setBrush(Qt::NoBrush);
        m_p.drawRect(loop.rect);
    }
}

void SequencePainter::loopWords(const SequenceFrame &frame)
{
    m_p.setFont(m_font);
    for (const LoopFrame &loop : frame.loops) {
        if (loop.title.isNull())
            continue;
        const QRectF &t = loop.title;
        m_p.setRenderHint(QPainter::Antialiasing, true);
        m_p.setPen(QPen(m_theme.outline, 1));
        m_p.setBrush(m_theme.window);
        m_p.drawPolygon(QPolygonF{t.topLeft(), t.topRight(), QPointF(t.right(), t.bottom() - kCorner), QPointF(t.right() - kCorner, t.bottom()), t.bottomLeft()});
        m_p.setPen(m_theme.text);
        m_p.drawText(t.adjusted(5, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter | Qt::TextDontClip, loop.name);
        const QFontMetricsF metrics(m_font);
        const QRectF times(t.right() + 6, t.top(), loop.times.isEmpty() ? 0 : metrics.horizontalAdvance(loop.times) + 4, t.height());
        const QRectF words = times.united(loop.slowest).adjusted(-3, 1, 2, -1);
        if (loop.times.isEmpty() && loop.slowest.isNull())
            continue;
        m_p.fillRect(words, m_theme.plot);
        m_p.drawText(times, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextDontClip, loop.times);
        m_p.setPen(m_theme.accent);
        m_p.drawText(loop.slowest, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextDontClip, loop.slowestText);
    }
}

void SequencePainter::path(const SequenceFrame &frame)
{
    m_p.setRenderHint(QPainter::Antialiasing, true);
    m_p.setBrush(Qt::NoBrush);
    m_p.setPen(QPen(m_theme.accent, 2.5, Qt::SolidLine, Qt::SquareCap, Qt::MiterJoin));
    for (const PathPiece &piece : frame.path) {
        if (piece.link)
            m_p.drawLine(*piece.link);
        m_p.drawRect(piece.rect);
    }
}

} // namespace interleave::widgets
