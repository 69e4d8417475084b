// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/results/verdict_chip.h"

#include <QApplication>
#include <QPainterPath>

#include <algorithm>

namespace interleave::widgets {
namespace {

constexpr int kSign = 10;  ///< side of the sign's square
constexpr int kPadding = 5;

} // namespace

QColor chipColor(ChipKind kind, const Theme &theme)
{
    switch (kind) {
    case ChipKind::Best: return theme.good;
    case ChipKind::Tie:
    case ChipKind::Waiting: return theme.caution;
    case ChipKind::Bad: return theme.bad;
    case ChipKind::Worse:
    case ChipKind::Neutral: break;
    }
    return theme.neutral;
}

void drawChipSign(QPainter &painter, const QRectF &square, ChipKind kind, const QColor &ink)
{
    const auto at = [&square](double x, double y) { return QPointF(square.left() + x * square.width(), square.top() + y * square.height()); };
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(ink, 1.5, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.setBrush(Qt::NoBrush);
    switch (kind) {
    case ChipKind::Best: painter.drawPolyline(QPolygonF{at(0.1, 0.55), at(0.4, 0.85), at(0.95, 0.15)}); break;
    case ChipKind::Tie:
        for (const double y : {0.35, 0.7}) {
            QPainterPath wave(at(0.05, y));
            wave.cubicTo(at(0.35, y - 0.35), at(0.65, y + 0.35), at(0.95, y));
            painter.drawPath(wave);
        }
        break;
    case ChipKind::Worse:
        painter.drawLine(at(0.5, 0.1), at(0.5, 0.85));
        painter.drawPolyline(QPolygonF{at(0.2, 0.55), at(0.5, 0.9), at(0.8, 0.55)});
        break;
    case ChipKind::Bad:
        painter.drawLine(at(0.15, 0.15), at(0.85, 0.85));
        painter.drawLine(at(0.85, 0.15), at(0.15, 0.85));
        break;
    case ChipKind::Waiting:
        painter.setBrush(ink);
        painter.setPen(Qt::NoPen);
        for (const double x : {0.15, 0.5, 0.85})
            painter.drawEllipse(at(x, 0.55), 1.2, 1.2);
        break;
    case ChipKind::Neutral: painter.drawLine(at(0.15, 0.5), at(0.85, 0.5)); break;
    }
    painter.restore();
}

int chipWidth(const QFontMetrics &metrics, const QString &text) { return 3 * kPadding + kSign + metrics.horizontalAdvance(text) + 2; }

void drawChip(QPainter &painter, const QRectF &rect, ChipKind kind, const QString &text, const Theme &theme)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    const QFontMetrics metrics(painter.font());
    const QRectF chip(rect.left(), rect.top(), std::min<qreal>(rect.width(), chipWidth(metrics, text)), rect.height());
    painter.setPen(Qt::NoPen);
    painter.setBrush(chipColor(kind, theme));
    painter.drawRoundedRect(chip, 4, 4);
    drawChipSign(painter, QRectF(chip.left() + kPadding, chip.center().y() - kSign / 2.0, kSign, kSign), kind, theme.text);
    painter.setPen(theme.text);
    const QRectF words = chip.adjusted(2 * kPadding + kSign, 0, -kPadding + 2, 0);
    painter.drawText(words, Qt::AlignLeft | Qt::AlignVCenter, metrics.elidedText(text, Qt::ElideRight, static_cast<int>(words.width())));
    painter.restore();
}

void VerdictDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QStyleOptionViewItem opt = option;
    initStyleOption(&opt, index);
    const QString text = std::exchange(opt.text, QString());
    const QStyle *style = opt.widget ? opt.widget->style() : QApplication::style();
    style->drawControl(QStyle::CE_ItemViewItem, &opt, painter, opt.widget); // selection and focus
    painter->setFont(opt.font);
    drawChip(*painter, QRectF(opt.rect).adjusted(2, 1, -2, -1), static_cast<ChipKind>(index.data(ResultsModel::kChipRole).toInt()), text, m_theme);
}

QSize VerdictDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    return {chipWidth(option.fontMetrics, index.data().toString()) + 4, option.fontMetrics.height() + 4};
}

} // namespace interleave::widgets
