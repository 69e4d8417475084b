// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/sequence/sequence_painter.h"

#include "widgets/sequence/sequence_texts.h"

#include <QPainter>

#include <cmath>

namespace interleave::widgets {
namespace {

constexpr double kSwatch = 16, kLegendGap = 14, kLegendArrow = 26;

} // namespace

std::vector<LegendItem> legendItems(const SequencePlan &plan)
{
    std::vector<LegendItem> items;
    for (std::size_t i = 0; i < plan.states.size(); ++i)
        if (plan.states[i])
            items.push_back({static_cast<analysis::LaneState>(i), std::nullopt, {}});
    for (std::size_t i = 0; i < plan.kinds.size(); ++i)
        if (plan.kinds[i])
            items.push_back({std::nullopt, static_cast<analysis::MessageKind>(i), {}});
    return items;
}

double layoutLegend(std::vector<LegendItem> &items, const QFontMetricsF &font, double width)
{
    const double row = font.height() + 6;
    double x = kLegendGap / 2, y = 0;
    for (LegendItem &item : items) {
        const QString text = item.state ? displayName(*item.state) : displayName(*item.message);
        const double w = (item.state ? kSwatch : kLegendArrow) + 5 + font.horizontalAdvance(text);
        if (x > kLegendGap && x + w > width) {
            x = kLegendGap / 2;
            y += row;
        }
        item.rect = QRectF(x, y, w, row);
        x += w + kLegendGap;
    }
    return y + row;
}

void SequencePainter::legend(const std::vector<LegendItem> &items, const QRectF &area, quint64 dropped)
{
    m_p.save();
    m_p.fillRect(area, m_theme.window);
    m_p.setPen(QPen(m_theme.grid, 1));
    m_p.drawLine(area.topLeft(), area.topRight());
    m_p.setFont(m_font);
    for (const LegendItem &item : items) {
        const QRectF rect = item.rect.translated(area.topLeft());
        const double middle = std::floor(rect.center().y()) + 0.5;
        double text = rect.left() + 5;
        if (item.state) {
            m_p.setRenderHint(QPainter::Antialiasing, false);
            m_p.setPen(m_theme.outline);
            m_p.setBrush(m_theme.stateFill(*item.state));
            m_p.drawRect(QRectF(std::floor(rect.left()), std::floor(middle - 6), kSwatch, 11));
            text += kSwatch;
        } else {
            m_p.setRenderHint(QPainter::Antialiasing, true);
            Arrow sample;
            sample.from = {rect.left(), middle};
            sample.to = {rect.left() + kLegendArrow, middle};
            sample.kind = *item.message;
            arrow(sample, false);
            text += kLegendArrow;
        }
        m_p.setPen(m_theme.text);
        m_p.drawText(QRectF(text, rect.top(), rect.right() - text + 2, rect.height()), Qt::AlignLeft | Qt::AlignVCenter,
                     item.state ? displayName(*item.state) : displayName(*item.message));
    }
    if (dropped > 0) {
        m_p.setPen(m_theme.warning);
        m_p.drawText(area.adjusted(6, 0, -8, -2), Qt::AlignRight | Qt::AlignBottom, droppedText(dropped));
    }
    m_p.restore();
}

} // namespace interleave::widgets
