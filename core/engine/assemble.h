// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/run_process.h"
#include "core/metrics/spin_unit.h"
#include "core/plan/tasks.h"
#include "core/record/run_record.h"
#include "core/trace/trace.h"

#include <atomic>
#include <memory>
#include <span>

namespace interleave::engine {

/// Everything that is known of a run that is over.
struct RunFacts {
    record::RunKey key;
    plan::ExecutorEntry entry;
    std::shared_ptr<const trace::Mapping> trace;
    std::span<const plan::TaskSpec> tasks;
    double timeoutS = 0;
    double allowedCores = 1;
    std::optional<metrics::SpinUnit::Timing> spin; ///< right before the run
    bool keepTrace = true; ///< false: the record has no trace
};

/// Of the last run before a stop with more tasks than this the trace is not kept: who stops should not wait.
constexpr std::size_t kMostTasksOfAStoppedTrace = 200'000;
inline const std::atomic<bool> kNotAsked{false};

/// A run's end as a record. `stopAsked` may become true meanwhile. Cost: linear in tasks and events.
record::RunRecord assemble(const RunFacts &facts, const RunOutcome &outcome, const std::atomic<bool> &stopAsked = kNotAsked);

/// Highest use of CPU over any 100 ms (or all of it, if it is shorter) of the samples after `from`. Units: 100 = one core.
/// A single sample of short-lived processes may be off by a tick; see core/metrics.
std::optional<double> peakCpuPercent(std::span<const metrics::Sample> samples, base::Nanoseconds from);

} // namespace interleave::engine
