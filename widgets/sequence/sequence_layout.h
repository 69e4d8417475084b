// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/common/theme.h"
#include "widgets/sequence/sequence_plan.h"

#include <QFontMetricsF>
#include <QPointF>
#include <QRectF>
#include <QString>

#include <optional>
#include <vector>

/// Geometry of what is in view. Units: logical pixels, from the top left corner of the body (below the heads), unless said otherwise.
namespace interleave::widgets {

/// Where a column stands.
struct ColumnBox {
    double left = 0, right = 0;
    double line = 0;      ///< x of the lifeline, and centre of its first place
    double slotWidth = 0; ///< from one place to the next
    double barWidth = 0;
    [[nodiscard]] double slotLeft(std::uint16_t slot) const { return line - barWidth / 2 + slotWidth * slot; }
};

/// Columns of a plan in `width` pixels, the time column included. Wider than that when they need it, and `across` times as wide on demand.
/// Cost: linear in columns.
std::vector<ColumnBox> columnBoxes(const SequencePlan &plan, const Theme &theme, double width, double across = 1);

struct Bar {
    QRectF rect;
    std::uint32_t activation; ///< index into Interactions::activations
    analysis::LaneState state;
    bool dim = false, selected = false;
    QString label; ///< the task's number, when it fits
};

/// The state that prevails in a stretch too dense for single bars.
struct Cell {
    QRectF rect;
    analysis::LaneState state;
};

struct Arrow {
    QPointF from, to;
    std::uint32_t message; ///< index into Interactions::messages, of the first
    analysis::MessageKind kind;
    std::uint32_t fromColumn = 0, toColumn = 0;
    int count = 1;         ///< hand-overs drawn as this one
    quint32 firstTask = 0, lastTask = 0;
    bool self = false;     ///< within one column
    bool dim = false, selected = false;
    QString label;         ///< empty: no room
    QRectF labelRect;
};

struct TimeMark {
    double y;
    QString text;
    QString delta; ///< since the mark before; empty where it does not matter
    bool grid = false;
};

struct BreakBand {
    QRectF rect;
    QString text; ///< empty: no room
};

/// How much is drawn of each thing: all; no labels; prevailing states only.
enum class Detail : std::uint8_t { Full, Lines, Dense };

struct SequenceFrame {
    Detail detail = Detail::Full;
    std::vector<ColumnBox> columns;
    std::vector<Bar> bars;
    std::vector<Cell> cells;
    std::vector<Arrow> arrows; ///< selected ones last
    std::vector<TimeMark> marks;
    std::vector<BreakBand> breaks;
    double contentTop = 0, contentBottom = 0; ///< y of the picture's begin and end
    double width = 0, height = 0;
};

/// What part of a plan to lay out.
struct FrameInput {
    const SequencePlan &plan;
    const Theme &theme;
    QFontMetricsF font;
    double width = 0, height = 0; ///< of the body
    double left = 0, top = 0;     ///< scrolled by
    double scale = 1;             ///< pixels a unit
    std::optional<quint32> task;  ///< selected
    double across = 1;            ///< columns are so many times as wide as `width` wants them
};

/// Cost: linear in what is in view (a search leads there).
SequenceFrame layoutFrame(const FrameInput &input);

/// Index into `frame.bars` or `frame.arrows` of what is drawn at `point`.
std::optional<std::size_t> barAt(const SequenceFrame &frame, QPointF point);
std::optional<std::size_t> arrowAt(const SequenceFrame &frame, QPointF point, double tolerance);

} // namespace interleave::widgets
