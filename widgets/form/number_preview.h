// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/plan.h"
#include "widgets/form/step_fields.h"

#include <cstdint>
#include <vector>

namespace interleave::widgets {

/// Where a number stands in a workload: what its draws depend on.
struct NumberPlace {
    std::uint64_t seed = 1;
    std::uint32_t group = 0;
    std::uint32_t step = 0;
    plan::Step value; ///< the step with the number in it
};

inline constexpr std::size_t kPreviewedTasks = 200;

/// What the field's number is for the first `count` tasks of its group, exactly as a run works it out; in the field's unit.
/// Cost: one plan::TaskSpec a task.
std::vector<double> previewNumbers(const NumberPlace &place, const StepField &field, std::size_t count = kPreviewedTasks);

/// Number of values in each of `bins` equal parts between the smallest and the largest value.
std::vector<int> histogram(const std::vector<double> &values, std::size_t bins);

} // namespace interleave::widgets
