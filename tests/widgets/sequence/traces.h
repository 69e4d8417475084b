// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/record/run_record.h"

#include <algorithm>
#include <memory>
#include <string>

/// Traces made by hand, with the events that the executors record. Units: microseconds since the run's start.
namespace interleave::test {

constexpr std::int64_t kStart = 1'000'000'000'000; ///< absolute start of every run here, ns

class TraceMaker {
public:
    explicit TraceMaker(std::uint32_t tasks)
    {
        m_trace.lives.resize(tasks);
        for (std::uint32_t i = 0; i < tasks; ++i)
            m_trace.lives[i].task = base::TaskId{i};
    }

    base::LaneId lane(trace::LaneRole role, std::string name, std::int32_t pid = 100, std::int32_t tid = 0)
    {
        const base::LaneId id{static_cast<std::uint32_t>(m_trace.lanes.size())};
        m_trace.lanes.push_back({id, base::kNoLane, role, std::move(name), pid, tid ? tid : 100 + static_cast<std::int32_t>(id.value)});
        return id;
    }

    void submit(std::uint32_t task, base::LaneId lane, double us)
    {
        life(task).submitted = life(task).due = at(us);
        life(task).submitLane = lane;
    }
    void start(std::uint32_t task, base::LaneId lane, double us)
    {
        life(task).started = at(us);
        life(task).startLane = lane;
    }
    void finish(std::uint32_t task, base::LaneId lane, double us, trace::TaskStatus status = trace::TaskStatus::Succeeded)
    {
        life(task).finished = at(us);
        life(task).finishLane = lane;
        life(task).status = status;
    }

    void event(double us, base::LaneId lane, trace::EventKind kind, std::uint32_t task = base::kNoTask.value, base::LaneId peer = base::kNoLane, std::uint32_t arg1 = 0,
               trace::BlockCause cause = trace::BlockCause::None)
    {
        trace::Event e;
        e.time = at(us).count();
        e.task = task;
        e.peer = peer.value;
        e.kind = kind;
        e.arg1 = arg1;
        e.flags = static_cast<std::uint8_t>(cause);
        m_trace.events.push_back({lane, e});
    }

    void text(std::uint32_t id, std::string text)
    {
        m_trace.stringIds.push_back(id);
        m_trace.strings.push_back(std::move(text));
    }

