// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/base/ids.h"
#include "core/plan/plan.h"

#include <cstdint>
#include <string>
#include <vector>

namespace interleave::plan {

/// A step with its numbers worked out for one task: what executors and workers run.
/// Shape: what the numbers are depends on the kind.
///
///     kind      amount              second               third
///     compute   iterations          –                    –
///     sleep     ns                  –                    –
///     network   delay, ns           bytes of the request bytes of the response
///     file      bytes               –                    –
///     memory    bytes               hold, ns             –
///     lock      hold, ns            –                    –
///     command   time-out, ns; 0: –  –                    –
struct StepSpec {
    StepKind kind = StepKind::Compute;
    std::int64_t amount = 0;
    std::int64_t second = 0;
    std::int64_t third = 0;
    std::uint32_t detail = 0; ///< index into the run's StepDetails
    bool operator==(const StepSpec &) const = default;
};

/// What a step says that is the same for all tasks of its group. One a step of the workload, in the order of groups and steps.
struct StepDetail {
    std::string host;              ///< network; empty: the run's own responder
    std::uint16_t port = 0;        ///< network
    bool keepAlive = true;         ///< network
    bool write = false;            ///< file
    bool fsync = false;            ///< file
    std::uint32_t lock = 0;        ///< lock: index into lockNames()
    std::vector<std::string> argv; ///< command
    std::string cwd;               ///< command; empty: where the program was started
    bool operator==(const StepDetail &) const = default;
};

/// One task, ready to run.
struct TaskSpec {
    base::TaskId id;                 ///< over the run, groups in plan order
    std::uint32_t group = 0;         ///< index into Workload::groups
    std::uint32_t index = 0;         ///< in its group
    std::uint32_t payloadBytes = 0;  ///< input that is copied to a worker process
    std::uint32_t resultBytes = 0;   ///< output that is copied back
    base::Nanoseconds timeout{0};    ///< 0: none
    base::Nanoseconds due{0};        ///< offset from the run's start; 0 when all arrive at once, and in a closed loop
    std::vector<StepSpec> steps;
    bool operator==(const TaskSpec &) const = default;
};

/// What `cpu_ms` means on this machine: measured once an experiment, stored in the record.
struct Calibration {
    double iterationsPerMs = 0; ///< 0: not calibrated (no step needs it)
};

/// True if a step of the workload counts in calibrated milliseconds.
bool needsCalibration(const Workload &workload);

/// True if the entry takes this group.
bool takesGroup(const ExecutorEntry &entry, const TaskGroup &group);

/// True if a group that the entry takes has a step of this kind.
bool usesStep(const Workload &workload, const ExecutorEntry &entry, StepKind kind);

/// The names of the workload's locks, each once.
std::vector<std::string> lockNames(const Workload &workload);

std::vector<StepDetail> stepDetails(const Workload &workload);

/// The tasks that `entry` takes, the same for every entry and repetition with the same groups.
/// Cost: linear; one small vector a task.
std::vector<TaskSpec> expandTasks(const Workload &workload, const ExecutorEntry &entry, const Calibration &calibration);

} // namespace interleave::plan
