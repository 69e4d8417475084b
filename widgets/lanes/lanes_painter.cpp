// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/lanes/lanes_painter.h"

#include "widgets/lanes/lanes_raster.h"
#include "widgets/lanes/lanes_texts.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace interleave::widgets {
namespace {

constexpr double kDimmed = 0.3;
constexpr double kLowestOutlined = 5; ///< bars flatter or narrower than this have no outline: it would be all there is

QColor faded(QColor color, float alpha)
{
    color.setAlphaF(alpha);
    return color;
}

double crisp(double at) { return std::floor(at) + 0.5; }

} // namespace

LanesPainter::LanesPainter(QPainter &painter, const LanesPicture &picture, const std::vector<LaneRow> &rows, const Theme &theme, const QFont &small)
    : m_p(painter)
    , m_picture(picture)
    , m_rows(rows)
    , m_theme(theme)
    , m_font(small)
    , m_metrics(small)
{
    for (std::size_t i = 0; i < m_fills.size(); ++i)
        m_fills[i] = theme.stateFill(static_cast<analysis::LaneState>(i));
}

double LanesPainter::pixelRatio() const { return m_p.device()->devicePixelRatioF(); }

void LanesPainter::frame(const LanesFrame &frame)
{
    m_p.save();
    m_p.setFont(m_font);
    m_p.setRenderHint(QPainter::Antialiasing, false);
    m_p.fillRect(QRectF(QPointF(0, 0), frame.size), m_theme.plot);
    m_p.fillRect(QRectF(0, 0, frame.areas.headWidth, frame.size.height()), m_theme.window);
    ruler(frame);
    if (frame.inFlight)
        curve(frame, *frame.inFlight, inFlightName());
    if (frame.queued)
        curve(frame, *frame.queued, queuedName());
    heads(frame);
    m_p.save();
    m_p.setClipRect(frame.areas.body, Qt::IntersectClip);
    lanes(frame);
    bars(frame);
    arrows(frame);
    m_p.restore();
    minimap(frame);
    legend(frame);
    m_p.restore();
}

void LanesPainter::ruler(const LanesFrame &frame)
{
    const QRectF &rect = frame.areas.ruler;
    m_p.fillRect(QRectF(0, 0, frame.size.width(), rect.bottom()), m_theme.window);
    m_p.setPen(m_theme.mutedText);
    m_p.drawText(QRectF(m_theme.spacing, 0, frame.areas.headWidth - 2 * m_theme.spacing, rect.height()), Qt::AlignRight | Qt::AlignVCenter, rulerTitle());
    const double bottom = frame.areas.body.bottom();
    for (const RulerMark &mark : frame.marks) {
        const double x = crisp(mark.x);
        m_p.setPen(QPen(m_theme.grid, 1));
        m_p.drawLine(QPointF(x, rect.bottom() - 4), QPointF(x, bottom));
        m_p.setPen(m_theme.text);
        m_p.drawText(mark.place, Qt::AlignCenter | Qt::TextDontClip, mark.text);
    }
}

void LanesPainter::area(const CountArea &area, const QColor &color)
{
    if (!area.heights.empty())
        m_p.drawImage(area.rect.topLeft(), areaImage(area, faded(color, 0.3F), color, pixelRatio()));
}

void LanesPainter::curve(const LanesFrame &frame, const CountArea &drawn, const QString &name)
{
    CountArea inner = drawn;
    inner.rect.adjust(0, 3, 0, -1);
    area(inner, m_theme.accent);
    m_p.setPen(QPen(m_theme.grid, 1));
    m_p.drawLine(QPointF(0, crisp(drawn.rect.bottom() - 1)), QPointF(frame.size.width(), crisp(drawn.rect.bottom() - 1)));
    const QRectF head(m_theme.spacing, drawn.rect.top(), frame.areas.headWidth - 2 * m_theme.spacing, drawn.rect.height());
    const QString most = mostText(drawn.most);
    const double right = m_metrics.horizontalAdvance(most);
    m_p.setPen(m_theme.text);
    m_p.drawText(head, Qt::AlignLeft | Qt::AlignVCenter, m_metrics.elidedText(name, Qt::ElideRight, head.width()));
    if (m_metrics.horizontalAdvance(name) + right + m_theme.spacing <= head.width()) {
        m_p.setPen(m_theme.mutedText);
        m_p.drawText(head, Qt::AlignRight | Qt::AlignVCenter, most);
    }
}