    std::shared_ptr<const record::FrozenTrace> done()
    {
        std::stable_sort(m_trace.events.begin(), m_trace.events.end(), [](const auto &a, const auto &b) { return a.event.time < b.event.time; });
        return std::make_shared<const record::FrozenTrace>(m_trace);
    }

private:
    trace::TaskLife &life(std::uint32_t task) { return m_trace.lives[task]; }
    static base::Nanoseconds at(double us) { return base::Nanoseconds(kStart + static_cast<std::int64_t>(us * 1000)); }
    record::FrozenTrace m_trace;
};

/// A pool: `workers` threads take `tasks` tasks of a queue; even ones compute for 20 ms, odd ones sleep for 50 ms.
inline std::shared_ptr<const record::FrozenTrace> poolTrace(std::uint32_t workers, std::uint32_t tasks)
{
    using trace::EventKind;
    TraceMaker m(tasks);
    const auto app = m.lane(trace::LaneRole::Application, "application");
    const auto arena = m.lane(trace::LaneRole::Dispatcher, "TBB arena");
    std::vector<base::LaneId> lanes;
    std::vector<double> freeAt;
    for (std::uint32_t w = 0; w < workers; ++w) {
        lanes.push_back(m.lane(trace::LaneRole::Worker, "worker " + std::to_string(w + 1)));
        m.event(-900.0 + w * 5, arena, EventKind::WorkerSpawned, base::kNoTask.value, lanes.back());
        m.event(-500.0 + w * 40, lanes.back(), EventKind::WorkerReady);
        freeAt.push_back(20.0 + w * 9);
    }
    for (std::uint32_t t = 0; t < tasks; ++t) {
        m.submit(t, app, 3.0 * t + 1);
        m.event(3.0 * t + 2, arena, EventKind::Enqueued, t);
        const auto w = static_cast<std::size_t>(std::min_element(freeAt.begin(), freeAt.end()) - freeAt.begin());
        const double begin = std::max(freeAt[w], 3.0 * t + 10) + 2;
        const double end = begin + (t % 2 ? 50'100 : 20'000 + 37.0 * t);
        m.event(begin - 1, lanes[w], EventKind::Dequeued, t, arena);
        m.start(t, lanes[w], begin);
        if (t % 2) {
            m.event(begin + 1, lanes[w], EventKind::Blocked, t, base::kNoLane, 0, trace::BlockCause::Sleep);
            m.event(end - 2, lanes[w], EventKind::Resumed, t, base::kNoLane, 0, trace::BlockCause::Sleep);
        }
        m.finish(t, lanes[w], end);
        freeAt[w] = end + 3;
    }
    return m.done();
}

/// An event loop with `sleepers` tasks that all sleep at once, and one that computes first.
inline std::shared_ptr<const record::FrozenTrace> loopTrace(std::uint32_t sleepers)
{
    using trace::EventKind;
    TraceMaker m(sleepers + 1);
    const auto app = m.lane(trace::LaneRole::Application, "application");
    const auto loop = m.lane(trace::LaneRole::EventLoop, "event loop");
    double now = 5;
    m.event(now, loop, EventKind::LoopWakeBegin);
    m.submit(0, app, now + 1);
    m.start(0, loop, now + 2);
    m.finish(0, loop, now + 20'002);
    now += 20'004;
    for (std::uint32_t t = 1; t <= sleepers; ++t, now += 4) {
        m.submit(t, app, now);
        m.start(t, loop, now + 1);
        m.event(now + 2, loop, EventKind::Blocked, t, base::kNoLane, 0, trace::BlockCause::Sleep);
    }
    m.event(now, loop, EventKind::LoopWakeEnd);
    for (std::uint32_t t = 1; t <= sleepers; ++t) {
        const double wake = now + 10'000 + 2'500.0 * t;
        m.event(wake, loop, EventKind::LoopWakeBegin);
        m.event(wake + 1, loop, EventKind::Resumed, t, base::kNoLane, 0, trace::BlockCause::Sleep);
        m.finish(t, loop, wake + 3);
        m.event(wake + 5, loop, EventKind::LoopWakeEnd);
    }
    return m.done();
}

/// Worker processes that get each task by message and send its result back.
inline std::shared_ptr<const record::FrozenTrace> processTrace(std::uint32_t workers, std::uint32_t tasks)
{
    using trace::EventKind;
    TraceMaker m(tasks);
    const auto app = m.lane(trace::LaneRole::Application, "application");
    const auto dispatcher = m.lane(trace::LaneRole::Dispatcher, "dispatcher");
    std::vector<base::LaneId> lanes;
    std::vector<double> freeAt;
    for (std::uint32_t w = 0; w < workers; ++w) {
        const auto pid = static_cast<std::int32_t>(200 + w);
        lanes.push_back(m.lane(trace::LaneRole::Worker, "worker " + std::to_string(w + 1), pid, pid));
        m.event(-4'000.0 + w * 700, dispatcher, EventKind::WorkerSpawned, base::kNoTask.value, lanes.back());
        m.event(-2'000.0 + w * 600, lanes.back(), EventKind::WorkerReady);
        freeAt.push_back(40.0 + 15 * w);
    }
    std::uint32_t flow = 1;
    for (std::uint32_t t = 0; t < tasks; ++t) {
        const auto w = static_cast<std::size_t>(std::min_element(freeAt.begin(), freeAt.end()) - freeAt.begin());
        const double sent = freeAt[w];
        m.submit(t, app, sent - 4);
        m.event(sent, dispatcher, EventKind::MessageSent, t, lanes[w], flow);
        m.event(sent + 300, lanes[w], EventKind::MessageReceived, t, dispatcher, flow++);
        m.start(t, lanes[w], sent + 302);
        m.finish(t, lanes[w], sent + 8'302 + 400.0 * t);
        m.event(sent + 8'304 + 400.0 * t, lanes[w], EventKind::MessageSent, t, dispatcher, flow);
        m.event(sent + 8'500 + 400.0 * t, dispatcher, EventKind::MessageReceived, t, lanes[w], flow++);
        freeAt[w] = sent + 8'510 + 400.0 * t;
    }
    return m.done();
}

} // namespace interleave::test
