// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/ranking.h"
#include "core/export/svg_axis.h"
#include "core/export/svg_canvas.h"

#include <functional>
#include <vector>

/// What several charts have in common; nothing else includes this.
namespace interleave::exporting::rows {

constexpr double kWidth = 860;
constexpr double kLabelWidth = 210;
constexpr double kRowHeight = 26;
constexpr std::size_t kMostEntries = 40; ///< of one chart; the table has all

/// The entry's label, short enough for its place.
std::string labelOf(const record::ExperimentRecord &experiment, base::EntryId entry, std::size_t cells = 30);
/// Looks of all entries, by EntryId.
std::vector<SeriesLook> looksOf(const record::ExperimentRecord &experiment);
std::string stroke(const SeriesLook &look); ///< its class
std::string fill(const SeriesLook &look);

/// Vertical grid lines with their texts below.
void drawTimeAxis(SvgCanvas &canvas, const Axis &axis, double top, double bottom, std::string_view name);
/// A label before each row. Returns the row's middle.
double drawRowLabel(SvgCanvas &canvas, std::size_t row, double top, std::string_view label);

} // namespace interleave::exporting::rows
