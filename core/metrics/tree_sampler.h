// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/metrics/sample.h"

#include <sys/types.h>

#include <map>
#include <memory>
#include <optional>
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

    /// CPU time of all readings together.
    [[nodiscard]] base::Nanoseconds cost() const { return m_cost; }
    /// CPU time of the tree as far as known, ended processes included; never falls.
    [[nodiscard]] base::Nanoseconds cpu() const { return m_cpu; }
    /// Processes of the last reading, the root first.
    [[nodiscard]] std::vector<pid_t> processes() const;

private:
    struct Process;
    void adopt(pid_t pid);
    void adoptChildren(Process &parent);
    void adoptByScan();
    bool refresh(Process &process);
    void sumUp(Sample &sample);
    void readPss(Sample &sample);

    const pid_t m_root;
    const double m_allowed;
    const bool m_hasChildrenFiles;
    int m_descriptors; ///< that may still be kept open
    std::vector<char> m_buffer;
    std::map<pid_t, std::unique_ptr<Process>> m_processes;
    std::vector<pid_t> m_new; ///< found, not yet adopted
    base::Nanoseconds m_cpu{0}, m_endedCpu{0}, m_reapedBefore{0};
    base::Nanoseconds m_cost{0}, m_typicalCost{0};
    base::Nanoseconds m_nextPss{0};
    std::optional<base::Nanoseconds> m_lastTime;
    base::Nanoseconds m_lastCpu{0};
};

} // namespace interleave::metrics
