// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"

#include <cstdint>

namespace interleave::metrics {

/// A fixed piece of work on one core, some 1.5 ms long where it was made: the same work timed again and again shows whether the
/// machine still is as fast as it was. Threads: any; works in the caller's.
class SpinUnit {
public:
    static constexpr base::Nanoseconds kLength{1'500'000};

    /// Finds out how much work that is. Cost: some 10 ms.
    SpinUnit();

    struct Timing {
        base::Nanoseconds mean{0}, minimum{0};
    };
    /// Wall-clock time of the unit, `times` in a row, or three if they take longer than `atMost` (others have the core then). Cost: 1.5 ms each.
    [[nodiscard]] Timing measure(int times, base::Nanoseconds atMost = std::chrono::hours(1)) const;

private:
    std::uint64_t m_steps = 0;
};

} // namespace interleave::metrics
