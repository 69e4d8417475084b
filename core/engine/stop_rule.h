// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/record/run_record.h"

#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

/// Whether the rounds have told enough, or have taken enough time. Pure.
///
/// The interval of a median stands in core/analysis too, with all that belongs to it; the engine conducts and may not analyse, and needs of
/// it no more than the two ranks. Both are held to the same reference values (tests/data/order_statistic_ci.csv).
namespace interleave::engine {

/// The 95 % interval of the median by order statistics; empty below 6 values.
std::optional<std::pair<double, double>> medianInterval(std::vector<double> values);

/// Half of that interval ÷ the median; empty without an interval or for a median of 0.
std::optional<double> relativeHalfWidth(std::vector<double> values);

/// Of every entry but those in `without`: the median makespan of its finished runs that count is known to so many percent.
/// `notThese`: rounds that will be run once more.
bool precisionReached(const record::ExperimentRecord &experiment, double percent, const std::set<base::EntryId> &without, const std::set<int> &notThese);

/// "precision of 2 % reached after 12 of 40 rounds", "budget of 60 s used up after 7 of 20 rounds"
std::string endedByPrecision(double percent, int rounds, std::int64_t of);
std::string endedByBudget(double seconds, int rounds, std::int64_t of);

} // namespace interleave::engine
