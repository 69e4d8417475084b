// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/distributions.h"
#include "core/analysis/time_split.h"

#include <QPointF>
#include <QRect>
#include <QRectF>
#include <QSize>

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

/// Numbers to places: no painting, no text.
namespace interleave::widgets {

/// Where on an axis of nines a percentile stands: 0 → 0, 0.9 → 1, 0.99 → 2. Shape: p in [0, 1).
double ninesOf(double p);

/// An axis from low to high along pixels; logarithmic ones start above 0.
struct Scale {
    double low = 0, high = 1;
    bool logarithmic = false;
    double from = 0, to = 1; ///< pixels
    [[nodiscard]] double at(double value) const; ///< held within the axis
};
/// Round values within the scale: 1, 2 and 5 of each decade where there are few decades, else one a decade. At most `most`.
std::vector<double> ticksOf(const Scale &scale, int most = 8);
/// Widened so that nothing touches the edge. Values at or below 0 have no place on a logarithmic axis; empty without others.
std::optional<std::pair<double, double>> logRange(const std::vector<double> &values);

/// Rows of names at the left and bars beside them, an axis below.
struct RowGeometry {
    QRect plot, axis;
    std::vector<QRect> labels, bars;
};
struct RowInput {
    QSize size;
    int rows = 0, labelWidth = 100, lineHeight = 14, top = 0, bottom = 28, margin = 6, barHeight = 18;
};
RowGeometry rowGeometry(const RowInput &input);

/// What a piece of a task's time was.
enum class SplitPart : std::uint8_t { Queued, OnCpu, Runnable, Blocked, NotAvailable };
struct SplitPiece {
    SplitPart part = SplitPart::NotAvailable;
    trace::BlockCause cause = trace::BlockCause::None; ///< of Blocked
    double ns = 0;
    QRectF rect;
};
/// Side by side in this order: queued, on CPU, runnable, blocked by cause, what is not to be had. Pieces of no time are left out.
std::vector<SplitPiece> splitPieces(const analysis::TimeSplit &split, const QRectF &row, const Scale &scale);

/// The outline of one distribution's bins: x at the edges, y the share of its values in percent; from and to 0.
std::vector<QPointF> histogramOutline(const analysis::CommonHistogram &histogram, std::size_t distribution);

/// Places of a list of names beside a chart: columns from the left, as many rows as fit. Shape: one rect an entry; none overlap.
std::vector<QRect> legendPlaces(const QRect &area, int count, int lineHeight, int columnWidth);
/// Columns that a list of so many names needs in this height.
int legendColumns(int height, int count, int lineHeight);
/// One after another, wrapped at `width`. Shape: one rect a width.
std::vector<QRect> flowPlaces(const std::vector<int> &widths, int width, int lineHeight, int gap);

} // namespace interleave::widgets
