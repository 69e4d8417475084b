// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eventloop/file_step.h"

#include "core/eventloop/offload_step.h"
#include "core/eventloop/wait.h"
#include "core/workloads/file_step.h"

namespace interleave::eventloop {
namespace {

workloads::TaskOutcome onLane(const TaskRun &run, trace::LaneWriter &lane, const plan::StepSpec &step, std::uint16_t index, trace::CauseSums &blockedBy)
{
    workloads::StepContext context{lane, &run.environment().cancelled, {}, run.environment().services};
    const base::Nanoseconds deadline = run.deadline() == kNever ? base::Nanoseconds{} : run.deadline();
    workloads::StepCall call{run.task(), step, index, context, deadline, run.measured(), blockedBy};
    return workloads::fileStep(call);
}

} // namespace

workloads::TaskOutcome fileHere(TaskRun &run, const plan::StepSpec &step, std::uint16_t index)
{
    const Working working(run);
    trace::CauseSums blockedBy;
    workloads::TaskOutcome outcome = onLane(run, run.environment().lane, step, index, blockedBy);
    run.blockedFor(blockedBy);
    return outcome;
}

Task<workloads::TaskOutcome> fileElsewhere(TaskRun &run, const plan::StepSpec &step, std::uint16_t index)
{
    auto work = [&run, &step, index](trace::LaneWriter &lane, trace::CauseSums &blockedBy) { return onLane(run, lane, step, index, blockedBy); };
    return offloadStep(run, index, StepMarks::WhereItRuns, std::move(work));
}

} // namespace interleave::eventloop
