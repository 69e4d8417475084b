// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/task_life.h"

#include <functional>

/// The parts of `followTask`; the critical path uses them too, nothing else.
namespace interleave::analysis::life {

/// A trace as phases are read from it. Borrowed.
struct Source {
    const record::FrozenTrace &trace;
    std::int64_t origin = 0; ///< the run's start
    [[nodiscard]] std::int64_t relative(std::int64_t absolute) const { return absolute - origin; }
    [[nodiscard]] std::string nameOf(base::LaneId lane) const;
    [[nodiscard]] trace::LaneRole roleOf(base::LaneId lane) const;
    /// The first event at or after `absolute`. Cost: log n.
    [[nodiscard]] std::size_t eventAt(std::int64_t absolute) const;
    /// The last event before the one at `i`, not earlier than `since` (absolute), that is wanted; nullptr: none.
    [[nodiscard]] const trace::Reader::LaneEvent *lastBefore(std::size_t i, std::int64_t since, const std::function<bool(const trace::Reader::LaneEvent &)> &wanted) const;
};
Source sourceOf(const record::FrozenTrace &trace, base::Nanoseconds runStart);

/// From due (or submitted) to the start, or to the end of one that never started. Units: absolute.
std::vector<LifePhase> beforeStart(const Source &source, const trace::TaskLife &life, std::int64_t begin, std::int64_t end);
/// From the start to `end`, as events tell. Shape: `life` has started.
std::vector<LifePhase> recordedAfterStart(const Source &source, const trace::TaskLife &life, std::int64_t end);
/// The same fitted to what was measured of it.
std::vector<LifePhase> afterStart(const Source &source, const trace::TaskLife &life, std::int64_t end);

/// Makes the phases that are Blocked last as long as was measured, cause by cause: what a wait has too much it was ready again, what is missing is taken from Running.
void fitToSums(std::vector<LifePhase> &phases, const trace::TaskLife &life);

} // namespace interleave::analysis::life
