// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/figures.h"
#include "core/analysis/paired_comparison.h"

namespace interleave::analysis {

/// Two entries of one session over the rounds in which both have a figure, whatever task groups they take: for who knows that they may be
/// compared. Rankings compare only what they may.
Comparison compareEntries(const record::ExperimentRecord &experiment, base::EntryId a, base::EntryId b, Goal goal = Goal::Makespan, const ComparisonRules &rules = {});

} // namespace interleave::analysis
