// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/common/theme.h"
#include "widgets/lanes/lanes_picture.h"

#include <QFontMetricsF>
#include <QPointF>
#include <QRectF>
#include <QString>

#include <cmath>
#include <cstddef>
#include <optional>
#include <vector>

/// Geometry of what is in view. Units: logical pixels of the viewport, time in ns since the run's start, unless said otherwise.
namespace interleave::widgets {

/// Time ↔ x.
struct TimeScale {
    double from = 0, to = 1; ///< ns
    double left = 0, width = 1;
    [[nodiscard]] double x(double ns) const { return left + (ns - from) / (to - from) * width; }
    [[nodiscard]] double ns(double x) const { return from + (x - left) / width * (to - from); }
};

/// Where the parts stand, from top to bottom: ruler, curves, lanes, minimap, legend; at their left the names.
struct LanesAreas {
    double headWidth = 0;
    QRectF ruler, inFlight, queued, body, minimap, legend; ///< without names; the curves are empty where there is no room
};
LanesAreas lanesAreas(const std::vector<LaneRow> &rows, const LanesPicture &picture, const Theme &theme, const QFontMetricsF &font, QSizeF size, double legendHeight);

inline double thinRowHeight(const Theme &theme) { return std::floor(theme.rowHeight / 4.0); }
inline double minimapHeight(const Theme &theme) { return theme.rowHeight + theme.spacing; }
/// Height of a row; `across`: zoom.
double rowHeight(const LaneRow &row, const Theme &theme, double across);
/// Where each row begins below the first, and where the last ends.
std::vector<double> rowTops(const std::vector<LaneRow> &rows, const Theme &theme, double across);

/// `across` that lets lanes fill `height`, within limits; at least 1.
double stretchOf(const std::vector<LaneRow> &rows, const Theme &theme, double height);

struct RowBox {
    QRectF head, lane; ///< the name; what happens, thin rows included
    QRectF bar;        ///< the part of `lane` that shows the lane's state
    std::uint32_t row;
    bool current = false; ///< the one that keys mean
    bool named = false;   ///< high enough for its name
};

/// A state that stands for itself.
struct StateBar {
    QRectF rect;
    std::uint32_t row;
    std::uint32_t lifeline;
    std::uint32_t activation; ///< index into Interactions::activations; kNoActivation: of many tasks at once
    analysis::LaneState state;
    double begin, end; ///< ns
    bool dim = false, selected = false;
    QString label = {}; ///< the task's number, when it fits
};
inline constexpr std::uint32_t kNoActivation = 0xffffffffU;

/// Too many states for bars: of each pixel column the longest, as high as the lane was active. Painted as one picture.
struct StateStrip {
    QRectF rect;
    std::uint32_t row;
    analysis::LaneCells cells;
    bool dim = false;
};

/// A count as an area below its curve. Painted as one picture.
struct CountArea {
    QRectF rect;
    std::vector<float> heights; ///< of each pixel column, 0…1
    double most = 0;            ///< what 1 stands for
    std::uint32_t row = 0;      ///< of tasks at once on a lane; not for curves
};

/// A message of the selected task.
struct TaskArrow {
    QPointF from, to;
    std::uint32_t message; ///< index into Interactions::messages
    analysis::MessageKind kind;
};

struct RulerMark {
    double x;
    QString text; ///< empty: no room
    QRectF place; ///< of the text
};

struct LanesFrame {
    QSizeF size;
    LanesAreas areas;
    TimeScale scale;
    std::vector<RowBox> rows; ///< in view
    std::vector<StateBar> bars; ///< selected ones last
    std::vector<StateStrip> strips;
    std::vector<CountArea> areasOfTasks;
    std::optional<CountArea> inFlight, queued;
    std::vector<TaskArrow> arrows;
    std::vector<RulerMark> marks;
    QRectF window; ///< in the minimap
    bool sketched = false;
    /// What the painter draws for it, texts included.
    [[nodiscard]] std::size_t primitives() const;
};
inline constexpr std::size_t kMostPrimitives = 3'000;

/// What part of a picture to lay out.
struct LanesInput {
    const LanesPicture &picture;
    const std::vector<LaneRow> &rows;
    const Theme &theme;
    QFontMetricsF font;
    QSizeF size;
    double legendHeight = 0;
    double top = 0;        ///< lanes scrolled by
    double across = 1;     ///< zoom of the lanes' heights
    double from = 0, to = 1; ///< ns
    std::optional<quint32> task = std::nullopt; ///< selected
    std::size_t current = 0;     ///< row that keys mean
};

/// Cost: linear in pixels and in rows in view, whatever the run holds. Threads: any.
LanesFrame layoutLanes(const LanesInput &input);

/// What is drawn at `point`: places in the frame's lists.
std::optional<std::size_t> barAt(const LanesFrame &frame, QPointF point);
std::optional<std::size_t> stripAt(const LanesFrame &frame, QPointF point);
std::optional<std::size_t> arrowAt(const LanesFrame &frame, QPointF point, double tolerance);
/// By name and lane alike.
std::optional<std::size_t> rowAt(const LanesFrame &frame, QPointF point);
/// The cell of a strip at `x`; its begin in ns.
struct CellAt {
    analysis::LaneCell cell;
    std::int64_t begin;
};
std::optional<CellAt> cellAt(const LanesFrame &frame, const StateStrip &strip, double x);

} // namespace interleave::widgets
