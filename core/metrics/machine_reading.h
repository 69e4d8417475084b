// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/metrics/machine_parse.h"
#include "core/metrics/proc_file.h"

#include <cstdint>
#include <optional>
#include <vector>

/// What the machine does while something runs on it.
namespace interleave::metrics {

/// One look at the whole machine. Units: instants absolute; counters since boot; empty: not to be had here.
struct MachineReading {
    base::Nanoseconds time{0};     ///< CLOCK_MONOTONIC
    base::Nanoseconds bootTime{0}; ///< CLOCK_BOOTTIME: goes on while the machine sleeps
    base::Nanoseconds wallClock{0};
    std::optional<MachineTimes> times;
    std::optional<std::int64_t> swappedPages;
    std::optional<std::int64_t> pressureUs;
    std::optional<Throttling> throttling;   ///< of the groups that this process is in
    base::Nanoseconds ownCpu{0};            ///< of this process
    base::Nanoseconds reapedCpu{0};         ///< of the children that it has waited for, and of theirs
};

/// What happened between two readings.
struct MachineUse {
    base::Nanoseconds span{0};
    base::Nanoseconds capacity{0};  ///< CPU time that there was: span × CPUs online; 0: not known
    std::optional<double> foreignPercent; ///< of the capacity: busy, not stolen, and not ours
    std::optional<double> stealPercent;
    std::optional<double> ownPercent;     ///< this process
    std::optional<double> pressureUsPerS;
    std::optional<std::int64_t> swappedPages;
    std::optional<Throttling> throttling;
    base::Nanoseconds slept{0};     ///< suspended meanwhile; 0 below 1 ms
    base::Nanoseconds clockSet{0};  ///< by which the wall clock was moved, if by more than 50 ms and not by sleep
};
/// `ours`: CPU time that the measured processes took meanwhile. The kernel counts the machine's time in ticks, so percentages
/// need a capacity of at least `kLeastCapacity` (200 ms of two CPUs) and are off by up to `kTickError` of CPU time.
MachineUse useBetween(const MachineReading &before, const MachineReading &after, base::Nanoseconds ours);
constexpr base::Nanoseconds kTickError{20'000'000};
constexpr base::Nanoseconds kLeastCapacity{400'000'000};

/// Makes readings. Threads: one at a time. Cost: some 35 µs each with two CPUs; see `cost` and `nextDelay`.
class MachineReader {
public:
    static constexpr base::Nanoseconds kPeriod{200'000'000};

    MachineReader();
    virtual ~MachineReader() = default;
    MachineReader(const MachineReader &) = delete;
    MachineReader &operator=(const MachineReader &) = delete;
    virtual MachineReading read(); ///< virtual: a test has a machine of its own
    /// Until the next reading: 200 ms, or as much longer as two of them need for percentages, and as keeps them under 0.1 % of a core.
    [[nodiscard]] base::Nanoseconds nextDelay() const;
    /// CPU time of all readings together.
    [[nodiscard]] base::Nanoseconds cost() const { return m_cost; }

private:
    int m_descriptors = 16; ///< that may be kept open
    std::vector<char> m_buffer;
    ProcFile m_stat, m_vmstat, m_pressure;
    std::vector<ProcFile> m_groups; ///< cpu.stat of the own cgroup and of those above
    base::Nanoseconds m_cost{0}, m_typicalCost{0};
    int m_cpus = 1;
};

} // namespace interleave::metrics
