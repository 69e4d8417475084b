// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/sequence/sequence_layout.h"

#include <algorithm>
#include <utility>
#include <vector>

/// What of a plan is in view. For `layoutFrame` and its parts only.
namespace interleave::widgets {

constexpr double kOutside = 40;           ///< how far beyond the body shapes may reach: keeps coordinates small
constexpr std::size_t kDenseEvents = 3'000; ///< more bars or arrows in view than these are not drawn one by one

/// Between units and pixels of a frame.
struct Scale {
    explicit Scale(const FrameInput &input)
        : in(input)
    {
    }
    [[nodiscard]] double y(double unit) const { return unit * in.scale - in.top; }
    [[nodiscard]] double unit(double y) const { return (y + in.top) / in.scale; }
    [[nodiscard]] double yOf(std::int64_t time) const { return y(in.plan.axis.unit(time)); }
    [[nodiscard]] std::int64_t time(double y) const { return in.plan.axis.time(unit(y)); }
    [[nodiscard]] double clipped(double value) const { return std::clamp(value, -kOutside, in.height + kOutside); }
    const FrameInput &in;
};

struct InView {
    std::vector<std::uint32_t> activations; ///< lane by lane, by begin
    std::vector<std::uint32_t> messages;    ///< by sent; without those that loops show
    bool dense = false;                     ///< there are more: the lists end somewhere
};
/// Cost: log n, and what is found.
InView findInView(const FrameInput &input);

/// Loops that reach into the view, as [first, last) of SequencePlan::loops.
std::pair<std::size_t, std::size_t> loopsInView(const FrameInput &input);

/// Prevailing states between two heights.
void addCells(const FrameInput &input, SequenceFrame &frame, double from, double to);
/// Hand-overs between each two lines.
void addRibbons(const FrameInput &input, SequenceFrame &frame);
/// Frames of loops, with the arrows and the states in them.
void addLoops(const FrameInput &input, SequenceFrame &frame);
void addPath(const FrameInput &input, SequenceFrame &frame);

} // namespace interleave::widgets
