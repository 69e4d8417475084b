// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QProxyStyle>

namespace interleave::window {

/// Fusion, with outlines that can be seen on dark ground: Fusion draws them darker than the window whatever its colour.
class AppStyle : public QProxyStyle {
    Q_OBJECT
public:
    AppStyle();
    void drawPrimitive(PrimitiveElement element, const QStyleOption *option, QPainter *painter, const QWidget *widget) const override;
    void drawComplexControl(ComplexControl control, const QStyleOptionComplex *option, QPainter *painter, const QWidget *widget) const override;
};

} // namespace interleave::window
