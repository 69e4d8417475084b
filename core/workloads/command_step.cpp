// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workloads/command_step.h"

#include "core/workloads/shim_process.h"

#include <array>

namespace interleave::workloads {
namespace {

using base::Nanoseconds;

constexpr Nanoseconds kGraceOfTimeout = std::chrono::milliseconds(500);
constexpr Nanoseconds kGraceOfCancel = std::chrono::milliseconds(150);
constexpr Nanoseconds kFarewell = std::chrono::milliseconds(500);

std::array<pollfd, 3> toPoll(const ShimProcess &process)
{
    const auto fds = process.descriptors();
    return {{{fds[0], POLLIN, 0}, {fds[1], POLLIN, 0}, {fds[2], POLLIN, 0}}};
}

/// Returns when the command is gone, or a while after the SIGKILL: some things cannot be interrupted.
void end(ShimProcess &process, Nanoseconds grace)
{
    process.stop(grace);
    const auto until = base::monotonicNow() + grace + kFarewell;
    while (!process.pump()) {
        const auto left = until - base::monotonicNow();
        if (left.count() <= 0)
            return;
        auto descriptors = toPoll(process);
        const timespec time = base::toTimespec(left);
        ::ppoll(descriptors.data(), descriptors.size(), &time, nullptr);
    }
}

/// Ready: it has ended by itself; else it was ended.
Wake conduct(StepCall &call, ShimProcess &process, std::optional<Nanoseconds> until)
{
    const Blocking blocking(call, trace::BlockCause::Command);
    while (!process.pump()) {
        auto descriptors = toPoll(process);
        const Wake wake = waitFor(call, descriptors, until);
        if (wake == Wake::Ready)
            continue;
        const bool cancelled = call.context.cancelled && call.context.cancelled->load(std::memory_order_relaxed);
        end(process, cancelled ? kGraceOfCancel : kGraceOfTimeout);
        return wake;
    }
    return Wake::Ready;
}

} // namespace

TaskOutcome commandStep(StepCall &call)
{
    const plan::StepDetail *detail = call.detail();
    if (!detail)
        return unknownStep(call.step);
    const auto process = ShimProcess::start(call.context.services->workerPath, detail->argv, detail->cwd);
    if (!process)
        return failedOutcome(process.error().message);
    const Nanoseconds timeout(call.step.amount);
    const auto until = timeout.count() > 0 ? std::optional(base::monotonicNow() + timeout) : std::nullopt;
    switch (conduct(call, **process, until)) {
    case Wake::Ready: return (*process)->outcome();
    case Wake::Interrupted: return call.interrupted();
    case Wake::Due: break;
    }
    return {trace::TaskStatus::TimedOut, detail->argv.front() + ": longer than its time-out of " + std::to_string(timeout.count() / 1'000'000) + " ms"};
}

} // namespace interleave::workloads