void LanesPainter::heads(const LanesFrame &frame)
{
    m_p.save();
    m_p.setClipRect(QRectF(0, frame.areas.body.top(), frame.areas.headWidth, frame.areas.body.height()), Qt::IntersectClip);
    for (const RowBox &box : frame.rows) {
        if (box.current)
            m_p.fillRect(box.head, m_theme.neutral);
        if (!box.named)
            continue;
        const LaneRow &row = m_rows[box.row];
        const QRectF text(m_theme.spacing, box.bar.top() - 3, box.head.width() - 2 * m_theme.spacing, box.bar.height() + 6);
        const QString detail = laneDetail(m_picture, row);
        const double right = detail.isEmpty() ? 0 : m_metrics.horizontalAdvance(detail) + m_theme.spacing;
        m_p.setPen(m_theme.text);
        m_p.drawText(text, Qt::AlignLeft | Qt::AlignVCenter, m_metrics.elidedText(laneName(m_picture, row), Qt::ElideMiddle, text.width() - right));
        m_p.setPen(m_theme.mutedText);
        m_p.drawText(text, Qt::AlignRight | Qt::AlignVCenter, detail);
    }
    m_p.restore();
    m_p.setPen(QPen(m_theme.grid, 1));
    m_p.drawLine(QPointF(crisp(frame.areas.headWidth - 1), 0), QPointF(crisp(frame.areas.headWidth - 1), frame.areas.minimap.bottom()));
}

void LanesPainter::lanes(const LanesFrame &frame)
{
    m_p.setPen(QPen(m_theme.stateColor(analysis::LaneState::Idle), 1));
    for (const RowBox &box : frame.rows) {
        const double y = crisp(box.bar.center().y());
        m_p.drawLine(QPointF(box.lane.left(), y), QPointF(box.lane.right(), y));
    }
    for (const StateStrip &one : frame.strips)
        strip(frame, one);
    for (const CountArea &one : frame.areasOfTasks)
        area(one, m_theme.mutedText);
}

void LanesPainter::strip(const LanesFrame &frame, const StateStrip &strip)
{
    m_p.setOpacity(strip.dim ? kDimmed : 1.0);
    m_p.drawImage(strip.rect.topLeft(), stripImage(strip, frame.scale, m_fills, pixelRatio()));
    m_p.setOpacity(1);
}

void LanesPainter::bars(const LanesFrame &frame)
{
    for (const StateBar &one : frame.bars)
        bar(one);
    m_p.setOpacity(1);
}

void LanesPainter::bar(const StateBar &bar)
{
    m_p.setOpacity(bar.dim ? kDimmed : 1.0);
    const double left = std::round(bar.rect.left()), right = std::max(left + 1, std::round(bar.rect.right()));
    const QRectF rect(left, std::round(bar.rect.top()), right - left, std::max(1.0, std::round(bar.rect.height())));
    const QBrush &fill = m_fills[static_cast<std::size_t>(bar.state)];
    m_p.fillRect(rect, fill);
    if (bar.selected || (rect.height() >= kLowestOutlined && rect.width() >= kLowestOutlined)) {
        m_p.setPen(QPen(bar.selected ? m_theme.accent : m_theme.outline, bar.selected && rect.height() >= kLowestOutlined ? 2 : 1));
        m_p.setBrush(Qt::NoBrush);
        m_p.drawRect(rect.adjusted(0, 0, -1, -1));
    }
    if (bar.label.isEmpty())
        return;
    QRectF seen = rect.intersected(QRectF(m_p.clipBoundingRect()));
    const double wide = m_metrics.horizontalAdvance(bar.label) + 4;
    // The pattern would eat the digits.
    if (bar.state != analysis::LaneState::Running)
        m_p.fillRect(QRectF(std::round(seen.center().x() - wide / 2), seen.top() + 2, wide, seen.height() - 4), m_theme.stateColor(bar.state));
    m_p.setPen(m_theme.stateInk(bar.state));
    m_p.drawText(seen, Qt::AlignCenter | Qt::TextDontClip, bar.label);
}

void LanesPainter::arrows(const LanesFrame &frame)
{
    m_p.setRenderHint(QPainter::Antialiasing, true);
    for (const TaskArrow &arrow : frame.arrows) {
        QPen pen(arrow.kind == analysis::MessageKind::Cancel ? m_theme.warning : m_theme.accent, 1.6);
        pen.setCapStyle(Qt::FlatCap);
        if (arrow.kind == analysis::MessageKind::Result)
            pen.setDashPattern({4, 3});
        else if (arrow.kind == analysis::MessageKind::Spawn)
            pen.setDashPattern({1.2, 2.2});
        m_p.setPen(pen);
        m_p.drawLine(arrow.from, arrow.to);
        const double angle = std::atan2(arrow.to.y() - arrow.from.y(), arrow.to.x() - arrow.from.x());
        const QPointF along(std::cos(angle), std::sin(angle)), across(-along.y(), along.x()), foot = arrow.to - along * 7;
        pen.setStyle(Qt::SolidLine);
        m_p.setPen(pen);
        m_p.drawPolyline(QPolygonF{foot + across * 3.2, arrow.to, foot - across * 3.2});
    }
    m_p.setRenderHint(QPainter::Antialiasing, false);
}

