// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/tasks.h"
#include "core/record/run_record.h"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace interleave::record {

/// A frozen copy of what a trace holds, finished or still written. Cost: linear in tasks; n log lanes in events.
/// `last`: nobody reads the events after this; their memory is given back before that of the tasks is taken.
FrozenTrace freeze(const std::shared_ptr<const trace::Mapping> &mapping, bool last = false);

/// The task table of a trace. `tasks` gives group and index. What never ended is `lost` if the run ended by itself.
std::vector<TaskRow> taskTable(const trace::Reader &reader, std::span<const plan::TaskSpec> tasks, base::Nanoseconds runStart);

/// Says in one line for how many of the tasks that succeeded the CPU time was not read, because that costs too much beside so short a task;
/// empty: for none.
std::string unreadCosts(std::span<const TaskRow> tasks);

} // namespace interleave::record
