// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/charts/chart_layers.h"

#include "widgets/charts/curves.h"
#include "widgets/common/format.h"

#include <QCoreApplication>

#include <cmath>

namespace interleave::widgets {

void TextLayer::draw(QCPPainter *painter)
{
    for (const TextBlock &block : blocks) {
        QRect rect = block.rect;
        painter->setFont(block.font);
        painter->fillRect(rect, block.background);
        if (block.swatch) {
            const int height = painter->fontMetrics().height();
            drawSwatch(*painter, QRectF(rect.left(), rect.top(), block.swatchWidth - 5, height), *block.swatch);
            rect.adjust(block.swatchWidth, 0, 0, 0);
        }
        painter->setPen(block.color);
        painter->drawText(rect, block.flags, block.text);
    }
}

void MarkLayer::draw(QCPPainter *painter)
{
    for (const QCPAxisRect *chart : charts) {
        const QCPAxis *keys = chart->axis(QCPAxis::atBottom);
        const QRect place = chart->rect();
        painter->save();
        painter->setClipRect(place);
        if (range) {
            QColor band = cursorColor;
            band.setAlphaF(0.12F);
            painter->fillRect(QRectF(QPointF(keys->coordToPixel(range->first), place.top()), QPointF(keys->coordToPixel(range->second), place.bottom())), band);
        }
        if (cursor) {
            const double x = keys->coordToPixel(*cursor);
            painter->setPen(QPen(cursorColor, cursorWidth));
            painter->drawLine(QLineF(x, place.top(), x, place.bottom()));
        }
        drawMarkers(painter, *chart);
        painter->restore();
    }
    if (!rubber.isNull()) {
        QColor wash = cursorColor;
        wash.setAlphaF(0.12F);
        painter->setPen(QPen(cursorColor, 1, Qt::DashLine));
        painter->setBrush(wash);
        painter->drawRect(rubber);
    }
    for (const Ring &ring : rings) {
        const QPointF at(ring.chart->axis(QCPAxis::atBottom)->coordToPixel(ring.t), ring.chart->axis(QCPAxis::atLeft)->coordToPixel(ring.value));
        if (!ring.chart->rect().contains(at.toPoint()))
            continue;
        painter->setPen(QPen(ringColor, 2));
        painter->setBrush(ring.style.color);
        painter->drawEllipse(at, 5.0, 5.0);
    }
}

void MarkLayer::drawMarkers(QCPPainter *painter, const QCPAxisRect &chart) const
{
    const QRect place = chart.rect();
    const QFontMetrics metrics(painter->font());
    for (std::size_t i = 0; i < markers.size(); ++i) {
        if (!markers[i])
            continue;
        const double x = chart.axis(QCPAxis::atBottom)->coordToPixel(*markers[i]);
        painter->setPen(QPen(ringColor, 1, Qt::DashLine));
        painter->drawLine(QLineF(x, place.top(), x, place.bottom()));
        // The letters stand outside of what is between the two.
        const QString name = i == 0 ? QStringLiteral("A") : QStringLiteral("B");
        const double width = metrics.horizontalAdvance(name) + 4;
        const bool first = i == 0 ? !markers[1] || *markers[0] <= *markers[1] : markers[0] && *markers[1] < *markers[0];
        painter->setPen(ringColor);
        painter->drawText(QRectF(first ? x - width : x, place.top(), width, metrics.height()), Qt::AlignCenter, name);
    }
}

bool TickText::fits(double tick, const QString &text) const
{
    // The next column's labels start right of this chart: a label that would reach them is left out.
    constexpr int kOverhang = 4;
    const double half = QFontMetricsF(m_axis->tickLabelFont()).horizontalAdvance(text) / 2;
    const QCPRange range = m_axis->range();
    return (tick - range.lower) / range.size() * length + half <= length + kOverhang;
}

QString TickText::time(double tick) const
{
    constexpr double kMilliseconds = 0.1;
    const bool small = m_axis->range().size() < kMilliseconds;
    // Only the ticks' own distance is told from 0 by rounding errors; without this "-1e-17 s" could appear.
    const double exact = std::abs(tick) < m_axis->range().size() * 1e-9 ? 0.0 : tick;
    const QString text = small ? QCoreApplication::translate("Format", "%1 ms").arg(axisText(exact * 1000))
                               : QCoreApplication::translate("Format", "%1 s").arg(axisText(exact));
    return fits(tick, text) ? text : QString();
}

QString TickText::value(double tick) const { return axisText(std::abs(tick) < m_axis->range().size() * 1e-9 ? 0.0 : tick); }

QVector<double> CountTicker::createTickVector(double step, const QCPRange &range)
{
    if (!m_stretched)
        return QCPAxisTicker::createTickVector(step, range);
    const int decades = static_cast<int>(std::ceil(range.upper));
    const int each = std::max(1, (decades + mTickCount - 1) / mTickCount);
    QVector<double> ticks{0.0};
    for (int decade = each; decade < decades; decade += each)
        ticks << stretched(std::pow(10.0, decade));
    return ticks;
}

QString CountTicker::getTickLabel(double tick, const QLocale &, QChar, int)
{
    return m_stretched ? axisText(std::round(unstretched(tick))) : m_text.value(tick);
}

} // namespace interleave::widgets
