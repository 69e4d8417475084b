// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/trace/event.h"

#include <algorithm>

namespace interleave::trace {
namespace {

constexpr unsigned kCauseShift = 56;
constexpr std::uint64_t kDurationMask = (std::uint64_t{1} << kCauseShift) - 1;

BlockCause causeOf(std::uint64_t part) { return static_cast<BlockCause>(part >> kCauseShift); }
std::int64_t durationOf(std::uint64_t part) { return static_cast<std::int64_t>(part & kDurationMask); }

} // namespace

TimePart partOf(BlockCause cause)
{
    switch (cause) {
    case BlockCause::LoopBusy: return TimePart::Runnable;
    case BlockCause::QueueFull:
    case BlockCause::Semaphore: return TimePart::Queued;
    default: return TimePart::Blocked;
    }
}

void CauseSums::add(BlockCause cause, base::Nanoseconds duration)
{
    if (duration.count() == 0 || cause == BlockCause::None)
        return;
    auto part = std::find_if(parts.begin(), parts.end(), [cause](std::uint64_t p) { return p == 0 || causeOf(p) == cause; });
    // All are taken: it counts where the totals stay right, or nowhere.
    for (auto last = parts.end(); part == parts.end() && last != parts.begin();)
        if (partOf(causeOf(*--last)) == partOf(cause))
            part = last;
    if (part == parts.end())
        return;
    const BlockCause kept = *part == 0 ? cause : causeOf(*part);
    const std::int64_t sum = std::clamp<std::int64_t>(durationOf(*part) + duration.count(), 0, static_cast<std::int64_t>(kDurationMask));
    *part = (static_cast<std::uint64_t>(kept) << kCauseShift) | static_cast<std::uint64_t>(sum);
}

base::Nanoseconds CauseSums::of(BlockCause cause) const
{
    for (const std::uint64_t part : parts)
        if (part != 0 && causeOf(part) == cause)
            return base::Nanoseconds(durationOf(part));
    return base::Nanoseconds(0);
}

base::Nanoseconds CauseSums::total(TimePart wanted) const
{
    std::int64_t sum = 0;
    for (const std::uint64_t part : parts)
        sum += partOf(causeOf(part)) == wanted ? durationOf(part) : 0;
    return base::Nanoseconds(sum);
}

void CauseSums::add(const CauseSums &other)
{
    for (const std::uint64_t part : other.parts)
        add(causeOf(part), base::Nanoseconds(durationOf(part)));
}

CauseSums CauseSums::checked() const
{
    CauseSums sums;
    for (const std::uint64_t part : parts)
        if (causeOf(part) <= BlockCause::Command)
            sums.add(causeOf(part), base::Nanoseconds(durationOf(part)));
    return sums;
}

} // namespace interleave::trace
