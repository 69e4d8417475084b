// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/ranking.h"
#include "core/export/columns.h"
#include "core/record/run_record.h"

#include <string>
#include <vector>

namespace interleave::exporting {

/// The results as cells for people: a row per executor entry, in the order of its rank (ties by label; without places as in the plan).
/// One unit per column, named in its header, so that numbers can be compared down the column. Not measured: a dash. A percentile that n
/// does not allow is the largest value instead, as "max of n".
Columns resultColumns(const record::ExperimentRecord &experiment, const analysis::Ranking &ranking);
/// Ranked by makespan.
Columns resultColumns(const record::ExperimentRecord &experiment);

/// What the table says, in a sentence; then, if need be, who is ranked apart from the others and why, and the noise verdict.
std::vector<std::string> resultFinding(const record::ExperimentRecord &experiment, const analysis::Ranking &ranking);
std::vector<std::string> resultFinding(const record::ExperimentRecord &experiment);

/// "starter: 24 tasks, 8 rounds + 1 warm-up, on 2 of 4 cores"
std::string resultTitle(const record::ExperimentRecord &experiment);

/// What went wrong, a line each, the same thing said once: failed runs and tasks with their reasons, warnings, checks that a run failed.
std::vector<std::string> resultNotes(const record::ExperimentRecord &experiment);

} // namespace interleave::exporting
