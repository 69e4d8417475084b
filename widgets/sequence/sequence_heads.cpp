// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/sequence/sequence_painter.h"

#include "widgets/sequence/sequence_texts.h"

#include <QCoreApplication>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>

namespace interleave::widgets {
namespace {

constexpr double kSparkHeight = 10;

} // namespace

double headHeight(const Theme &theme) { return theme.headHeight + kSparkHeight; }

void SequencePainter::heads(const SequenceFrame &frame, double height)
{
    m_p.save();
    m_p.setRenderHint(QPainter::Antialiasing, true);
    m_p.setClipRect(QRectF(0, 0, frame.width, height), Qt::IntersectClip);
    m_p.fillRect(QRectF(0, 0, frame.width, height), m_theme.window);
    m_p.setFont(m_font);
    m_p.setPen(m_theme.mutedText);
    m_p.drawText(QRectF(4, 0, m_theme.gutterWidth - 12, height - 4), Qt::AlignRight | Qt::AlignBottom, QCoreApplication::translate("SequenceView", "ms since start"));
    m_p.setClipRect(QRectF(m_theme.gutterWidth, 0, frame.width - m_theme.gutterWidth, height), Qt::IntersectClip);
    QFont bold = m_font;
    bold.setBold(true);
    const QFontMetricsF boldMetrics(bold), metrics(m_font);
    for (std::uint32_t i = 0; i < frame.columns.size(); ++i) {
        const ColumnBox &box = frame.columns[i];
        const double half = std::min((box.line - box.left) - 3, 85.0);
        const double stack = m_plan.columns[i].slots > 1 ? box.slotLeft(m_plan.columns[i].slots) : box.line + half;
        const QRectF rect = QRectF(QPointF(box.line - half, 4), QPointF(std::max(box.line + half, stack), height - 4)).translated(0.5, 0.5);
        QPen pen(m_theme.outline, 1);
        if (otherProcess(m_plan, i))
            pen.setDashPattern({4, 3});
        m_p.setPen(pen);
        m_p.setBrush(m_theme.plot);
        m_p.drawRoundedRect(rect, 3, 3);
        m_p.setFont(bold);
        const QRectF inner = rect.adjusted(4, 1, -4, -kSparkHeight);
        spark(m_plan.columns[i], QRectF(rect.left() + 1, rect.bottom() - kSparkHeight, rect.width() - 2, kSparkHeight - 1));
        m_p.setPen(m_theme.text);
        m_p.drawText(QRectF(inner.left(), inner.top(), inner.width(), inner.height() / 2), Qt::AlignCenter,
                     boldMetrics.elidedText(headName(m_plan, i), Qt::ElideMiddle, inner.width()));
        m_p.setFont(m_font);
        m_p.setPen(m_theme.mutedText);
        for (const QString &detail : headDetails(m_plan, i)) {
            if (metrics.horizontalAdvance(detail) > inner.width())
                continue;
            m_p.drawText(QRectF(inner.left(), inner.center().y(), inner.width(), inner.height() / 2), Qt::AlignCenter, detail);
            break;
        }
    }
    m_p.restore();
}

/// Busy share over the run.
void SequencePainter::spark(const Column &column, const QRectF &area)
{
    if (std::none_of(column.spark.begin(), column.spark.end(), [](float share) { return share > 0; }))
        return;
    QPainterPath path(area.bottomLeft());
    const double step = area.width() / static_cast<double>(column.spark.size());
    for (std::size_t i = 0; i < column.spark.size(); ++i) {
        const double y = area.bottom() - area.height() * std::min(1.0, static_cast<double>(column.spark[i]));
        path.lineTo(area.left() + step * static_cast<double>(i), y);
        path.lineTo(area.left() + step * static_cast<double>(i + 1), y);
    }
    path.lineTo(area.bottomRight());
    QColor fill = m_theme.stateColor(analysis::LaneState::Running);
    fill.setAlphaF(0.6F);
    m_p.fillPath(path, fill);
}

} // namespace interleave::widgets
