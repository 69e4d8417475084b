// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/catalogue.h"
#include "core/plan/plan.h"
#include "core/record/run_record.h"

#include <memory>

/// Hand-made outcomes with known numbers.
namespace interleave::samples {

plan::Catalogue catalogue();
/// serial, thread-per-task, thread-pool workers=4, process-pool workers=4, async-gather, async-semaphore limit=8, process-per-task.
plan::Plan plan(std::size_t entries = 7);
/// `tasks` tasks that end evenly over `makespanMs`; latency of task i is its end. 20 ms samples of 150 % and 24 MiB and more.
std::shared_ptr<const record::RunRecord> run(const plan::Plan &plan, std::uint32_t entry, double makespanMs, int tasks = 24, int repetition = 0);
/// Every entry three times, the first entry slowest.
std::shared_ptr<const record::ExperimentRecord> experiment(std::size_t entries = 7, int tasks = 24);

} // namespace interleave::samples
