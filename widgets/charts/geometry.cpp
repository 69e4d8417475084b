// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/charts/geometry.h"

#include <algorithm>

namespace interleave::widgets {

namespace {

/// Splits `length` from `start` into `n` pieces with `gap` between them; the pieces fill it exactly.
std::vector<std::pair<int, int>> split(int start, int length, int n, int gap)
{
    std::vector<std::pair<int, int>> pieces;
    const int whole = std::max(n, length - gap * (n - 1));
    for (int i = 0; i < n; ++i) {
        const int from = whole * i / n;
        pieces.emplace_back(start + from + gap * i, whole * (i + 1) / n - from);
    }
    return pieces;
}

void multiples(const GeometryInput &in, Geometry &g)
{
    const int left = in.margin + in.gutter + in.tickWidth;
    const int top = g.heading.bottom() + 1 + in.columnTitle;
    const int bottom = in.size.height() - in.footer - in.lineHeight - 6;
    const auto columns = split(left, in.size.width() - left - in.margin - 4, in.columns, 10);
    const auto rows = split(top, bottom - top, in.metrics, in.lineHeight * 2 / 3);
    for (int m = 0; m < in.metrics; ++m) {
        const auto [y, height] = rows[static_cast<std::size_t>(m)];
        g.metricTitles.emplace_back(in.margin, y, in.gutter - 6, height);
        for (int c = 0; c < in.columns; ++c) {
            const auto [x, width] = columns[static_cast<std::size_t>(c)];
            g.cells.push_back({QRect(x, y, width, height), m + 1 == in.metrics, c == 0});
        }
    }
    for (const auto &[x, width] : columns)
        g.columnTitles.emplace_back(x, top - in.columnTitle, width, in.columnTitle - 2);
    g.corner = QRect(in.margin, 2, in.gutter + in.tickWidth - 8, std::max(0, in.heading + in.columnTitle - 4));
}

/// One metric, a chart per entry, in several rows.
void wrapped(const GeometryInput &in, Geometry &g)
{
    const int perRow = std::min(in.perRow, in.columns);
    const int rowCount = (in.columns + perRow - 1) / perRow;
    const int left = in.margin + in.tickWidth;
    const int top = g.heading.bottom() + 1;
    const auto columns = split(left, in.size.width() - left - in.margin - 4, perRow, 14);
    const auto rows = split(top, in.size.height() - in.footer - top, rowCount, in.margin);
    g.metricTitles.emplace_back(g.heading);
    for (int i = 0; i < in.columns; ++i) {
        const auto [x, width] = columns[static_cast<std::size_t>(i % perRow)];
        const auto [y, height] = rows[static_cast<std::size_t>(i / perRow)];
        g.columnTitles.emplace_back(x, y, width, in.columnTitle - 2);
        g.cells.push_back({QRect(x, y + in.columnTitle, width, height - in.columnTitle - in.lineHeight - 6), true, i % perRow == 0});
    }
}

void overlay(const GeometryInput &in, Geometry &g)
{
    const int top = g.heading.bottom() + 1;
    const int height = in.size.height() - in.footer - top;
    const bool oneRow = in.metrics < 3 || in.size.width() > 3 * height || height < 2 * in.minimumChartHeight;
    const int rowCount = oneRow ? 1 : 2;
    const auto rows = split(top, height, rowCount, 2);
    for (int row = 0; row < rowCount; ++row) {
        // Of an odd number the first row has one fewer; each row is filled.
        const int first = in.metrics * row / rowCount;
        const int inRow = in.metrics * (row + 1) / rowCount - first;
        const auto [y, cellHeight] = rows[static_cast<std::size_t>(row)];
        for (const auto &[x, width] : split(in.margin, in.size.width() - 2 * in.margin, inRow, 10)) {
            g.metricTitles.emplace_back(x, y, width, in.chartTitle);
            g.cells.push_back({QRect(x + in.tickWidth, y + in.chartTitle + 4, width - in.tickWidth - 4, cellHeight - in.chartTitle - 4 - in.lineHeight - 6), true, true});
        }
    }
    g.corner = QRect(in.margin, 2, in.gutter, std::max(0, in.heading - 4));
}

} // namespace

Geometry geometry(const GeometryInput &input)
{
    Geometry g;
    g.heading = QRect(input.margin, 0, input.size.width() - 2 * input.margin, input.heading);
    g.footer = QRect(input.margin, input.size.height() - input.footer, input.size.width() - 2 * input.margin, input.footer);
    if (input.layout == ChartLayout::Overlay)
        overlay(input, g);
    else if (input.perRow > 0)
        wrapped(input, g);
    else
        multiples(input, g);
    return g;
}

} // namespace interleave::widgets
