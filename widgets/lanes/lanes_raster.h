// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/lanes/lanes_layout.h"

#include <QBrush>
#include <QImage>

#include <span>

/// Whole rows of pixel columns as pictures: one thing to paint instead of thousands. Shape: transparent where nothing is; `ratio` pixels a logical one.
namespace interleave::widgets {

/// Each pixel column in its cell's state, as high as it was active. `fills`: by state.
QImage stripImage(const StateStrip &strip, const TimeScale &scale, std::span<const QBrush> fills, double ratio);
/// `line` on top of each column.
QImage areaImage(const CountArea &area, const QColor &fill, const QColor &line, double ratio);

} // namespace interleave::widgets
