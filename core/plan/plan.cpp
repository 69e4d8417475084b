// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/plan.h"

#include "core/plan/tasks.h"

#include <algorithm>

namespace interleave::plan {

std::string_view toText(StepKind kind)
{
    switch (kind) {
    case StepKind::Compute: return "compute";
    case StepKind::Sleep: return "sleep";
    case StepKind::Network: return "network";
    case StepKind::File: return "file";
    case StepKind::Memory: return "memory";
    case StepKind::Lock: return "lock";
    case StepKind::Command: return "command";
    }
    return "compute";
}

std::string defaultLabel(const ExecutorEntry &entry)
{
    std::string label = entry.id;
    for (const auto &[key, value] : entry.parameters)
        label += ' ' + key + '=' + toText(value);
    return label;
}

ParameterValue effectiveParameter(const ExecutorEntry &entry, const ExecutorDescriptor &descriptor, std::string_view key)
{
    if (const auto given = entry.parameters.find(std::string(key)); given != entry.parameters.end())
        return given->second;
    const ParameterDescriptor *parameter = descriptor.parameter(key);
    return parameter ? parameter->defaultValue : ParameterValue{};
}

std::int64_t taskCount(const Workload &workload, const ExecutorEntry &entry)
{
    std::int64_t count = 0;
    for (const TaskGroup &group : workload.groups)
        if (takesGroup(entry, group))
            count += group.count;
    return count;
}

std::optional<std::string> whyLeftOut(const Workload &workload, const ExecutorEntry &entry, const ExecutorDescriptor &descriptor)
{
    if (workload.arrival.kind == Arrival::Kind::Closed && !descriptor.closedLoop)
        return descriptor.id + " hands over no result before all tasks are done, so the clients of a closed loop would wait for ever";
    for (const TaskGroup &group : workload.groups) {
        if (!takesGroup(entry, group))
            continue;
        for (const Step &step : group.steps) {
            const std::string name(toText(kindOf(step)));
            if (std::find(descriptor.steps.begin(), descriptor.steps.end(), name) == descriptor.steps.end())
                return descriptor.id + " cannot run the step " + name + " of the group " + group.name;
        }
    }
    return std::nullopt;
}

} // namespace interleave::plan
