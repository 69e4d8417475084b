// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

/// What no scheduler can beat, and what a dynamic pool does. Units: any one unit of time, the same throughout.
namespace interleave::analysis {

/// ⌈n ÷ workers⌉ · duration: n equal tasks that only wait. 0 tasks: 0. Shape: workers ≥ 1.
double equalTasksBound(std::size_t n, std::size_t workers, double duration);

/// No schedule of these tasks on so many workers is shorter: the longest task, the work ÷ workers, and for equal tasks ⌈n ÷ workers⌉ · d.
double makespanBound(std::span<const double> durations, std::size_t workers);

/// n tasks that compute and then wait: as `makespanBound`, and the CPU time ÷ cores.
struct MixedBound {
    double cpuCapacity = 0; ///< n · cpu ÷ cores
    double concurrency = 0; ///< ⌈n ÷ workers⌉ · (cpu + wait)
    [[nodiscard]] double lower() const { return cpuCapacity > concurrency ? cpuCapacity : concurrency; }
};
MixedBound mixedBound(std::size_t n, double cpu, double wait, double cores, std::size_t workers);

/// When each task begins and ends if the next free worker takes the next task. Shape: in the order of `durations`.
struct Schedule {
    std::vector<double> starts, ends;
    double makespan = 0; ///< from 0 to the last end
};
/// `due`: when each task comes, ascending; empty: all at 0.
Schedule listSchedule(std::span<const double> durations, std::size_t workers, std::span<const double> due = {});

} // namespace interleave::analysis
