// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/eventloop/task.h"
#include "core/eventloop/task_run.h"

#include <utility>

namespace interleave::eventloop {

/// Where the step's begin and end are recorded: by the worker on its lane, or not here, because the work is only a part of the step.
enum class StepMarks { WhereItRuns, None };

/// A step's blocking work on one of the environment's offloader's threads. The way there and the way back are flows between the two
/// lanes. What the worker spends is the task's; what is left of the wait is blocked time.
/// Shape: `Work` is TaskOutcome(trace::LaneWriter &lane, trace::CauseSums &blockedBy), which adds what it waited for there.
template <class Work>
Task<workloads::TaskOutcome> offloadStep(TaskRun &run, std::uint16_t index, StepMarks marks, Work work)
{
    using trace::EventKind;
    trace::LaneWriter &own = run.environment().lane;
    const std::uint32_t there = own.mapping()->nextFlow(), back = own.mapping()->nextFlow();
    workloads::ThreadCost cost;
    trace::CauseSums blockedThere;
    const auto onWorker = [&](trace::LaneWriter &lane) {
        lane.append(EventKind::FlowEnd, run.task().id, own.id(), there);
        if (marks == StepMarks::WhereItRuns)
            run.mark(lane, EventKind::StepBegin, index);
        const auto before = workloads::ThreadCost::nowIf(run.measured());
        workloads::TaskOutcome outcome = work(lane, blockedThere);
        cost = workloads::ThreadCost::nowIf(run.measured()) - before;
        if (marks == StepMarks::WhereItRuns)
            run.mark(lane, EventKind::StepEnd, index);
        lane.append(EventKind::FlowBegin, run.task().id, own.id(), back);
        return outcome;
    };
    own.append(EventKind::FlowBegin, run.task().id, base::kNoLane, there);
    run.block(trace::BlockCause::Await, index);
    Offload offload(run.loop(), *run.environment().offloader, onWorker);
    workloads::TaskOutcome outcome = co_await offload;
    own.append(EventKind::FlowEnd, run.task().id, base::kNoLane, back);
    run.resume(trace::BlockCause::Await, index);
    run.blockedFor(blockedThere);
    run.blockedFor(trace::BlockCause::Await, -blockedThere.total());
    if (run.measured())
        run.spent(cost, true);
    else
        run.blockedFor(trace::BlockCause::Await, blockedThere.total() - cost.at); // the clock's view: all else was work
    co_return outcome;
}

} // namespace interleave::eventloop
