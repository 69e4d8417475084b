// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/fold.h"
#include "core/analysis/interaction_index.h"
#include "core/analysis/lane_pyramid.h"
#include "core/analysis/traffic.h"

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace interleave::widgets {

/// How time becomes height. Ordinal: a row per step of the story; Compressed: true time, but long gaps cut out; Proportional: true time.
enum class AxisMode : std::uint8_t { Ordinal, Compressed, Proportional };

/// What decides who stands beside whom.
enum class ColumnOrder : std::uint8_t { Role, Communication, Hand };

/// The mode that suits a picture of that many events.
AxisMode defaultMode(std::size_t events);
/// The same for folding, in a picture of that many hand-overs.
analysis::FoldLevel defaultFold(std::size_t messages);

/// Time ↔ height, monotone and piecewise linear. Units: ns since the run's start; heights in "units" (a row's height when unzoomed).
class TimeAxis {
public:
    struct Knot {
        std::int64_t time;
        double unit;
    };
    /// A stretch of time that was cut out, and where its break is drawn.
    struct Break {
        std::int64_t begin, end;
        double unit, units;
    };
    TimeAxis() = default;
    TimeAxis(std::vector<Knot> knots, std::vector<Break> breaks);

    [[nodiscard]] double unit(std::int64_t time) const;  ///< cost: log n
    [[nodiscard]] std::int64_t time(double unit) const;  ///< cost: log n
    [[nodiscard]] double length() const { return m_knots.empty() ? 0 : m_knots.back().unit; }
    [[nodiscard]] const std::vector<Knot> &knots() const { return m_knots; }
    [[nodiscard]] const std::vector<Break> &breaks() const { return m_breaks; }

private:
    std::vector<Knot> m_knots; ///< at least two, by time and unit
    std::vector<Break> m_breaks;
};

/// Something that happens at an instant, and what comes first of what happens at the same.
enum class What : std::uint8_t { ActivationEnd, Sent, Received, ActivationBegin };
struct Point {
    std::int64_t time;
    What what;
    std::uint32_t index; ///< into Interactions::activations or ::messages
};

/// Which row of the ordinal axis each instant stands in. Shape: row i has the knots 2i and 2i + 1 of the axis; so 8 bytes a row, and none an event.
struct RowStart {
    std::uint32_t index;
    What what;
};

/// A repeated exchange that is drawn once.
struct Loop {
    analysis::FoldItem item;
    std::int64_t begin = 0, end = 0;     ///< ns; what happens meanwhile stands in the frame
    double unit = 0, units = 0;          ///< where the frame is drawn
    std::uint32_t left = 0, right = 0;   ///< columns that take part
};
constexpr double kLoopTitle = 1.15; ///< units of a frame above its exchange
constexpr double kLoopFoot = 0.4;   ///< and below

/// A head and its line: one lifeline, or many workers taken together.
struct Column {
    std::vector<std::uint32_t> lifelines;
    bool group = false;    ///< stands for several lifelines, or is the first of those it would stand for
    bool expanded = false; ///< with `group`: the first of the shown members
    std::uint16_t slots = 1;
    double busy = 0;           ///< mean of its lifelines
    std::vector<float> spark;  ///< busy share over the run, 0…1; empty: not known yet
};

/// From the first activation of a lifeline to the last. Shape: begin > end where it has none.
struct Extent {
    std::int64_t begin = INT64_MAX, end = INT64_MIN;
};

/// What a plan is made from. Threads: any, all are constant.
struct SequenceData {
    std::shared_ptr<const analysis::Interactions> interactions;
    std::shared_ptr<const analysis::InteractionIndex> index; ///< null, as the two below: not made yet
    std::shared_ptr<const analysis::LanePyramid> pyramid;
    std::shared_ptr<const analysis::Traffic> traffic;
    /// All of them. Cost: linear; away from the GUI thread where there are many events.
    static SequenceData of(std::shared_ptr<const analysis::Interactions> interactions);
};

/// What neither size nor scroll position changes: the columns, the axis, and in which row or at which height everything stands. Shape: no memory per event but
/// for the rows of the ordinal axis. Threads: any, once made.
struct SequencePlan {
    std::shared_ptr<const analysis::Interactions> interactions;
    std::shared_ptr<const analysis::InteractionIndex> index; ///< null: a first look at a big run, only prevailing states are known
    std::shared_ptr<const analysis::LanePyramid> pyramid;
    std::shared_ptr<const analysis::Traffic> traffic;
    AxisMode mode = AxisMode::Ordinal;
    ColumnOrder order = ColumnOrder::Role;
    analysis::FoldLevel fold = analysis::FoldLevel::None;
    bool expanded = false;
    TimeAxis axis;
    std::vector<RowStart> rows;          ///< of the ordinal axis
    std::vector<Loop> loops;             ///< of the ordinal axis, by begin
    std::vector<Column> columns;
    std::vector<std::uint32_t> columnOf; ///< by lifeline
    std::vector<std::uint16_t> slotOf;   ///< by lifeline: its place in a shared column
    std::vector<Extent> extents;         ///< by lifeline
    std::vector<bool> barred;            ///< by task: at least one of its intervals is worth a bar
    std::array<bool, 6> states{};        ///< what the picture has, for the legend
    std::array<bool, 7> kinds{};
    std::int64_t longestGap = 0;         ///< ns between two rows of the ordinal axis
    std::int64_t same = 0;               ///< instants closer than this (ns) count as one step

    [[nodiscard]] bool coarse() const { return !index; }
    [[nodiscard]] const analysis::Activation &activation(std::uint32_t i) const { return interactions->activations[i]; }
    [[nodiscard]] const analysis::Message &message(std::uint32_t i) const { return interactions->messages[i]; }
    // Units. In the ordinal axis what begins or ends inside a loop ends at its frame. Cost: log of rows or knots.
    [[nodiscard]] double beginOf(std::uint32_t activation) const;
    [[nodiscard]] double endOf(std::uint32_t activation) const;
    [[nodiscard]] double sentAt(std::uint32_t message) const;
    [[nodiscard]] double receivedAt(std::uint32_t message) const;
    /// So short beside the rest of its task that it only shows when zoomed in; a row has no inside to zoom into.
    [[nodiscard]] bool sliver(std::uint32_t activation) const;
    [[nodiscard]] std::uint16_t slot(std::uint32_t activation) const;
    /// The loop that shows the message; null: it is shown itself. Cost: log of loops.
    [[nodiscard]] const Loop *loopOf(std::uint32_t message) const;

private:
    [[nodiscard]] double unitOf(const Point &point) const;
};

/// Workers beyond this many share one column until it is opened.
constexpr std::size_t kMaxWorkerColumns = 12;
/// Places that a shared column shows side by side.
constexpr std::uint16_t kMaxGroupSlots = 32;

/// What the reader chose.
struct PlanOptions {
    AxisMode mode = AxisMode::Ordinal;
    bool expandWorkers = false;
    ColumnOrder order = ColumnOrder::Role;
    std::vector<std::uint32_t> byHand;   ///< first lifelines of columns from left to right; those that are missing follow
    std::vector<analysis::FoldItem> folded; ///< see analysis::fold; empty: nothing is folded
    analysis::FoldLevel fold = analysis::FoldLevel::None;
};

/// Cost: linear in events for the axes of time, n log n for the ordinal one. Threads: any.
SequencePlan makePlan(const SequenceData &data, const PlanOptions &options);

} // namespace interleave::widgets
