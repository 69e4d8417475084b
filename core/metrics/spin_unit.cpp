// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/spin_unit.h"

#include <algorithm>

namespace interleave::metrics {
namespace {

/// Dependent steps that no compiler folds.
void spin(std::uint64_t steps)
{
    std::uint64_t state = 0x9e3779b97f4a7c15U;
    for (std::uint64_t i = 0; i < steps; ++i) {
        state ^= state << 13U;
        state ^= state >> 7U;
        state ^= state << 17U;
        asm volatile("" : "+r"(state));
    }
}

base::Nanoseconds timed(std::uint64_t steps)
{
    const base::Nanoseconds begin = base::monotonicNow();
    spin(steps);
    return base::monotonicNow() - begin;
}

} // namespace

SpinUnit::SpinUnit()
{
    constexpr std::uint64_t kProbe = 200'000;
    constexpr int kProbes = 10;
    base::Nanoseconds best = timed(kProbe);
    // The fastest: the others were interrupted.
    for (int i = 1; i < kProbes; ++i)
        best = std::min(best, timed(kProbe));
    m_steps = std::max<std::uint64_t>(kProbe * static_cast<std::uint64_t>(kLength.count()) / static_cast<std::uint64_t>(std::max<std::int64_t>(best.count(), 1)), 1);
}

SpinUnit::Timing SpinUnit::measure(int times, base::Nanoseconds atMost) const
{
    constexpr int kFewest = 3;
    base::Nanoseconds sum{0}, minimum = base::Nanoseconds::max();
    int done = 0;
    for (; done < std::max(times, kFewest) && (done < kFewest || sum < atMost); ++done) {
        const base::Nanoseconds one = timed(m_steps);
        sum += one;
        minimum = std::min(minimum, one);
    }
    return {sum / done, minimum};
}

} // namespace interleave::metrics
