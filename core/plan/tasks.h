// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/base/ids.h"
#include "core/plan/plan.h"

#include <cstdint>
#include <vector>

namespace interleave::plan {

/// A step with its number worked out for one task: what executors and workers run.
/// Shape: `amount` is iterations for compute, nanoseconds for sleep. Later steps add fields; the wire format follows.
struct StepSpec {
    StepKind kind = StepKind::Compute;
    std::int64_t amount = 0;
    bool operator==(const StepSpec &) const = default;
};

/// One task, ready to run.
struct TaskSpec {
    base::TaskId id;                 ///< over the run, groups in plan order
    std::uint32_t group = 0;         ///< index into Workload::groups
    std::uint32_t index = 0;         ///< in its group
    base::Nanoseconds timeout{0};    ///< 0: none
    base::Nanoseconds due{0};        ///< offset from the run's start; 0 when all arrive at once
    std::vector<StepSpec> steps;
    bool operator==(const TaskSpec &) const = default;
};

/// What `cpu_ms` means on this machine: measured once an experiment, stored in the record.
struct Calibration {
    double iterationsPerMs = 0; ///< 0: not calibrated (no step needs it)
};

/// True if a step of the workload counts in calibrated milliseconds.
bool needsCalibration(const Workload &workload);

/// The tasks that `entry` takes, the same for every entry and repetition with the same groups.
/// Cost: linear; one small vector a task.
std::vector<TaskSpec> expandTasks(const Workload &workload, const ExecutorEntry &entry, const Calibration &calibration);

} // namespace interleave::plan
