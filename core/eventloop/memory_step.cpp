// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eventloop/memory_step.h"

#include "core/eventloop/offload_step.h"
#include "core/workloads/memory_step.h"

#include <algorithm>

namespace interleave::eventloop {
namespace {

using workloads::OwnMemory;
using workloads::TaskOutcome;

TaskOutcome touch(const TaskRun &run, OwnMemory &memory)
{
    if (!memory.error().empty())
        return workloads::failedOutcome(memory.error());
    do {
        // Before the first page too: after a cancel, work that still waits for a worker is over when it gets one.
        if (run.environment().cancelled.load(std::memory_order_relaxed) || base::monotonicNow() >= run.deadline())
            return run.interrupted();
    } while (memory.touchMore());
    return {};
}

TaskOutcome touchHere(TaskRun &run, OwnMemory &memory)
{
    const Working working(run);
    return touch(run, memory);
}

void giveBack(TaskRun &run, OwnMemory &memory)
{
    const Working working(run);
    memory.giveBack();
}

Task<TaskOutcome> touchElsewhere(TaskRun &run, OwnMemory &memory, std::uint16_t index)
{
    auto work = [&run, &memory](trace::LaneWriter &, trace::CauseSums &blockedBy) {
        const workloads::AddressSpaceLock lock(run.measured(), blockedBy);
        return touch(run, memory);
    };
    return offloadStep(run, index, StepMarks::None, std::move(work));
}

} // namespace

Task<TaskOutcome> memoryStep(TaskRun &run, const plan::StepSpec &step, std::uint16_t index)
{
    OwnMemory memory(static_cast<std::size_t>(step.amount));
    TaskOutcome outcome;
    if (run.environment().offloader) {
        auto touching = touchElsewhere(run, memory, index);
        outcome = co_await touching;
    } else {
        outcome = touchHere(run, memory);
    }
    if (outcome.status == trace::TaskStatus::Succeeded && step.second > 0) {
        const base::Nanoseconds until = std::min(run.fallAsleep(base::Nanoseconds(step.second), index), run.deadline());
        co_await run.loop().sleepUntil(until);
        outcome = run.wakeUp(index);
    }
    giveBack(run, memory);
    co_return outcome;
}

} // namespace interleave::eventloop
