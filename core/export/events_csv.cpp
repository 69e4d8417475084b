// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/events_csv.h"

#include "core/export/csv_writer.h"
#include "core/export/entry_text.h"

#include <algorithm>

namespace interleave::exporting {
namespace {

using trace::EventKind;
using Run = record::RunRecord;

/// How a kind uses its arguments.
enum class Argument { None, Number, Text, Flow, StepKind, Cause };
struct Meaning {
    Argument arg1 = Argument::None, arg2 = Argument::None;
    bool step = false;
};

Meaning meaningOf(EventKind kind)
{
    switch (kind) {
    case EventKind::Enqueued:
    case EventKind::Dequeued:
    case EventKind::QueueFull:
    case EventKind::LoopWakeBegin: return {Argument::Number};
    case EventKind::Blocked:
    case EventKind::Resumed: return {Argument::Cause, Argument::None, true};
    case EventKind::StepBegin:
    case EventKind::StepEnd: return {Argument::StepKind, Argument::None, true};
    case EventKind::WorkerSpawned: return {Argument::None, Argument::Number};
    case EventKind::WorkerExited: return {Argument::Number};
    case EventKind::MessageSent:
    case EventKind::MessageReceived: return {Argument::Flow, Argument::Number};
    case EventKind::FlowBegin:
    case EventKind::FlowEnd: return {Argument::Flow};
    case EventKind::LockRequested:
    case EventKind::LockAcquired:
    case EventKind::LockReleased:
    case EventKind::LockForcedSwitch:
    case EventKind::ResourceAcquired:
    case EventKind::ResourceReleased:
    case EventKind::Note: return {Argument::Text};
    default: return {};
    }
}

/// A detail or one instant of a task's life, to be put into one order.
struct Row {
    std::int64_t time = 0;
    EventKind kind = EventKind::None;
    const trace::TaskLife *life = nullptr;
    const trace::Reader::LaneEvent *detail = nullptr;
};

std::vector<Row> rowsByTime(const record::FrozenTrace &trace)
{
    std::vector<Row> rows;
    rows.reserve(trace.lives.size() * 3 + trace.events.size());
    for (const trace::TaskLife &life : trace.lives) {
        if (life.submitted)
            rows.push_back({life.submitted->count(), EventKind::Submitted, &life, nullptr});
        if (life.started)
            rows.push_back({life.started->count(), EventKind::Started, &life, nullptr});
        if (life.finished)
            rows.push_back({life.finished->count(), EventKind::Finished, &life, nullptr});
    }
    for (const trace::Reader::LaneEvent &event : trace.events)
        rows.push_back({event.event.time, event.event.kind, nullptr, &event});
    std::ranges::stable_sort(rows, {}, &Row::time);
    return rows;
}

CsvWriter &idOrEmpty(CsvWriter &csv, std::uint32_t id) { return id == base::kNoTask.value ? csv.empty() : csv.number(id); }
static_assert(base::kNoTask.value == base::kNoLane.value);

void lifeCells(CsvWriter &csv, const Row &row, const Run &run)
{
    const trace::TaskLife &life = *row.life;
    const base::LaneId lane = row.kind == EventKind::Submitted ? life.submitLane : row.kind == EventKind::Started ? life.startLane : life.finishLane;
    idOrEmpty(csv, lane.value).text(trace::toText(row.kind)).number(life.task.value).empty().empty().empty();
    if (row.kind == EventKind::Submitted && life.due)
        csv.empty().number(sinceStart(run, life.due->count()));
    else if (row.kind == EventKind::Finished)
        csv.text(trace::toText(life.status)).text(life.error);
    else
        csv.empty().empty();
}

/// Empty for a number that is no kind of step: a trace is written by other processes.
std::string_view stepName(std::uint32_t kind)
{
    return kind <= static_cast<std::uint32_t>(plan::StepKind::Command) ? plan::toText(static_cast<plan::StepKind>(kind)) : std::string_view();
}

void firstArgument(CsvWriter &csv, Argument use, const trace::Event &event, const record::FrozenTrace &trace)
{
    switch (use) {
    case Argument::Number: csv.number(event.arg1); break;
    case Argument::Text: csv.text(trace.text(event.arg1)); break;
    case Argument::StepKind: csv.text(stepName(event.arg1)); break;
    case Argument::Cause: csv.text(trace::toText(static_cast<trace::BlockCause>(event.flags))); break;
    default: csv.empty();
    }
}

void detailCells(CsvWriter &csv, const trace::Reader::LaneEvent &detail, const record::FrozenTrace &trace)
{
    const trace::Event &event = detail.event;
    const Meaning meaning = meaningOf(event.kind);
    idOrEmpty(csv, detail.lane.value).text(trace::toText(event.kind));
    idOrEmpty(csv, event.task);
    if (meaning.step)
        csv.number(event.step);
    else
        csv.empty();
    idOrEmpty(csv, event.peer);
    if (meaning.arg1 == Argument::Flow)
        csv.number(event.arg1);
    else
        csv.empty();
    firstArgument(csv, meaning.arg1, event, trace);
    if (meaning.arg2 == Argument::Number)
        csv.number(event.arg2);
    else
        csv.empty();
}

void runRows(CsvWriter &csv, const Run &run)
{
    for (const Row &row : rowsByTime(*run.trace)) {
        csv.number(run.key.run.value).number(sinceStart(run, row.time));
        if (row.life != nullptr)
            lifeCells(csv, row, run);
        else
            detailCells(csv, *row.detail, *run.trace);
        csv.endRow();
    }
}

} // namespace

void eventsCsv(const record::ExperimentRecord &experiment, const ByteSink &sink)
{
    CsvWriter csv(sink, {"run", "t_ns", "lane", "kind", "task", "step", "peer", "flow", "arg1", "arg2"});
    for (const auto &run : experiment.runsThatCount()) {
        if (run->trace)
            runRows(csv, *run);
    }
}

} // namespace interleave::exporting
