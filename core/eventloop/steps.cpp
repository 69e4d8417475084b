// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eventloop/steps.h"

#include "core/eventloop/command_step.h"
#include "core/eventloop/compute_step.h"
#include "core/eventloop/file_step.h"
#include "core/eventloop/lock_step.h"
#include "core/eventloop/memory_step.h"
#include "core/eventloop/network_step.h"

#include <algorithm>
#include <exception>

namespace interleave::eventloop {
namespace {

using plan::StepKind;
using trace::EventKind;
using workloads::TaskOutcome;

/// True: it runs in another thread as a whole, and its begin and end stand on that one's lane.
bool offloaded(const StepEnvironment &environment, StepKind kind)
{
    return environment.offloader && (kind == StepKind::Compute || kind == StepKind::File);
}

Task<TaskOutcome> fail(TaskOutcome outcome) { co_return outcome; }

/// A frame of its own for what a step keeps, so that the frame of a task that sleeps has no room for all of them.
Task<TaskOutcome> oneStep(TaskRun &run, const plan::StepSpec &step, std::uint16_t index)
{
    if (step.kind == StepKind::Compute)
        return computeElsewhere(run, step, index);
    if (!run.environment().shared)
        return fail(workloads::unknownStep(step));
    switch (step.kind) {
    case StepKind::Network: return networkStep(run, step, index);
    case StepKind::File: return fileElsewhere(run, step, index);
    case StepKind::Memory: return memoryStep(run, step, index);
    case StepKind::Lock: return lockStep(run, step, index);
    case StepKind::Command: return commandStep(run, step, index);
    default: return fail(workloads::unknownStep(step));
    }
}

} // namespace

Task<TaskOutcome> runSteps(TaskRun &run)
{
    TaskOutcome outcome;
    // The coroutine is one of the three walls that stop exceptions.
    try {
        for (std::uint16_t i = 0; i < run.task().steps.size() && outcome.status == trace::TaskStatus::Succeeded; ++i) {
            const plan::StepSpec &step = run.task().steps[i];
            const bool here = !offloaded(run.environment(), step.kind);
            if (here)
                run.mark(run.environment().lane, EventKind::StepBegin, i);
            if (step.kind == StepKind::Sleep) {
                const base::Nanoseconds until = std::min(run.fallAsleep(base::Nanoseconds(step.amount), i), run.deadline());
                co_await run.loop().sleepUntil(until);
                outcome = run.wakeUp(i);
            } else if (here && step.kind == StepKind::Compute) {
                outcome = computeHere(run, step);
            } else if (here && step.kind == StepKind::File) {
                outcome = fileHere(run, step, i);
            } else {
                auto one = oneStep(run, step, i);
                outcome = co_await one;
            }
            if (here)
                run.mark(run.environment().lane, EventKind::StepEnd, i);
        }
    } catch (const std::exception &e) {
        outcome = workloads::failedOutcome(e.what());
    } catch (...) {
        outcome = workloads::failedOutcome("unknown exception");
    }
    co_return outcome;
}

} // namespace interleave::eventloop
