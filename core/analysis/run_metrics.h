// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/record/run_record.h"

#include <cstddef>
#include <optional>

namespace interleave::analysis {

/// One run as a whole. Empty: not to be had; without tasks or without a makespan there is no rate.

/// Tasks in the system on average: Σ latency ÷ makespan, over all tasks that ended.
std::optional<double> meanConcurrency(const record::RunRecord &run);

/// CPUs in use on average: the tasks' CPU time ÷ makespan; empty if a task that started has no CPU time.
std::optional<double> parallelism(const record::RunRecord &run);

/// succeeded ÷ all
std::optional<double> goodput(const record::RunRecord &run);

/// Lanes that carried out tasks; 0 if none did.
std::size_t busyLanes(const record::RunRecord &run);

/// What an efficiency is per: the lanes that carried out tasks; on an event loop, whose one lane has many under way, the most at once.
std::size_t width(const record::RunRecord &run);

/// True if tasks ran on an event loop.
bool onEventLoop(const record::RunRecord &run);

/// Jain's index over the tasks of each worker lane, those without any too: 1 = all as many. One lane: 1.
std::optional<double> fairness(const record::RunRecord &run);

/// Largest number of tasks that had started and not ended at once.
std::size_t peakConcurrency(const record::RunRecord &run);

/// Percent of a core, of the machine, of what is allowed; empty where the time or the difference is no measurement.
struct CpuPercent {
    double ofOneCore = 0, ofMachine = 0, ofAllowed = 0;
};
std::optional<CpuPercent> cpuPercent(double cpuSeconds, double wallSeconds, int onlineCpus, double allowedCpus);

} // namespace interleave::analysis
