// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/record/run_record.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace interleave::analysis {

/// A task in two runs of one plan: the same work, the same draws, other executors or other repetitions. Units: ns; a difference is b − a. Empty: not to be had in one of them.
struct LifeDifference {
    std::uint32_t group = 0, index = 0; ///< of the workload, which tell a task in any run
    std::uint32_t taskA = 0, taskB = 0; ///< its number in each
    std::int64_t latencyA = 0, latencyB = 0;
    std::int64_t latency = 0;
    std::optional<std::int64_t> queue, service, onCpu, runnable, blocked;
    /// Of a wait by cause, those that differ, the largest first.
    struct Cause {
        trace::BlockCause cause = trace::BlockCause::None;
        std::int64_t ns = 0;
        bool operator==(const Cause &) const = default;
    };
    std::vector<Cause> causes;
};

/// The tasks whose latencies differ most, the largest difference first, at most `most`; tasks that did not finish in both are left out.
struct LifeDifferences {
    std::vector<LifeDifference> tasks;
    std::size_t compared = 0;            ///< tasks that finished in both
    std::size_t onlyA = 0, onlyB = 0;    ///< finished in one only
};
/// Cost: linear in tasks, and n log `most`.
LifeDifferences lifeDifferences(const record::RunRecord &a, const record::RunRecord &b, std::size_t most);

} // namespace interleave::analysis
