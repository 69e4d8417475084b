// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/consistency.h"
#include "core/analysis/finding.h"
#include "core/analysis/noise.h"
#include "core/analysis/ranking.h"

#include <nlohmann/json.hpp>

namespace interleave::exporting {

/// What results.json says about who is better, and how sure that is. Entries are named by their labels.
/// Shape: `ranking`: goal, rules, leagues and every comparison within them; `ranks`: place and verdict of every entry by each goal.
nlohmann::ordered_json rankingJson(const analysis::Ranking &ranking, const plan::Plan &plan);
nlohmann::ordered_json ranksJson(const record::ExperimentRecord &experiment);
nlohmann::ordered_json findingJson(const analysis::Finding &finding, const plan::Plan &plan);
nlohmann::ordered_json noiseJson(const analysis::NoiseVerdict &noise, const plan::Plan &plan);

/// Checks that a run failed: check, text, meaning.
nlohmann::ordered_json violationsJson(const std::vector<analysis::Violation> &violations, const plan::Plan &plan);

/// Place and verdict of one entry: rank, rank_last, ranked_among, verdict, rounds_needed.
nlohmann::ordered_json placeJson(const analysis::RankedEntry &row, analysis::Goal goal);

} // namespace interleave::exporting
