// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/base/unique_fd.h"

#include <cstdint>
#include <optional>

namespace interleave::metrics {

/// Peak and present resident memory of this process. Units: bytes; empty where /proc has no such line.
/// Cost: some 12 µs. Source: VmHWM and VmRSS of /proc/self/status (they start anew with exec, unlike ru_maxrss).
struct OwnMemory {
    std::optional<std::int64_t> peakRssBytes;
    std::optional<std::int64_t> rssBytes;
};
OwnMemory readOwnMemory();

/// How long the calling thread has waited on a run queue. Threads: bound to the one that made it.
/// Cost: a read is some 0.6 µs, the descriptor is kept open. Source: /proc/thread-self/schedstat, second field.
class ThreadRunDelay {
public:
    ThreadRunDelay();
    /// Empty where the kernel does not tell.
    [[nodiscard]] std::optional<base::Nanoseconds> read() const;

private:
    base::UniqueFd m_fd;
};

} // namespace interleave::metrics
