// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/metrics/sample.h"

#include <sys/types.h>

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <vector>

namespace interleave::metrics {

/// Reads what a process and everything below it uses, from outside and without any privilege.
/// CPU comes from the per-process clocks in nanoseconds; of a process that ended, what was last seen or what its parent was
/// told, whichever is more (the latter counts in ticks of 10 ms, so a single sample may be off by that much; sums do not drift).
/// Threads: one at a time. Cost: some 3 µs a process and sample plus 1 µs a thread looked at; see `cost` and `nextDelay`.
class TreeSampler {
public:
    static constexpr base::Nanoseconds kPeriod{20'000'000};
    static constexpr base::Nanoseconds kLongestPeriod{5'000'000'000};

    /// `allowedCores`: what 100 % of the allowed cores is.
    explicit TreeSampler(pid_t root, double allowedCores = readAllowedCores().allowed);
    ~TreeSampler();
    TreeSampler(const TreeSampler &) = delete;
    TreeSampler &operator=(const TreeSampler &) = delete;

    /// One reading. Within 10 ms of the one before it has no CPU percentage: clocks that lag a tick behind would make one
    /// beyond all cores. A tree that is gone reads as no process and no memory value.
    Sample sample();
    /// Until the next reading: 20 ms, or as much longer as keeps the readings under 1 % of a core.
    [[nodiscard]] base::Nanoseconds nextDelay() const;

    /// A process of the tree that is no part of what is measured, with all below it: in no later reading and in none of the figures below
    /// (but in `processes`, and its CPU time in `apartCpu`). Returns the instant of the first reading that it is in; empty: it is in none.
    std::optional<base::Nanoseconds> leaveOut(pid_t pid);

    /// CPU time of all readings together.
    [[nodiscard]] base::Nanoseconds cost() const { return m_cost; }
    /// CPU time of the tree as far as known, ended processes included; never falls.
    [[nodiscard]] base::Nanoseconds cpu() const { return m_cpu; }
    [[nodiscard]] base::Nanoseconds apartCpu() const { return m_apartCpu; }
    /// Peak of the largest process, as far as seen: VmHWM, read when PSS is and whenever a process is larger than all before it. Never
    /// ru_maxrss: a child's begins with its parent's.
    [[nodiscard]] std::optional<std::int64_t> processPeakBytes() const { return m_peakBytes > 0 ? std::optional(m_peakBytes) : std::nullopt; }
    /// Processes seen so far: those that came and went between two readings were not.
    [[nodiscard]] std::int64_t processesSeen() const { return m_seen; }
    /// Processes of the last reading, the root first.
    [[nodiscard]] std::vector<pid_t> processes() const;

private:
    struct Process;
    void adopt(pid_t pid, bool apart, base::Nanoseconds now);
    void adoptChildren(Process &parent);
    void adoptByScan();
    bool refresh(Process &process);
    void sumUp(Sample &sample);
    void readPeak(const Process &process);
    void readPss(Sample &sample);

    const pid_t m_root;
    const double m_allowed;
    const bool m_hasChildrenFiles;
    int m_descriptors; ///< that may still be kept open
    std::vector<char> m_buffer;
    std::map<pid_t, std::unique_ptr<Process>> m_processes;
    struct Found {
        pid_t pid = 0;
        bool apart = false;
    };
    std::vector<Found> m_new; ///< not yet adopted
    std::set<pid_t> m_leftOut;
    base::Nanoseconds m_cpu{0}, m_endedCpu{0}, m_reapedBefore{0}, m_apartCpu{0}, m_apartEnded{0};
    std::int64_t m_peakBytes = 0, m_seen = 0;
    base::Nanoseconds m_cost{0}, m_typicalCost{0};
    base::Nanoseconds m_nextPss{0};
    std::optional<base::Nanoseconds> m_lastTime;
    base::Nanoseconds m_lastCpu{0};
};

} // namespace interleave::metrics
