// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"

#include <cstdint>
#include <optional>

namespace interleave::metrics {

/// One reading of a process tree from outside. Units: instants absolute (CLOCK_MONOTONIC); percentages: 100 = one core.
struct Sample {
    base::Nanoseconds time{0};
    std::optional<double> cpuPercent;        ///< since the sample before; empty for the first, and when that is less than 10 ms ago
    std::optional<double> cpuPercentAllowed; ///< 100 = all allowed cores
    std::optional<std::int64_t> rssBytes;    ///< sum over the tree (shared pages counted once a process)
    std::optional<std::int64_t> pssBytes;    ///< only in the samples that read it
    std::int32_t processes = 0;
    std::int32_t threads = 0;
    bool operator==(const Sample &) const = default;
};

/// Cores the process may use: affinity and cgroup quota. Shape: may be a fraction.
struct AllowedCores {
    double allowed = 1;
    int affinity = 1;
    std::optional<double> quota;
    int online = 1;
    bool operator==(const AllowedCores &) const = default;
};
AllowedCores readAllowedCores();

} // namespace interleave::metrics
