// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/app_style.h"

#include <QPainter>
#include <QStyleOption>

namespace interleave::window {
namespace {

bool isDark(const QPalette &palette) { return palette.color(QPalette::WindowText).lightness() > palette.color(QPalette::Window).lightness(); }

void outline(const QStyleOption *option, QPainter *painter)
{
    if (option->state & QStyle::State_HasFocus)
        return; // has an outline in the highlight's colour
    QColor ink = option->palette.color(QPalette::WindowText);
    ink.setAlphaF(option->state & QStyle::State_Enabled ? 0.45F : 0.2F);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(ink);
    painter->setBrush(Qt::NoBrush);
    painter->drawRoundedRect(QRectF(option->rect).adjusted(0.5, 0.5, -0.5, -0.5), 2, 2);
    painter->restore();
}

} // namespace

AppStyle::AppStyle() : QProxyStyle(QStringLiteral("Fusion")) {}

void AppStyle::drawPrimitive(PrimitiveElement element, const QStyleOption *option, QPainter *painter, const QWidget *widget) const
{
    QProxyStyle::drawPrimitive(element, option, painter, widget);
    const bool framed = element == PE_IndicatorCheckBox || element == PE_IndicatorItemViewItemCheck || element == PE_IndicatorRadioButton || element == PE_FrameLineEdit;
    if (framed && isDark(option->palette))
        outline(option, painter);
}

void AppStyle::drawComplexControl(ComplexControl control, const QStyleOptionComplex *option, QPainter *painter, const QWidget *widget) const
{
    QProxyStyle::drawComplexControl(control, option, painter, widget);
    if ((control == CC_SpinBox || control == CC_ComboBox) && isDark(option->palette))
        outline(option, painter);
}

} // namespace interleave::window
