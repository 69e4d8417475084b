// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/sequence/sequence_plan.h"

/// Who gets a column, and where. For `makePlan` and `buildPlan`.
namespace interleave::widgets {

/// Which lifelines share a column, in the order of roles. Sets columns, columnOf. Cost: linear in lifelines.
void makeColumns(SequencePlan &plan);
/// By lifeline: the one whose column it stands in, while the workers are collapsed; itself otherwise.
std::vector<std::uint32_t> groupsOf(const analysis::Interactions &all, bool expanded);
/// By first lifeline of each column: those that talk most stand side by side. Needs columns. Cost: pairs + columns².
std::vector<std::uint32_t> orderByCommunication(const SequencePlan &plan);
/// Puts columns whose first lifelines are named in that order; the others follow as they were.
void reorderColumns(SequencePlan &plan, const std::vector<std::uint32_t> &firstLifelines);
/// Extents, slots and sparklines. Needs columns, mode, barred. Cost: linear in activations.
void fillColumns(SequencePlan &plan);

} // namespace interleave::widgets
