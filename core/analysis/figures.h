// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/record/run_record.h"

#include <memory>
#include <optional>
#include <string_view>
#include <vector>

namespace interleave::analysis {

/// What entries can be ranked by.
enum class Goal : std::uint8_t { Makespan, Throughput, MeanLatency, P99Latency, Memory, Cpu, Balanced };
std::string_view toText(Goal goal); ///< "makespan", "throughput", "mean-latency", "p99-latency", "memory", "cpu", "balanced"
std::optional<Goal> goalOf(std::string_view text);

/// True if a run is part of the figures: finished, measured, not replaced by a repetition, and the machine did not sleep meanwhile.
bool countsInFigures(const record::RunRecord &run);

using Runs = std::vector<std::shared_ptr<const record::RunRecord>>;
/// The entry's runs that count, in the order they ran.
Runs countingRuns(const record::ExperimentRecord &experiment, base::EntryId entry);

/// Which reading of memory all runs have: the proportional share where it was read, else the resident size.
enum class MemoryKind : std::uint8_t { Pss, Rss };
MemoryKind memoryKindOf(const record::ExperimentRecord &experiment);

/// What one run scored, for people. Empty: not measured, or too few tasks for it; Balanced: the makespan.
/// Units: ns, bytes, tasks per second; Cpu: ns of CPU time. Cost: linear in tasks for latencies.
std::optional<double> figureOf(const record::RunRecord &run, Goal goal, MemoryKind memory = MemoryKind::Pss);

/// The figure as something of which less is better; 0 and below are no cost.
std::optional<double> costOf(double figure, Goal goal);

} // namespace interleave::analysis
