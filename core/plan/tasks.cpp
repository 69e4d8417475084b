// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/tasks.h"

#include <algorithm>
#include <cmath>

namespace interleave::plan {
namespace {

/// The number of the task with this index in its group. Distributions never get here: validation refuses them.
double numberAt(const Number &number, std::uint32_t index)
{
    if (const auto *constant = std::get_if<double>(&number))
        return *constant;
    if (const auto *indexed = std::get_if<Indexed>(&number))
        return indexed->base + static_cast<double>(index % indexed->modulo) * indexed->step;
    return std::get<Distribution>(number).first;
}

StepSpec specify(const Step &step, std::uint32_t index, const Calibration &calibration)
{
    constexpr double kNanosecondsPerMs = 1e6;
    StepSpec spec{kindOf(step), 0};
    if (const auto *compute = std::get_if<Compute>(&step)) {
        const double amount = numberAt(compute->amount, index);
        spec.amount = std::llround(compute->milliseconds ? amount * calibration.iterationsPerMs : amount);
    } else if (const auto *sleep = std::get_if<Sleep>(&step)) {
        spec.amount = std::llround(numberAt(sleep->ms, index) * kNanosecondsPerMs);
    }
    return spec;
}

} // namespace

bool needsCalibration(const Workload &workload)
{
    const auto calibrated = [](const Step &step) {
        const auto *compute = std::get_if<Compute>(&step);
        return compute && compute->milliseconds;
    };
    return std::any_of(workload.groups.begin(), workload.groups.end(),
                       [&](const TaskGroup &group) { return std::any_of(group.steps.begin(), group.steps.end(), calibrated); });
}

std::vector<TaskSpec> expandTasks(const Workload &workload, const ExecutorEntry &entry, const Calibration &calibration)
{
    std::vector<TaskSpec> tasks;
    tasks.reserve(static_cast<std::size_t>(taskCount(workload, entry)));
    for (std::uint32_t g = 0; g < workload.groups.size(); ++g) {
        const TaskGroup &group = workload.groups[g];
        if (!entry.groups.empty() && std::find(entry.groups.begin(), entry.groups.end(), group.name) == entry.groups.end())
            continue;
        for (std::uint32_t index = 0; index < group.count; ++index) {
            TaskSpec &task = tasks.emplace_back();
            task.id = base::TaskId{static_cast<std::uint32_t>(tasks.size() - 1)};
            task.group = g;
            task.index = index;
            task.timeout = std::chrono::milliseconds(group.taskTimeoutMs.value_or(0));
            task.steps.reserve(group.steps.size());
            for (const Step &step : group.steps)
                task.steps.push_back(specify(step, index, calibration));
        }
    }
    return tasks;
}

} // namespace interleave::plan
