// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eventloop/command_step.h"

#include "core/eventloop/readiness.h"
#include "core/workloads/shim_process.h"

#include <algorithm>

namespace interleave::eventloop {
namespace {

using base::Nanoseconds;
using trace::BlockCause;
using workloads::ShimProcess;
using workloads::TaskOutcome;

/// A command that is told to stop has so long to do it, less after a cancel: the whole run waits for it then.
constexpr Nanoseconds kGraceOfTimeout = std::chrono::milliseconds(500);
constexpr Nanoseconds kGraceOfCancel = std::chrono::milliseconds(150);
constexpr Nanoseconds kFarewell = std::chrono::milliseconds(500); ///< after the SIGKILL: some things cannot be interrupted

base::Result<std::unique_ptr<ShimProcess>> start(TaskRun &run, const plan::StepDetail &detail)
{
    const Working working(run);
    return ShimProcess::start(run.environment().services->workerPath, detail.argv, detail.cwd);
}

bool goOn(TaskRun &run, ShimProcess &shim)
{
    const Working working(run);
    return shim.pump();
}

bool cancelled(const TaskRun &run) { return run.environment().cancelled.load(std::memory_order_relaxed); }

/// Goes on when the command and all it has started are gone, in a cancelled loop too.
Task<void> end(TaskRun &run, ShimProcess &shim)
{
    const Nanoseconds grace = cancelled(run) ? kGraceOfCancel : kGraceOfTimeout;
    shim.stop(grace);
    const Nanoseconds until = base::monotonicNow() + grace + kFarewell;
    while (!goOn(run, shim) && base::monotonicNow() < until)
        co_await run.loop().readiness().anyReadable(shim.descriptors(), until, Waiter::Cancel::Despite);
}

/// Why it was ended before its time.
TaskOutcome endedEarly(const TaskRun &run, const plan::StepSpec &step, Nanoseconds ownDeadline)
{
    if (cancelled(run) || run.deadline() < ownDeadline)
        return run.interrupted();
    return {trace::TaskStatus::TimedOut, run.detail(step).argv.front() + ": longer than its time-out of " + std::to_string(step.amount / 1'000'000) + " ms"};
}

} // namespace

Task<TaskOutcome> commandStep(TaskRun &run, const plan::StepSpec &step, std::uint16_t index)
{
    const auto started = start(run, run.detail(step));
    if (!started)
        co_return workloads::failedOutcome(started.error().message);
    ShimProcess &shim = **started;
    const Nanoseconds ownDeadline = step.amount > 0 ? base::monotonicNow() + Nanoseconds(step.amount) : kNever;
    const Nanoseconds until = std::min(ownDeadline, run.deadline());
    while (!goOn(run, shim)) {
        run.block(BlockCause::Command, index);
        const WaitEnd wait = co_await run.loop().readiness().anyReadable(shim.descriptors(), until);
        run.resume(BlockCause::Command, index);
        if (wait == WaitEnd::Woken)
            continue;
        run.block(BlockCause::Command, index);
        auto ending = end(run, shim);
        co_await ending;
        run.resume(BlockCause::Command, index);
        co_return endedEarly(run, step, ownDeadline);
    }
    co_return shim.outcome();
}

} // namespace interleave::eventloop
