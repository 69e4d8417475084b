// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/interactions.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace interleave::widgets {

/// How time becomes height. Ordinal: a row per step of the story; Compressed: true time, but long gaps cut out; Proportional: true time.
enum class AxisMode : std::uint8_t { Ordinal, Compressed, Proportional };

/// The mode that suits a picture of that many events.
AxisMode defaultMode(std::size_t events);

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

/// A head and its line: one lifeline, or many workers taken together.
struct Column {
    std::vector<std::uint32_t> lifelines;
    bool group = false;    ///< stands for several lifelines, or is the first of those it would stand for
    bool expanded = false; ///< with `group`: the first of the shown members
    std::uint16_t slots = 1;
    double busy = 0; ///< mean of its lifelines
    std::uint32_t firstActivation = 0, endActivation = 0; ///< into SequencePlan::activations
};

/// An activation as it stands in the picture.
struct PlacedActivation {
    std::uint32_t source; ///< index into Interactions::activations
    std::uint32_t column;
    std::uint16_t slot;
    double begin, end;    ///< units
    double reach;         ///< the greatest `end` of the column so far: makes searching quick
    bool sliver;          ///< so short beside the rest of its task that it only shows when zoomed in
};

/// A message as it stands in the picture.
struct PlacedMessage {
    std::uint32_t source; ///< index into Interactions::messages
    std::uint32_t from, to; ///< columns
    double sent, received;  ///< units
    double reach;           ///< the greatest end so far
};

/// Everything about the picture of a run that neither size nor scroll position changes. A value, shared between threads.
struct SequencePlan {
    std::shared_ptr<const analysis::Interactions> interactions;
    AxisMode mode = AxisMode::Ordinal;
    bool expanded = false;
    TimeAxis axis;
    std::vector<Column> columns;
    std::vector<std::uint32_t> columnOf;          ///< by lifeline
    std::vector<PlacedActivation> activations;    ///< by column and begin
    std::vector<PlacedMessage> messages;          ///< by first end
    std::vector<double> instants;                 ///< units where something happens, ascending: what the time column may name
};

/// Workers beyond this many share one column until it is opened.
constexpr std::size_t kMaxWorkerColumns = 12;
/// Places that a shared column shows side by side.
constexpr std::uint16_t kMaxGroupSlots = 32;

/// Cost: n log n. Threads: any.
SequencePlan makePlan(std::shared_ptr<const analysis::Interactions> interactions, AxisMode mode, bool expandWorkers);

} // namespace interleave::widgets
