// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/lanes/lanes_layout.h"

#include <QFont>
#include <QImage>

#include <array>

class QPainter;

namespace interleave::widgets {

/// Height of the legend of the picture's states in `width` pixels.
double laneLegendHeight(const LanesPicture &picture, const QFontMetricsF &font, double width);

/// Paints frames, on the screen and into images alike. Threads: any that may paint.
class LanesPainter {
public:
    LanesPainter(QPainter &painter, const LanesPicture &picture, const std::vector<LaneRow> &rows, const Theme &theme, const QFont &small);

    void frame(const LanesFrame &frame);
    // On top of a frame; x in pixels.
    void cursor(const LanesFrame &frame, double x);
    void range(const LanesFrame &frame, double from, double to);
    void marker(const LanesFrame &frame, double x, const QString &name);

private:
    void ruler(const LanesFrame &frame);
    void curve(const LanesFrame &frame, const CountArea &area, const QString &name);
    void heads(const LanesFrame &frame);
    void lanes(const LanesFrame &frame);
    void strip(const LanesFrame &frame, const StateStrip &strip);
    void area(const CountArea &area, const QColor &color);
    void bars(const LanesFrame &frame);
    void bar(const StateBar &bar);
    void arrows(const LanesFrame &frame);
    void minimap(const LanesFrame &frame);
    void legend(const LanesFrame &frame);
    [[nodiscard]] double pixelRatio() const;

    QPainter &m_p;
    const LanesPicture &m_picture;
    const std::vector<LaneRow> &m_rows;
    const Theme &m_theme;
    const QFont m_font;
    const QFontMetricsF m_metrics;
    std::array<QBrush, analysis::kLaneStates> m_fills;
};

} // namespace interleave::widgets
