// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eventloop/compute_step.h"

#include "core/eventloop/offload_step.h"
#include "core/eventloop/wait.h"

namespace interleave::eventloop {
namespace {

workloads::TaskOutcome compute(const TaskRun &run, const plan::StepSpec &step)
{
    const base::Nanoseconds deadline = run.deadline() == kNever ? base::Nanoseconds{} : run.deadline();
    return workloads::compute(run.task(), step.amount, &run.environment().cancelled, deadline);
}

} // namespace

workloads::TaskOutcome computeHere(TaskRun &run, const plan::StepSpec &step)
{
    const Working working(run);
    return compute(run, step);
}

Task<workloads::TaskOutcome> computeElsewhere(TaskRun &run, const plan::StepSpec &step, std::uint16_t index)
{
    auto work = [&run, &step](trace::LaneWriter &, trace::CauseSums &) { return compute(run, step); };
    return offloadStep(run, index, StepMarks::WhereItRuns, std::move(work));
}

} // namespace interleave::eventloop
