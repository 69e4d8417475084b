// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eventloop/file_step.h"

#include "core/eventloop/offload_step.h"
#include "core/eventloop/wait.h"
#include "core/workloads/file_step.h"

namespace interleave::eventloop {
namespace {

workloads::TaskOutcome onLane(const TaskRun &run, trace::LaneWriter &lane, const plan::StepSpec &step, std::uint16_t index, base::Nanoseconds &blocked)
{
    workloads::StepContext context{lane, &run.environment().cancelled, {}, run.environment().services};
    const base::Nanoseconds deadline = run.deadline() == kNever ? base::Nanoseconds{} : run.deadline();
    workloads::StepCall call{run.task(), step, index, context, deadline, run.measured(), blocked};
    return workloads::fileStep(call);
}

} // namespace

workloads::TaskOutcome fileHere(TaskRun &run, const plan::StepSpec &step, std::uint16_t index)
{
    const Working working(run);
    base::Nanoseconds blocked{0};
    workloads::TaskOutcome outcome = onLane(run, run.environment().lane, step, index, blocked);
    run.blockedFor(blocked);
    return outcome;
}

Task<workloads::TaskOutcome> fileElsewhere(TaskRun &run, const plan::StepSpec &step, std::uint16_t index)
{
    auto work = [&run, &step, index](trace::LaneWriter &lane, base::Nanoseconds &blocked) { return onLane(run, lane, step, index, blocked); };
    return offloadStep(run, index, StepMarks::WhereItRuns, std::move(work));
}

} // namespace interleave::eventloop
