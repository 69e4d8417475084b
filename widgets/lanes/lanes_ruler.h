// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/lanes/lanes_layout.h"

namespace interleave::widgets {

/// Instants in round numbers of seconds, as far apart as their texts need. Cost: linear in their number.
std::vector<RulerMark> rulerMarks(const TimeScale &scale, const QRectF &ruler, const QFontMetricsF &font);

} // namespace interleave::widgets
