// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/sequence/sequence_plan.h"

#include <vector>

/// The three time axes. For `makePlan` only.
namespace interleave::widgets {

constexpr double kAfterLast = 0.7; ///< units that an axis goes on after the last instant

/// Instants closer than this (ns) count as one step: far below what the picture could tell apart.
std::int64_t sameInstant(const analysis::Interactions &all);

/// Rows instead of a scale: sets axis, rows and loops. Needs columns. Cost: n log n.
void makeRows(SequencePlan &plan, const std::vector<analysis::FoldItem> &folded);
TimeAxis compressedAxis(const analysis::Interactions &all);
TimeAxis proportionalAxis(const analysis::Interactions &all);

} // namespace interleave::widgets
