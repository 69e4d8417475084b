// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QRect>
#include <QSize>

#include <cstdint>
#include <vector>

namespace interleave::widgets {

/// Multiples: a column per entry, a row per metric. Overlay: one chart per metric with every entry in it.
enum class ChartLayout : std::uint8_t { Multiples, Overlay };

/// What the places of a picture follow from. Sizes in logical pixels.
struct GeometryInput {
    ChartLayout layout = ChartLayout::Multiples;
    QSize size;
    int metrics = 5;
    int columns = 1;           ///< entries shown side by side; multiples only
    int perRow = 0;            ///< multiples of one metric: wrap after so many; 0: never
    int lineHeight = 12;       ///< of tick labels
    int tickWidth = 34;        ///< of the widest y tick label
    int gutter = 110;          ///< width of the metrics' titles at the left; multiples only
    int heading = 0;           ///< height kept at the top: legend, picture title
    int columnTitle = 0;       ///< height of the entries' titles; multiples only
    int footer = 0;            ///< height kept at the bottom
    int chartTitle = 0;        ///< height of a title above each chart; overlay only
    int minimumChartHeight = 130; ///< overlay: below twice this all charts stand in one row
    int margin = 6;
};

/// Where everything is. Shape: `plots` metric by metric, in each column by column; nothing overlaps.
struct Geometry {
    struct Cell {
        QRect plot;
        bool xLabels = true, yLabels = true;
    };
    std::vector<Cell> cells;
    std::vector<QRect> metricTitles; ///< by metric
    std::vector<QRect> columnTitles; ///< by column; multiples only
    QRect heading, footer;
    QRect corner;                    ///< left of the heading or of the column titles: room for a control
};
Geometry geometry(const GeometryInput &input);

} // namespace interleave::widgets
