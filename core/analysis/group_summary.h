// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/summary.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace interleave::analysis {

/// One task group in one run. Units: ns.
struct GroupSummary {
    std::string name;
    std::size_t submitted = 0;
    std::array<std::size_t, 6> outcomes{}; ///< tasks by TaskStatus
    /// From the run's start to the end of the group's last task, as for the run; empty when the run has none or no task ended.
    std::optional<std::int64_t> makespan;
    Distribution latency, queue, service; ///< of the group's succeeded tasks

    [[nodiscard]] std::size_t count(trace::TaskStatus status) const { return outcomes.at(static_cast<std::size_t>(status)); }
};

/// Every group that the run's entry takes, in the workload's order; one without a task too. Cost: n log n.
std::vector<GroupSummary> groupsOf(const record::RunRecord &run, const plan::Workload &workload);

} // namespace interleave::analysis
