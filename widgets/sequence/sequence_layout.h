// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/common/theme.h"
#include "widgets/sequence/sequence_plan.h"

#include <QFontMetricsF>
#include <QLineF>
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

/// The state that prevails in a stretch too dense for single bars. The more of the stretch it fills, the wider.
struct Cell {
    QRectF rect;
    analysis::LaneState state;
    std::uint32_t column = 0;
    std::uint16_t slot = 0;
};

/// How many went from one line to another in a stretch too dense for single arrows.
struct Ribbon {
    QRectF rect;
    std::uint32_t fromColumn = 0, toColumn = 0;
    std::uint64_t count = 0;
    std::int64_t begin = 0, end = 0; ///< of the stretch, ns
    double share = 0;                ///< 0…1: against the thickest in view, on a scale of logarithms
    QString badge;                   ///< empty: no room
    QRectF badgeRect;
};

/// A repeated exchange drawn once.
struct LoopFrame {
    QRectF rect;
    QRectF title;         ///< "loop × 250": a click unfolds all
    QRectF slowest;       ///< a click unfolds the slowest only
    std::uint32_t loop;   ///< index into SequencePlan::loops
    QString name, times, slowestText;
};

/// A piece of the highlighted path, as a frame around what stands there; `link` leads from the piece before.
struct PathPiece {
    QRectF rect;
    std::optional<QLineF> link;
};

/// How long nothing happened before a row. Units: heat 0…1, logarithmic.
struct GapHeat {
    double top, bottom, heat;
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
    bool inLoop = false;   ///< stands for as many as its loop repeats
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
    std::vector<Ribbon> ribbons; ///< thin ones first
    std::vector<LoopFrame> loops;
    std::vector<PathPiece> path;
    std::vector<GapHeat> gaps;
    std::vector<Arrow> arrows; ///< selected ones last
    bool following = false;    ///< a task is selected: everything else is dim
    std::vector<TimeMark> marks;
    std::vector<BreakBand> breaks;
    double contentTop = 0, contentBottom = 0; ///< y of the picture's begin and end
    double width = 0, height = 0;
};

/// A stretch of a lifeline that a path runs along. Units: ns.
struct PathSegment {
    std::uint32_t lifeline;
    std::int64_t begin, end;
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
    const std::vector<PathSegment> *path = nullptr; ///< highlighted; by begin
};

/// Cost: of the pixels, however many events are in view.
SequenceFrame layoutFrame(const FrameInput &input);

/// Index into `frame.bars` or `frame.arrows` of what is drawn at `point`.
std::optional<std::size_t> barAt(const SequenceFrame &frame, QPointF point);
std::optional<std::size_t> arrowAt(const SequenceFrame &frame, QPointF point, double tolerance);
std::optional<std::size_t> cellAt(const SequenceFrame &frame, QPointF point);
std::optional<std::size_t> ribbonAt(const SequenceFrame &frame, QPointF point);
std::optional<std::size_t> loopAt(const SequenceFrame &frame, QPointF point);

} // namespace interleave::widgets