void LanesPainter::minimap(const LanesFrame &frame)
{
    const QRectF &map = frame.areas.minimap;
    m_p.fillRect(QRectF(0, map.top() - 2, frame.size.width(), map.height() + 4), m_theme.window);
    m_p.fillRect(map, m_theme.plot);
    const auto &cells = m_picture.overview;
    const auto &all = *m_picture.interactions;
    CountArea density{map, {}, 0, 0};
    const double span = static_cast<double>(std::max(all.end, all.begin + 1) - all.begin), most = std::log1p(m_picture.densest);
    for (int x = 0; x < static_cast<int>(map.width()) && m_picture.densest > 0; ++x) {
        const double ns = static_cast<double>(all.begin - cells.begin) + (x + 0.5) / map.width() * span;
        const double at = std::floor(ns / static_cast<double>(cells.width));
        const bool inside = at >= 0 && at < static_cast<double>(cells.cells.size());
        density.heights.push_back(inside ? static_cast<float>(std::log1p(cells.cells[static_cast<std::size_t>(at)].begun) / most) : 0.0F);
    }
    area(density, m_theme.mutedText);
    m_p.fillRect(QRectF(QPointF(map.left(), map.top()), QPointF(frame.window.left(), map.bottom())), faded(m_theme.window, 0.7F));
    m_p.fillRect(QRectF(QPointF(frame.window.right(), map.top()), QPointF(map.right(), map.bottom())), faded(m_theme.window, 0.7F));
    m_p.setPen(QPen(m_theme.accent, 1));
    m_p.setBrush(faded(m_theme.accent, 0.12F));
    m_p.drawRect(frame.window.adjusted(0.5, 0.5, -0.5, -0.5));
}

void LanesPainter::legend(const LanesFrame &frame)
{
    const QRectF &area = frame.areas.legend;
    m_p.fillRect(area, m_theme.window);
    const double row = m_metrics.height() + 6, swatch = 16, gap = 14;
    double x = area.left() + m_theme.spacing, y = area.top();
    for (std::size_t i = 0; i < m_picture.states.size(); ++i) {
        if (!m_picture.states[i])
            continue;
        const auto state = static_cast<analysis::LaneState>(i);
        const double wide = swatch + 5 + m_metrics.horizontalAdvance(displayName(state));
        if (x > area.left() + m_theme.spacing && x + wide > area.right()) {
            x = area.left() + m_theme.spacing;
            y += row;
        }
        m_p.setPen(m_theme.outline);
        m_p.setBrush(m_fills[i]);
        m_p.drawRect(QRectF(std::floor(x), std::floor(y + row / 2 - 6), swatch, 11));
        m_p.setPen(m_theme.text);
        m_p.drawText(QRectF(x + swatch + 5, y, wide, row), Qt::AlignLeft | Qt::AlignVCenter | Qt::TextDontClip, displayName(state));
        x += wide + gap;
    }
    if (m_picture.interactions->dropped > 0) {
        m_p.setPen(m_theme.warning);
        m_p.drawText(area.adjusted(0, 0, -m_theme.spacing, -2), Qt::AlignRight | Qt::AlignBottom, droppedEventsText(m_picture.interactions->dropped));
    }
}

double laneLegendHeight(const LanesPicture &picture, const QFontMetricsF &font, double width)
{
    const double row = font.height() + 6;
    double x = 0, height = row;
    for (std::size_t i = 0; i < picture.states.size(); ++i) {
        if (!picture.states[i])
            continue;
        const double wide = 16 + 5 + font.horizontalAdvance(displayName(static_cast<analysis::LaneState>(i)));
        if (x > 0 && x + wide + 6 > width) {
            x = 0;
            height += row;
        }
        x += wide + 14;
    }
    if (picture.interactions->dropped > 0 && x + font.horizontalAdvance(droppedEventsText(picture.interactions->dropped)) + 12 > width)
        height += row;
    return height;
}

void LanesPainter::cursor(const LanesFrame &frame, double x)
{
    if (x < frame.areas.body.left() || x > frame.areas.body.right())
        return;
    m_p.setPen(QPen(m_theme.accent, m_theme.cursorWidth));
    m_p.drawLine(QPointF(crisp(x), frame.areas.ruler.bottom()), QPointF(crisp(x), frame.areas.body.bottom()));
}

void LanesPainter::range(const LanesFrame &frame, double from, double to)
{
    const QRectF &body = frame.areas.body;
    const double left = std::max(from, body.left()), right = std::min(to, body.right());
    if (right > left)
        m_p.fillRect(QRectF(QPointF(left, frame.areas.ruler.bottom()), QPointF(right, body.bottom())), faded(m_theme.accent, 0.12F));
}

void LanesPainter::marker(const LanesFrame &frame, double x, const QString &name)
{
    const QRectF &body = frame.areas.body;
    if (x < body.left() || x > body.right())
        return;
    m_p.setFont(m_font);
    m_p.setPen(QPen(m_theme.text, 1, Qt::DashLine));
    m_p.drawLine(QPointF(crisp(x), frame.areas.ruler.bottom()), QPointF(crisp(x), body.bottom()));
    const double wide = m_metrics.horizontalAdvance(name) + 6;
    const QRectF flag(std::clamp(x, body.left(), std::max(body.left(), body.right() - wide)), frame.areas.ruler.bottom(), wide, m_metrics.height());
    m_p.fillRect(flag, m_theme.text);
    m_p.setPen(m_theme.plot);
    m_p.drawText(flag, Qt::AlignCenter, name);
}

} // namespace interleave::widgets
