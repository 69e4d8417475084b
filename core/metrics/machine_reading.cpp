// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/machine_reading.h"

#include <algorithm>

namespace interleave::metrics {
namespace {

constexpr base::Nanoseconds kLeastSleep{1'000'000};
constexpr base::Nanoseconds kLeastClockSet{50'000'000};

double percentOf(base::Nanoseconds part, base::Nanoseconds whole) { return 100.0 * std::max(base::toSeconds(part), 0.0) / base::toSeconds(whole); }

void addTimes(MachineUse &use, const MachineReading &before, const MachineReading &after, base::Nanoseconds ours)
{
    // A CPU that came or went has taken its times along.
    if (!before.times || !after.times || before.times->cpus != after.times->cpus)
        return;
    use.capacity = use.span * after.times->cpus;
    if (use.capacity < kLeastCapacity)
        return;
    const base::Nanoseconds own = after.ownCpu - before.ownCpu;
    const base::Nanoseconds steal = after.times->steal - before.times->steal;
    // By what was not idle: the kernel knows its idle time to the microsecond, who was busy only tick by tick.
    const base::Nanoseconds busy = use.capacity - (after.times->idle - before.times->idle);
    use.foreignPercent = percentOf(busy - steal - ours - own, use.capacity);
    use.stealPercent = percentOf(steal, use.capacity);
    use.ownPercent = percentOf(own, use.capacity);
}

std::optional<std::int64_t> growth(std::optional<std::int64_t> before, std::optional<std::int64_t> after)
{
    return before && after && *after >= *before ? std::optional(*after - *before) : std::nullopt;
}

std::optional<Throttling> growth(const std::optional<Throttling> &before, const std::optional<Throttling> &after)
{
    if (!before || !after || after->periods < before->periods)
        return std::nullopt;
    return Throttling{after->periods - before->periods, after->throttledPeriods - before->throttledPeriods, after->throttled - before->throttled};
}

} // namespace

MachineUse useBetween(const MachineReading &before, const MachineReading &after, base::Nanoseconds ours)
{
    MachineUse use;
    use.span = after.time - before.time;
    if (use.span.count() <= 0)
        return use;
    addTimes(use, before, after, ours);
    use.swappedPages = growth(before.swappedPages, after.swappedPages);
    use.throttling = growth(before.throttling, after.throttling);
    if (const auto pressure = growth(before.pressureUs, after.pressureUs))
        use.pressureUsPerS = static_cast<double>(*pressure) / base::toSeconds(use.span);
    const base::Nanoseconds slept = after.bootTime - before.bootTime - use.span;
    if (slept > kLeastSleep)
        use.slept = slept;
    const base::Nanoseconds moved = after.wallClock - before.wallClock - use.span;
    if (use.slept.count() == 0 && std::chrono::abs(moved) > kLeastClockSet)
        use.clockSet = moved;
    return use;
}

} // namespace interleave::metrics
