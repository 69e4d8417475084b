// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/common/theme.h"
#include "widgets/results/results_model.h"

#include <QPainter>
#include <QStyledItemDelegate>

namespace interleave::widgets {

/// Behind a chip's word.
QColor chipColor(ChipKind kind, const Theme &theme);
/// The sign that says the same as the colour: a tick, ≈, an arrow, a cross, dots, a bar. Shape: within the square.
void drawChipSign(QPainter &painter, const QRectF &square, ChipKind kind, const QColor &ink);
/// A chip with sign and word; what does not fit is elided.
void drawChip(QPainter &painter, const QRectF &rect, ChipKind kind, const QString &text, const Theme &theme);
/// Width that a chip of this text takes, its own margins included.
int chipWidth(const QFontMetrics &metrics, const QString &text);

/// Draws the verdicts of the results as chips.
class VerdictDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void setTheme(const Theme &theme) { m_theme = theme; }
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    Theme m_theme = Theme::light();
};

} // namespace interleave::widgets
