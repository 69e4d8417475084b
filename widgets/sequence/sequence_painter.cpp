// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/sequence/sequence_painter.h"

#include "widgets/sequence/sequence_texts.h"

#include <QPainter>

#include <array>
#include <cmath>

namespace interleave::widgets {
namespace {

constexpr std::size_t kSmoothLimit = 1000; ///< shapes that may be drawn with smooth edges
constexpr double kGapWidth = 6;            ///< of the strip beside the times

} // namespace

SequencePainter::SequencePainter(QPainter &painter, const SequencePlan &plan, const Theme &theme, const QFont &small)
    : m_p(painter)
    , m_plan(plan)
    , m_theme(theme)
    , m_font(small)
{
    m_p.setFont(m_font);
}

void SequencePainter::body(const SequenceFrame &frame)
{
    m_p.save();
    const QRectF area(0, 0, frame.width, frame.height);
    m_p.setClipRect(area, Qt::IntersectClip);
    m_p.fillRect(area, m_theme.plot);
    gutter(frame);
    m_p.setClipRect(QRectF(m_theme.gutterWidth, 0, frame.width - m_theme.gutterWidth, frame.height), Qt::IntersectClip);
    breaks(frame);
    ribbons(frame);
    loops(frame);
    lifelines(frame);
    cells(frame);
    bars(frame);
    path(frame);
    arrows(frame);
    badges(frame);
    loopWords(frame);
    labels(frame);
    m_p.restore();
}

void SequencePainter::lifelines(const SequenceFrame &frame)
{
    const double bottom = std::min(frame.height, frame.contentBottom);
    for (std::uint32_t i = 0; i < frame.columns.size(); ++i) {
        QPen pen(m_theme.deemphasised, 1);
        if (otherProcess(m_plan, i))
            pen.setDashPattern({6, 4});
        m_p.setPen(pen);
        const double x = std::floor(frame.columns[i].line) + 0.5;
        m_p.drawLine(QPointF(x, 0), QPointF(x, bottom));
    }
}

void SequencePainter::bars(const SequenceFrame &frame)
{
    m_p.setRenderHint(QPainter::Antialiasing, false);
    std::array<QBrush, 6> fills;
    for (std::size_t i = 0; i < fills.size(); ++i)
        fills[i] = m_theme.stateFill(static_cast<analysis::LaneState>(i));
    for (const bool selected : {false, true}) {
        for (const Bar &bar : frame.bars) {
            if (bar.selected != selected)
                continue;
            m_p.setOpacity(bar.dim ? 0.25 : 1.0);
            const QRectF rect(std::floor(bar.rect.left()), std::floor(bar.rect.top()), std::floor(bar.rect.width()), std::max(2.0, std::round(bar.rect.height()) - 1));
            m_p.setBrush(fills[static_cast<std::size_t>(bar.state)]);
            m_p.setPen(rect.height() < 5 && !selected ? QPen(Qt::NoPen) : QPen(selected ? m_theme.accent : m_theme.outline, selected ? 2 : 1));
            m_p.drawRect(rect);
            if (bar.label.isEmpty())
                continue;
            const QRectF seen = rect.intersected(QRectF(rect.left(), 0, rect.width(), frame.height));
            const QRectF place(seen.left(), seen.top() + 1, seen.width() + 1, QFontMetricsF(m_font).height());
            // The pattern would eat the digits.
            if (bar.state != analysis::LaneState::Running)
                m_p.fillRect(QRectF(place.left() + 1, place.top(), place.width() - 2, place.height() - 1), m_theme.stateColor(bar.state));
            m_p.setPen(m_theme.stateInk(bar.state));
            m_p.drawText(place, Qt::AlignCenter, bar.label);
        }
    }
    m_p.setOpacity(1);
}

QPen SequencePainter::penOf(analysis::MessageKind kind, bool selected) const
{
    QPen pen(selected ? m_theme.accent : m_theme.text, selected ? 2.2 : 1.1);
    pen.setCapStyle(Qt::FlatCap);
    switch (kind) {
    case analysis::MessageKind::Result: pen.setDashPattern({4, 3}); break;
    case analysis::MessageKind::Signal: pen.setWidthF(selected ? 1.6 : 0.7); break;
    case analysis::MessageKind::Cancel: pen.setColor(m_theme.warning); break;
    default: break;
    }
    return pen;
}

void SequencePainter::arrows(const SequenceFrame &frame)
{
    m_p.setRenderHint(QPainter::Antialiasing, frame.arrows.size() + frame.bars.size() <= kSmoothLimit);
    const bool small = frame.detail != Detail::Full;
    for (const Arrow &a : frame.arrows) {
        m_p.setOpacity(a.dim ? 0.15 : 1.0);
        arrow(a, small && !a.selected);
    }
    m_p.setOpacity(1);
    m_p.setRenderHint(QPainter::Antialiasing, true);
}

void SequencePainter::arrow(const Arrow &a, bool small)
{
    const QPen pen = penOf(a.kind, a.selected);
    m_p.setPen(pen);
    m_p.setBrush(Qt::NoBrush);
    const QPointF from(a.from.x(), std::floor(a.from.y()) + 0.5), to(a.to.x(), std::floor(a.to.y()) + 0.5);
    if (a.self) {
        const double out = std::max(from.x(), to.x()) + 10;
        m_p.drawPolyline(QPolygonF{from, QPointF(out, from.y()), QPointF(out, to.y()), to});
        head(to, QPointF(out, to.y()), a.kind, small);
        return;
    }
    if (a.kind == analysis::MessageKind::ProcessMessage) {
        const QPointF off(0, 1.2);
        m_p.drawLine(from - off, to - off);
        m_p.drawLine(from + off, to + off);
    } else {
        m_p.drawLine(from, to);
    }
    // Something new begins here: else it looks like something submitted.
    if (a.kind == analysis::MessageKind::Spawn && !small) {
        m_p.setBrush(pen.color());
        m_p.drawEllipse(from, 2.2, 2.2);
        m_p.setBrush(Qt::NoBrush);
    }
    head(to, from, a.kind, small);
}

void SequencePainter::head(QPointF tip, QPointF from, analysis::MessageKind kind, bool small)
{
    const double length = small ? 4 : 8, half = small ? 2 : 3.6;
    const double angle = std::atan2(tip.y() - from.y(), tip.x() - from.x());
    const QPointF along(std::cos(angle), std::sin(angle)), across(-along.y(), along.x());
    const QPointF foot = tip - along * length;
    QPen pen = m_p.pen();
    pen.setStyle(Qt::SolidLine);
    m_p.setPen(pen);
    switch (kind) {
    case analysis::MessageKind::HandOff:
    case analysis::MessageKind::Result: m_p.drawPolyline(QPolygonF{foot + across * half, tip, foot - across * half}); break;
    case analysis::MessageKind::Signal: m_p.drawLine(foot - across * half, tip); break;
    case analysis::MessageKind::Cancel: {
        const QPointF middle = tip - along * half;
        m_p.drawLine(middle - along * half - across * half, middle + along * half + across * half);
        m_p.drawLine(middle - along * half + across * half, middle + along * half - across * half);
        break;
    }
    default:
        pen.setWidthF(0.5);
        m_p.setPen(pen);
        m_p.setBrush(pen.color());
        m_p.drawPolygon(QPolygonF{tip, foot + across * half, foot - across * half});
        m_p.setBrush(Qt::NoBrush);
    }
}

void SequencePainter::labels(const SequenceFrame &frame)
{
    m_p.setFont(m_font);
    for (const Arrow &a : frame.arrows) {
        if (a.label.isEmpty())
            continue;
        if (a.selected)
            m_p.fillRect(a.labelRect, m_theme.plot);
        m_p.setPen(a.selected ? m_theme.accent : m_theme.text);
        m_p.drawText(a.labelRect, Qt::AlignCenter | Qt::TextDontClip, a.label);
    }
}

void SequencePainter::gutter(const SequenceFrame &frame)
{
    const double width = m_theme.gutterWidth, line = QFontMetricsF(m_font).height();
    m_p.fillRect(QRectF(0, 0, width, frame.height), m_theme.window);
    for (const GapHeat &gap : frame.gaps) {
        QColor heat = m_theme.warning;
        heat.setAlphaF(static_cast<float>(0.1 + 0.9 * gap.heat));
        m_p.fillRect(QRectF(width - kGapWidth, gap.top, kGapWidth - 1, gap.bottom - gap.top), heat);
    }
    for (const TimeMark &mark : frame.marks) {
        const double y = std::floor(mark.y) + 0.5;
        m_p.setPen(QPen(m_theme.grid, 1));
        m_p.drawLine(QPointF(mark.grid ? width - 5 : width, y), QPointF(frame.width, y));
        m_p.setPen(m_theme.mutedText);
        QRectF text(4, y - line / 2, width - 12, line);
        if (text.top() < 0)
            text.moveTop(0);
        const double left = QFontMetricsF(m_font).horizontalAdvance(mark.delta) + QFontMetricsF(m_font).horizontalAdvance(mark.text);
        if (!mark.delta.isEmpty() && left + 6 < text.width()) {
            m_p.setOpacity(0.75);
            m_p.drawText(text, Qt::AlignVCenter | Qt::AlignLeft, mark.delta);
            m_p.setOpacity(1);
        }
        m_p.setPen(m_theme.text);
        m_p.drawText(text, Qt::AlignVCenter | Qt::AlignRight, mark.text);
    }
}

void SequencePainter::breaks(const SequenceFrame &frame)
{
    for (const BreakBand &band : frame.breaks) {
        QColor wash = m_theme.grid;
        wash.setAlphaF(0.55F);
        m_p.fillRect(band.rect, wash);
    }
    m_p.setPen(m_theme.mutedText);
    for (const BreakBand &band : frame.breaks)
        if (!band.text.isEmpty())
            m_p.drawText(band.rect.adjusted(m_theme.gutterWidth + 4, 0, -4, 0), Qt::AlignLeft | Qt::AlignVCenter, band.text);
}

void SequencePainter::cursor(const SequenceFrame &frame, double y)
{
    if (y < 0 || y > frame.height)
        return;
    m_p.setPen(QPen(m_theme.accent, m_theme.cursorWidth));
    const double line = std::floor(y) + 0.5;
    m_p.drawLine(QPointF(0, line), QPointF(frame.width, line));
}

void SequencePainter::range(const SequenceFrame &frame, double from, double to)
{
    QColor wash = m_theme.accent;
    wash.setAlphaF(0.12F);
    m_p.fillRect(QRectF(0, std::max(0.0, from), frame.width, std::min(frame.height, to) - std::max(0.0, from)), wash);
}

} // namespace interleave::widgets
