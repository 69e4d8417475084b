// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/trace_run.h"

#include "core/analysis/series.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <unordered_map>

namespace interleave::exporting {
namespace {

using analysis::LaneState;
using analysis::Message;
using trace::EventKind;
using Entry = trace::Reader::LaneEvent;

std::string_view nameOf(analysis::MessageKind kind)
{
    switch (kind) {
    case analysis::MessageKind::Submit: return "submit";
    case analysis::MessageKind::Spawn: return "spawn";
    case analysis::MessageKind::HandOff: return "hand-off";
    case analysis::MessageKind::Result: return "result";
    case analysis::MessageKind::Signal: return "signal";
    case analysis::MessageKind::ProcessMessage: return "message";
    case analysis::MessageKind::Cancel: return "cancel";
    }
    return "hand-over";
}

std::string_view stepName(std::uint32_t kind)
{
    return kind <= static_cast<std::uint32_t>(plan::StepKind::Command) ? plan::toText(static_cast<plan::StepKind>(kind)) : std::string_view("step");
}

std::string waitName(std::uint32_t cause) { return "wait: " + std::string(trace::toText(static_cast<trace::BlockCause>(cause))); }

/// The run's start; of one that died before it, its first event.
std::int64_t originOf(const record::RunRecord &run)
{
    if (run.runStart.count() != 0)
        return run.runStart.count();
    std::int64_t first = run.trace->events.empty() ? INT64_MAX : run.trace->events.front().event.time;
    for (const trace::TaskLife &life : run.trace->lives)
        for (const auto &instant : {life.submitted, life.started, life.finished})
            first = instant ? std::min(first, instant->count()) : first;
    return first == INT64_MAX ? 0 : first;
}

constexpr std::uint64_t keyOf(std::uint32_t lane, std::uint32_t what) { return (std::uint64_t{lane} << 32U) | what; }

/// Begins of what has not ended yet, by lane and task.
class Open {
public:
    void begin(const Entry &entry) { m_begun[keyOf(entry.lane.value, entry.event.task)] = entry.event; }
    /// Calls `ended` with the event that began it, if there was one.
    template <class Ended>
    void end(const Entry &entry, Ended ended)
    {
        const auto begun = m_begun.find(keyOf(entry.lane.value, entry.event.task));
        if (begun == m_begun.end())
            return;
        ended(begun->second);
        m_begun.erase(begun);
    }

private:
    std::unordered_map<std::uint64_t, trace::Event> m_begun;
};

} // namespace

TraceRun::TraceRun(const record::RunRecord &run, const std::vector<std::string> &groups)
    : m_run(run)
    , m_groups(groups)
    , m_all(analysis::interactions(*run.trace, run.runStart, run.eventsDropped))
    , m_origin(originOf(run))
    , m_lanes(run.trace->lanes.size())
{
    findShared();
}

std::size_t TraceRun::events(TraceDetail detail) const
{
    constexpr std::size_t kATask = 3, kAMessage = 3; // itself and the two ends of its queued time; two ends and perhaps a slice
    const std::size_t tasks = m_run.trace->lives.size();
    switch (detail) {
    case TraceDetail::Everything: return tasks * kATask + m_all.messages.size() * kAMessage + m_run.trace->events.size();
    case TraceDetail::TasksAndArrows: return tasks * kATask + m_all.messages.size() * kAMessage;
    case TraceDetail::Tasks: return tasks * 2;
    }
    return 0;
}

void TraceRun::findShared()
{
    std::vector<std::pair<std::int64_t, std::uint32_t>> starts;
    for (std::uint32_t i = 0; i < m_run.trace->lives.size(); ++i)
        if (const auto &life = m_run.trace->lives[i]; life.started && life.startLane.value < m_lanes.size())
            starts.emplace_back(life.started->count(), i);
    std::ranges::sort(starts);
    std::vector<std::int64_t> busyUntil(m_lanes.size(), INT64_MIN);
    for (const auto &[start, i] : starts) {
        const trace::TaskLife &life = m_run.trace->lives[i];
        std::int64_t &until = busyUntil[life.startLane.value];
        m_lanes[life.startLane.value].shared |= start < until;
        until = std::max(until, life.finished ? life.finished->count() : start);
    }
    for (std::size_t i = 0; i < m_lanes.size(); ++i)
        m_lanes[i].shared |= m_run.trace->lanes[i].role == trace::LaneRole::EventLoop;
}

TraceRun::Lane *TraceRun::laneOf(base::LaneId lane) { return lane.value < m_lanes.size() ? &m_lanes[lane.value] : nullptr; }

std::string_view TraceRun::groupOf(std::uint32_t task) const
{
    const bool known = task < m_run.tasks.size() && m_run.tasks[task].group < m_groups.size();
    return known ? std::string_view(m_groups[m_run.tasks[task].group]) : std::string_view();
}

std::string TraceRun::nameOf(std::uint32_t task) const
{
    const std::string_view group = groupOf(task);
    return group.empty() ? "task " + std::to_string(task) : std::string(group) + ' ' + std::to_string(m_run.tasks[task].index);
}

std::string TraceRun::taskArgs(std::uint32_t task) const
{
    std::string args = "\"task\":" + std::to_string(task);
    if (const std::string_view group = groupOf(task); !group.empty())
        args += ",\"group\":\"" + jsonText(group) + '"';
    if (task < m_run.trace->lives.size() && m_run.trace->lives[task].status != trace::TaskStatus::None)
        args += ",\"status\":\"" + std::string(trace::toText(m_run.trace->lives[task].status)) + '"';
    return args;
}

void TraceRun::numberPlaces(Numbering &numbers)
{
    m_start = numbers.runStart;
    m_mainPid = numbers.nextPid++;
    std::map<std::int32_t, std::uint32_t> known{{0, m_mainPid}}; // a lane whose process is not known stands with the run's own
    for (const trace::LaneInfo &lane : m_run.trace->lanes)
        if (lane.role == trace::LaneRole::Application && lane.pid != 0 && known.size() == 1)
            known.emplace(lane.pid, m_mainPid);
    for (std::size_t i = 0; i < m_lanes.size(); ++i) {
        const auto [at, fresh] = known.try_emplace(m_run.trace->lanes[i].pid, numbers.nextPid);
        numbers.nextPid += fresh ? 1 : 0;
        m_lanes[i].place = {at->second, static_cast<std::uint32_t>(i) + 1};
    }
}

void TraceRun::nameLanes(ChromeEvents &out) const
{
    const std::string run = "run " + std::to_string(m_run.key.run.value) + ": " + m_run.entry.label;
    std::vector<std::uint32_t> order(m_lanes.size(), static_cast<std::uint32_t>(m_lanes.size()));
    for (std::uint32_t i = 0; i < m_all.lifelines.size(); ++i)
        order[m_all.lifelines[i].lane.value] = i;
    std::map<std::uint32_t, bool> named{{m_mainPid, true}};
    out.processName(m_mainPid, run, m_mainPid);
    for (std::size_t i = 0; i < m_lanes.size(); ++i) {
        const trace::LaneInfo &lane = m_run.trace->lanes[i];
        if (bool &done = named[m_lanes[i].place.pid]; !done) {
            done = true;
            out.processName(m_lanes[i].place.pid, run + ", " + lane.name + " (pid " + std::to_string(lane.pid) + ")", m_lanes[i].place.pid);
        }
        out.threadName(m_lanes[i].place, lane.tid == 0 ? lane.name : lane.name + " (tid " + std::to_string(lane.tid) + ")", order[i]);
    }
}

void TraceRun::piece(ChromeEvents &out, Lane &lane, const LaneSlice &slice, std::string_view name, std::string_view category)
{
    if (!lane.shared)
        lane.slices.push_back(slice);
    else
        out.overlapping(lane.place, slice.begin, slice.end, name, category, taskArgs(slice.task));
}

void TraceRun::writeTasks(ChromeEvents &out, bool queued, std::size_t tasks)
{
    const std::int64_t last = at(m_origin + m_all.end);
    for (std::uint32_t i = 0; i < std::min(tasks, m_run.trace->lives.size()); ++i) {
        const trace::TaskLife &life = m_run.trace->lives[i];
        const std::string_view group = groupOf(i);
        if (Lane *lane = laneOf(life.startLane); lane && life.started)
            piece(out, *lane, {at(life.started->count()), life.finished ? at(life.finished->count()) : last, SliceKind::Task, i, 0}, group.empty() ? "task" : group, "task");
        if (Lane *lane = laneOf(life.submitLane); lane && queued && life.submitted && life.started && *life.started > *life.submitted)
            out.overlapping(lane->place, at(life.submitted->count()), at(life.started->count()), "queued", "queued", taskArgs(i));
    }
}

void TraceRun::writeDetails(ChromeEvents &out)
{
    Open steps, waits, wakes;
    std::unordered_map<std::uint64_t, Entry> held; // by lane and lock
    for (const Entry &entry : m_run.trace->events) {
        Lane *lane = laneOf(entry.lane);
        if (!lane)
            continue;
        const trace::Event &event = entry.event;
        const auto slice = [&](const trace::Event &begun, SliceKind kind, std::uint32_t detail) { return LaneSlice{at(begun.time), at(event.time), kind, begun.task, detail}; };
        switch (event.kind) {
        case EventKind::StepBegin: steps.begin(entry); break;
        case EventKind::Blocked: waits.begin(entry); break;
        case EventKind::LoopWakeBegin: wakes.begin(entry); break;
        case EventKind::StepEnd:
            steps.end(entry, [&](const trace::Event &begun) { piece(out, *lane, slice(begun, SliceKind::Step, begun.arg1), stepName(begun.arg1), "step"); });
            break;
        case EventKind::Resumed:
            waits.end(entry, [&](const trace::Event &begun) { piece(out, *lane, slice(begun, SliceKind::Wait, begun.flags), waitName(begun.flags), "wait"); });
            break;
        case EventKind::LoopWakeEnd:
            wakes.end(entry, [&](const trace::Event &begun) { lane->slices.push_back(slice(begun, SliceKind::Wake, begun.arg1)); });
            break;
        case EventKind::LockAcquired: held[keyOf(entry.lane.value, event.arg1)] = entry; break;
        case EventKind::LockReleased:
            if (const auto since = held.find(keyOf(entry.lane.value, event.arg1)); since != held.end()) {
                out.overlapping(lane->place, at(since->second.event.time), at(event.time), "holds " + std::string(m_run.trace->text(event.arg1)), "lock", taskArgs(event.task));
                held.erase(since);
            }
            break;
        default: break;
        }
    }
}

void TraceRun::collectRunning()
{
    for (const analysis::Activation &activation : m_all.activations) {
        Lane *lane = laneOf(m_all.lifelines[activation.lifeline].lane);
        if (lane && lane->shared && activation.state == LaneState::Running && activation.task != base::kNoTask.value)
            lane->slices.push_back({activation.begin + m_start, activation.end + m_start, SliceKind::Running, activation.task, 0});
    }
}

void TraceRun::collectPoints()
{
    for (std::uint32_t i = 0; i < m_all.messages.size(); ++i) {
        const Message &message = m_all.messages[i];
        laneOf(m_all.lifelines[message.from].lane)->points.push_back({message.sent + m_start, true, i});
        laneOf(m_all.lifelines[message.to].lane)->points.push_back({std::max(message.received, message.sent) + m_start, false, i});
    }
}

void TraceRun::writeLanes(ChromeEvents &out, std::uint64_t firstFlow)
{
    for (Lane &lane : m_lanes) {
        LaneSink sink;
        sink.slice = [&](const LaneSlice &slice) {
            switch (slice.kind) {
            case SliceKind::Wake: out.slice(lane.place, slice.begin, slice.end, "turn of the loop", "loop", "\"ready\":" + std::to_string(slice.detail)); break;
            case SliceKind::Task: out.slice(lane.place, slice.begin, slice.end, nameOf(slice.task), "task", taskArgs(slice.task)); break;
            case SliceKind::Running: out.slice(lane.place, slice.begin, slice.end, nameOf(slice.task), "running"); break;
            case SliceKind::Step: out.slice(lane.place, slice.begin, slice.end, stepName(slice.detail), "step"); break;
            case SliceKind::Wait: out.slice(lane.place, slice.begin, slice.end, waitName(slice.detail), "wait"); break;
            case SliceKind::HandOver: {
                const Message &message = m_all.messages[slice.detail];
                out.slice(lane.place, slice.begin, slice.end, exporting::nameOf(message.kind), "hand-over", message.task == base::kNoTask.value ? std::string() : taskArgs(message.task));
                break;
            }
            }
        };
        sink.point = [&](const FlowPoint &point) {
            const std::string_view name = exporting::nameOf(m_all.messages[point.message].kind);
            if (point.sends)
                out.flowBegin(lane.place, point.time, name, firstFlow + point.message);
            else
                out.flowEnd(lane.place, point.time, name, firstFlow + point.message);
        };
        nestLane(std::move(lane.slices), std::move(lane.points), sink);
        lane.slices.clear();
        lane.points.clear();
    }
}

void TraceRun::writeCounters(ChromeEvents &out) const
{
    if (m_run.runStart.count() == 0)
        return; // it died before its start: there is no instant that the curves count from
    const analysis::RunSeries series = analysis::seriesOf(m_run);
    const auto curve = [&](std::string_view name, const std::vector<analysis::Point> &points) {
        for (const analysis::Point &point : points)
            if (const std::int64_t time = m_start + std::llround(point.t * 1e9); time >= 0 && std::isfinite(point.value))
                out.counter(m_mainPid, time, name, point.value);
    };
    curve("tasks in flight", series.inFlight);
    curve("queue depth", series.queued);
    curve("CPU %", series.cpu);
    curve("memory MiB", series.memory);
}

void TraceRun::write(ChromeEvents &out, Numbering &numbers, TraceDetail detail, std::size_t tasks)
{
    numberPlaces(numbers);
    nameLanes(out);
    const bool arrows = detail != TraceDetail::Tasks;
    writeTasks(out, arrows, tasks);
    if (detail == TraceDetail::Everything) {
        writeDetails(out);
        collectRunning();
    }
    if (arrows)
        collectPoints();
    writeLanes(out, numbers.nextFlow);
    numbers.nextFlow += m_all.messages.size();
    writeCounters(out);
}

} // namespace interleave::exporting
