// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/form/number_preview.h"

#include "core/plan/tasks.h"

#include <algorithm>

namespace interleave::widgets {
namespace {

/// With so many iterations a millisecond, calibrated work is specified in nanoseconds.
constexpr double kNanosecondsPerMs = 1e6;
constexpr double kBytesPerMib = 1048576;

double perUnit(Unit unit)
{
    switch (unit) {
    case Unit::Milliseconds: return kNanosecondsPerMs;
    case Unit::Mebibytes: return kBytesPerMib;
    case Unit::None:
    case Unit::Bytes:
    case Unit::Iterations: break;
    }
    return 1;
}

} // namespace

std::vector<double> previewNumbers(const NumberPlace &place, const StepField &field, std::size_t count)
{
    plan::Workload workload;
    workload.seed = place.seed;
    workload.groups.resize(place.group + 1);
    plan::TaskGroup &group = workload.groups.back();
    group.name = "previewed";
    group.count = static_cast<std::int64_t>(count);
    group.steps.resize(place.step + 1);
    group.steps.back() = place.value;
    plan::ExecutorEntry entry;
    entry.groups = {group.name};
    std::vector<double> values;
    for (const plan::TaskSpec &task : plan::expandTasks(workload, entry, {kNanosecondsPerMs})) {
        const plan::StepSpec &step = task.steps.back();
        const std::int64_t value = field.part == 0 ? step.amount : field.part == 1 ? step.second : step.third;
        values.push_back(static_cast<double>(value) / perUnit(field.unit));
    }
    return values;
}

std::vector<int> histogram(const std::vector<double> &values, std::size_t bins)
{
    std::vector<int> counts(bins);
    if (values.empty() || bins == 0)
        return counts;
    const auto [low, high] = std::minmax_element(values.begin(), values.end());
    for (const double value : values) {
        const double share = *high > *low ? (value - *low) / (*high - *low) : 0.5;
        ++counts[std::min(static_cast<std::size_t>(share * static_cast<double>(bins)), bins - 1)];
    }
    return counts;
}

} // namespace interleave::widgets
