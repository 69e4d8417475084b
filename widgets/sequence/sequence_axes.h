// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/sequence/sequence_plan.h"

#include <vector>

/// The three time axes. For `makePlan` only.
namespace interleave::widgets {

/// Where every interval and hand-over begins and ends, by index. Units: units of the axis.
struct Units {
    std::vector<double> actBegin, actEnd, sent, received;
};

constexpr double kAfterLast = 0.7; ///< units that an axis goes on after the last instant

/// Instants closer than this (ns) count as one step: far below what the picture could tell apart.
std::int64_t sameInstant(const analysis::Interactions &all);

/// Rows instead of a scale, so each thing's place is told by `units` and not by its time. Cost: n log n.
TimeAxis ordinalAxis(const analysis::Interactions &all, const std::vector<std::uint32_t> &columnOf, Units &units);
TimeAxis compressedAxis(const analysis::Interactions &all);
TimeAxis proportionalAxis(const analysis::Interactions &all);

} // namespace interleave::widgets
