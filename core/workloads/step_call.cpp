// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workloads/step_call.h"

#include <algorithm>
#include <array>
#include <cassert>

namespace interleave::workloads {
namespace {

using base::Nanoseconds;
using trace::EventKind;

constexpr Nanoseconds kSlice = std::chrono::milliseconds(10); ///< between looks at the stop flag where nothing else wakes

bool sleepInSlices(Nanoseconds until, const std::atomic<bool> *cancelled)
{
    for (auto now = base::monotonicNow(); now < until; now = base::monotonicNow()) {
        if (cancelled && cancelled->load(std::memory_order_relaxed))
            return false;
        const timespec next = base::toTimespec(cancelled ? std::min(until, now + kSlice) : until);
        ::clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &next, nullptr);
    }
    return true;
}

/// When a wait has to look again at the latest; empty: never.
std::optional<Nanoseconds> nextLook(const StepCall &call, std::optional<Nanoseconds> until, Nanoseconds now)
{
    Nanoseconds next = call.noLaterThanDeadline(until.value_or(Nanoseconds::max()));
    if (call.context.cancelled && call.context.stopFd < 0)
        next = std::min(next, now + kSlice);
    return next == Nanoseconds::max() ? std::nullopt : std::optional(next);
}

} // namespace

const plan::StepDetail *StepCall::detail() const
{
    const bool there = context.services && step.detail < context.services->details.size();
    return there ? &context.services->details[step.detail] : nullptr;
}

bool StepCall::goesOn() const
{
    if (context.cancelled && context.cancelled->load(std::memory_order_relaxed))
        return false;
    return deadline.count() == 0 || base::monotonicNow() < deadline;
}

Nanoseconds StepCall::noLaterThanDeadline(Nanoseconds until) const { return deadline.count() > 0 ? std::min(until, deadline) : until; }

Blocking::Blocking(StepCall &call, trace::BlockCause cause)
    : m_call(call)
    , m_cause(cause)
{
    if (call.context.interlude)
        call.context.interlude->beforeBlocking(call.task.id);
    m_before = ThreadCost::nowIf(call.measured);
    record(EventKind::Blocked, m_before.at);
}

Blocking::~Blocking()
{
    // Of one that is not measured, its work and its waiting for a processor count as none. Ready, but not yet running again, is waiting for a
    // processor, not for what the step waited for.
    const ThreadCost now = ThreadCost::nowIf(m_call.measured);
    record(EventKind::Resumed, now.at);
    m_call.blockedBy.add(m_cause, (now - m_before).idle());
    if (m_call.context.interlude)
        m_call.context.interlude->afterBlocking(m_call.task.id);
}

void Blocking::record(EventKind kind, Nanoseconds at)
{
    m_call.context.lane.append(trace::Event{at.count(), m_call.task.id.value, base::kNoLane.value, kind, static_cast<std::uint8_t>(m_cause), m_call.index, 0, 0});
}

Wake waitFor(const StepCall &call, std::span<pollfd> descriptors, std::optional<Nanoseconds> until)
{
    std::array<pollfd, 5> all{};
    assert(descriptors.size() < all.size());
    std::copy(descriptors.begin(), descriptors.end(), all.begin());
    all[descriptors.size()] = {call.context.stopFd, POLLIN, 0};
    for (;;) {
        if (!call.goesOn())
            return Wake::Interrupted;
        const auto now = base::monotonicNow();
        if (until && now >= *until)
            return Wake::Due;
        const auto next = nextLook(call, until, now);
        const timespec left = base::toTimespec(std::max(next.value_or(now) - now, Nanoseconds{}));
        if (::ppoll(all.data(), descriptors.size() + 1, next ? &left : nullptr, nullptr) <= 0)
            continue;
        std::copy_n(all.begin(), descriptors.size(), descriptors.begin());
        if (std::any_of(descriptors.begin(), descriptors.end(), [](const pollfd &d) { return d.revents != 0; }))
            return Wake::Ready;
    }
}

TaskOutcome pauseFor(StepCall &call, Nanoseconds duration)
{
    bool slept = false, whole = false;
    {
        const Blocking blocking(call, trace::BlockCause::Sleep);
        const Nanoseconds end = blocking.begin() + duration;
        const Nanoseconds until = call.noLaterThanDeadline(end);
        whole = until == end;
        slept = call.context.sleepUntil ? call.context.sleepUntil(until) : sleepInSlices(until, call.context.cancelled);
    }
    return slept && whole ? TaskOutcome{} : call.interrupted();
}

} // namespace interleave::workloads
