// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/export/example.h"

namespace interleave::exporting {
namespace {

using base::Nanoseconds;
constexpr std::int64_t kStart = 1'000'000'000;

record::TaskRow task(std::uint32_t number, std::int64_t submitted, std::int64_t started, std::int64_t finished)
{
    record::TaskRow row;
    row.task = number;
    row.index = number;
    row.lane = 2;
    row.status = trace::TaskStatus::Succeeded;
    row.due = 0;
    row.submitted = submitted;
    row.started = started;
    row.finished = finished;
    return row;
}

trace::TaskLife life(const record::TaskRow &row)
{
    trace::TaskLife l;
    l.task = base::TaskId{row.task};
    l.due = Nanoseconds(kStart);
    l.submitted = Nanoseconds(kStart + *row.submitted);
    l.started = Nanoseconds(kStart + *row.started);
    l.finished = Nanoseconds(kStart + *row.finished);
    l.submitLane = base::LaneId{0};
    l.startLane = l.finishLane = base::LaneId{2};
    l.status = row.status;
    return l;
}

trace::Reader::LaneEvent detail(std::uint32_t lane, std::int64_t at, trace::EventKind kind, std::uint32_t taskNumber)
{
    trace::Reader::LaneEvent event{base::LaneId{lane}, {}};
    event.event.time = kStart + at;
    event.event.kind = kind;
    event.event.task = taskNumber;
    return event;
}

std::shared_ptr<record::FrozenTrace> frozen(const record::RunRecord &run)
{
    auto trace = std::make_shared<record::FrozenTrace>();
    trace->lanes = run.lanes;
    for (const record::TaskRow &row : run.tasks)
        trace->lives.push_back(life(row));
    auto blocked = detail(2, 25, trace::EventKind::Blocked, 0);
    blocked.event.flags = static_cast<std::uint8_t>(trace::BlockCause::Sleep);
    auto sent = detail(1, 15, trace::EventKind::MessageSent, 0);
    sent.event.peer = 2;
    sent.event.arg1 = 77;
    sent.event.arg2 = 128;
    auto enqueued = detail(1, 10, trace::EventKind::Enqueued, 0);
    enqueued.event.arg1 = 3;
    auto begin = detail(2, 21, trace::EventKind::StepBegin, 0);
    begin.event.arg1 = static_cast<std::uint32_t>(plan::StepKind::Sleep);
    trace->events = {enqueued, sent, begin, blocked};
    return trace;
}

std::shared_ptr<record::RunRecord> poolRun(std::uint32_t number, int repetition, const plan::Plan &plan)
{
    auto run = std::make_shared<record::RunRecord>();
    run->key = {base::RunId{number}, base::EntryId{0}, repetition, repetition, false};
    run->entry = plan.executors[0];
    run->status = record::RunStatus::Finished;
    run->runStart = Nanoseconds(kStart);
    run->setupNs = 500;
    run->makespanNs = 100;
    run->firstResultNs = 60;
    run->lastResultNs = 101;
    run->figures = {{"switches", 3}, {"lock_wait_ns", 55}};
    run->tasks = {task(0, -5, 20, 60), task(1, -4, 30, 100)};
    run->tasks[0].onCpu = 7;
    run->tasks[0].blocked = 33;
    run->tasks[0].blockedBy.add(trace::BlockCause::File, Nanoseconds(30));
    run->tasks[0].blockedBy.add(trace::BlockCause::EmulatedLock, Nanoseconds(3));
    run->tasks[0].blockedBy.add(trace::BlockCause::LoopBusy, Nanoseconds(4));
    run->tasks[1].blockedBy.add(trace::BlockCause::QueueFull, Nanoseconds(5));
    run->lanes = {{base::LaneId{0}, base::kNoLane, trace::LaneRole::Application, "application", 10, 10},
                  {base::LaneId{1}, base::LaneId{0}, trace::LaneRole::Dispatcher, "dispatcher", 10, 11},
                  {base::LaneId{2}, base::LaneId{1}, trace::LaneRole::Worker, "worker 1", 0, 0}};
    run->lanes[2].totals = {Nanoseconds(70), std::nullopt, Nanoseconds(90)};
    metrics::Sample first;
    first.time = Nanoseconds(kStart + 10);
    first.rssBytes = 4096;
    first.processes = 1;
    first.threads = 3;
    metrics::Sample second = first;
    second.time = Nanoseconds(kStart + 70);
    second.cpuPercent = 150.5;
    second.cpuPercentAllowed = 75.25;
    run->samples = {first, second};
    run->eventsRecorded = 12;
    run->usage.rssPeakBytes = 2 * 1024 * 1024;
    run->usage.cpuPercentMean = 150.5;
    return run;
}

std::shared_ptr<record::RunRecord> failedRun(const plan::Plan &plan)
{
    auto run = poolRun(2, 1, plan);
    run->status = record::RunStatus::Failed;
    run->error = "runner killed by SIGSEGV";
    run->makespanNs.reset();
    run->firstResultNs.reset();
    run->lastResultNs.reset();
    run->figures.clear();
    run->tasks[1] = {};
    run->tasks[1].task = run->tasks[1].index = 1;
    run->tasks[1].error = "=SUM(\"x\")";
    run->samples.clear();
    run->warnings = {"2 events dropped"};
    run->eventsDropped = 2;
    return run;
}

std::shared_ptr<record::RunRecord> evilRun(const plan::Plan &plan)
{
    auto run = std::make_shared<record::RunRecord>();
    run->key = {base::RunId{3}, base::EntryId{1}, 0, 0, false};
    run->entry = plan.executors[1];
    run->status = record::RunStatus::Finished;
    run->runStart = Nanoseconds(kStart);
    run->makespanNs = 2'000;
    run->tasks = {task(0, 0, 1, 1'000), task(1, 0, 1'000, 2'000)};
    return run;
}

} // namespace

record::ExperimentRecord exampleExperiment()
{
    record::ExperimentRecord experiment;
    plan::Plan &plan = experiment.plan;
    plan.name = "example";
    plan.workload.groups = {{"io", 2, {plan::Sleep{1.0}}, {}, {}, {}}};
    plan.executors = {{"thread-pool", "pool", {{"workers", plan::ParameterValue(std::int64_t{4})}}, {}}, {"serial", "=evil", {}, {}}};
    plan.repetitions = 2;
    auto first = poolRun(1, 0, plan);
    first->trace = frozen(*first);
    experiment.runs = {first, failedRun(plan), evilRun(plan)};
    auto warmup = poolRun(0, 0, plan);
    warmup->key.warmup = true;
    experiment.warmups = {warmup};
    return experiment;
}

} // namespace interleave::exporting
