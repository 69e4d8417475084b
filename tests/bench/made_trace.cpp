// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/made_trace.h"

#include <algorithm>
#include <random>

namespace interleave::bench {
namespace {

using trace::BlockCause;
using trace::EventKind;
using trace::LaneRole;

constexpr std::uint32_t kWorkers = 8, kInFlight = 200;

class Maker {
public:
    Maker(MadeTrace shape, std::size_t events)
        : m_shape(shape)
        , m_tasks(static_cast<std::uint32_t>(std::max<std::size_t>(1, events / perTask(shape))))
    {
        m_trace.events.reserve(events + events / 4);
        m_trace.lives.resize(m_tasks);
        m_application = lane(LaneRole::Application, "application");
        m_queue = lane(shape == MadeTrace::Loop ? LaneRole::EventLoop : LaneRole::Dispatcher, shape == MadeTrace::Loop ? "event loop" : "pool");
        for (std::uint32_t i = 0; i < kWorkers && shape != MadeTrace::Loop; ++i)
            m_workers.push_back(lane(LaneRole::Worker, "worker " + std::to_string(i + 1)));
        for (std::uint32_t id = 1; id <= 4; ++id) {
            m_trace.stringIds.push_back(id);
            m_trace.strings.push_back("lock " + std::to_string(id));
        }
    }

    std::shared_ptr<const record::FrozenTrace> make()
    {
        std::vector<std::int64_t> freeAt(m_shape == MadeTrace::Loop ? kInFlight : kWorkers, kMadeStart.count());
        for (std::uint32_t t = 0; t < m_tasks; ++t) {
            const auto next = std::min_element(freeAt.begin(), freeAt.end());
            const auto place = static_cast<std::size_t>(next - freeAt.begin());
            *next = task(t, *next, m_workers.empty() ? m_queue : m_workers[place]);
        }
        std::stable_sort(m_trace.events.begin(), m_trace.events.end(), [](const auto &a, const auto &b) { return a.event.time < b.event.time; });
        return std::make_shared<const record::FrozenTrace>(std::move(m_trace));
    }

private:
    static std::size_t perTask(MadeTrace shape)
    {
        switch (shape) {
        case MadeTrace::PoolOfSteps: return 5 + 100;
        case MadeTrace::ShortTasks: return 5;
        case MadeTrace::Loop: return 3 + 60;
        case MadeTrace::Locks: return 5 + 30;
        }
        return 1;
    }

    base::LaneId lane(LaneRole role, std::string name)
    {
        const base::LaneId id{static_cast<std::uint32_t>(m_trace.lanes.size())};
        m_trace.lanes.push_back({id, base::kNoLane, role, std::move(name), 100, static_cast<std::int32_t>(100 + id.value)});
        return id;
    }

    std::int64_t some(std::int64_t most) { return static_cast<std::int64_t>(m_random() % static_cast<std::uint64_t>(most)) + 1; }

    void note(std::int64_t time, base::LaneId lane, EventKind kind, std::uint32_t task, std::uint32_t arg1 = 0, BlockCause cause = BlockCause::None)
    {
        trace::Event event;
        event.time = time;
        event.task = task;
        event.kind = kind;
        event.arg1 = arg1;
        event.flags = static_cast<std::uint8_t>(cause);
        if (kind == EventKind::Dequeued)
            event.peer = m_queue.value;
        m_trace.events.push_back({lane, event});
    }

    /// Returns when it is done.
    std::int64_t task(std::uint32_t t, std::int64_t now, base::LaneId lane)
    {
        trace::TaskLife &life = m_trace.lives[t];
        life.task = base::TaskId{t};
        life.submitLane = m_application;
        life.startLane = life.finishLane = lane;
        life.submitted = life.due = base::Nanoseconds(std::max(kMadeStart.count(), now - some(20'000)));
        if (m_shape != MadeTrace::Loop) {
            note(life.submitted->count() + 100, m_queue, EventKind::Enqueued, t);
            note(now + 200, lane, EventKind::Dequeued, t);
        }
        life.started = base::Nanoseconds(now + 300);
        now = body(t, now + 300, lane);
        life.finished = base::Nanoseconds(now);
        life.status = trace::TaskStatus::Succeeded;
        return now + some(500);
    }

    std::int64_t body(std::uint32_t t, std::int64_t now, base::LaneId lane)
    {
        if (m_shape == MadeTrace::ShortTasks)
            return now + some(2'000);
        if (m_shape == MadeTrace::Locks) {
            for (int i = 0; i < 10; ++i) {
                const auto lock = static_cast<std::uint32_t>(some(4));
                note(now += some(1'000), lane, EventKind::LockRequested, t, lock);
                note(now += some(5'000), lane, EventKind::LockAcquired, t, lock);
                note(now += some(3'000), lane, EventKind::LockReleased, t, lock);
            }
            return now + some(500);
        }
        for (int i = 0; i < (m_shape == MadeTrace::Loop ? 10 : 25); ++i) {
            if (m_shape == MadeTrace::Loop && i > 0)
                note(now, lane, EventKind::LoopWakeBegin, base::kNoTask.value, 1);
            note(now += 50, lane, EventKind::StepBegin, t);
            note(now += some(500), lane, EventKind::Blocked, t, 0, BlockCause::Sleep);
            if (m_shape == MadeTrace::Loop && i > 0)
                note(now + 40, lane, EventKind::LoopWakeEnd, base::kNoTask.value);
            note(now += some(20'000), lane, EventKind::Resumed, t, 0, BlockCause::Sleep);
            note(now += some(200), lane, EventKind::StepEnd, t);
        }
        return now + some(300);
    }

    const MadeTrace m_shape;
    const std::uint32_t m_tasks;
    std::mt19937_64 m_random{20'260'101};
    record::FrozenTrace m_trace;
    base::LaneId m_application, m_queue;
    std::vector<base::LaneId> m_workers;
};

} // namespace

std::shared_ptr<const record::FrozenTrace> makeTrace(MadeTrace shape, std::size_t events) { return Maker(shape, events).make(); }

std::size_t eventsOf(const record::FrozenTrace &trace) { return trace.events.size() + 3 * trace.lives.size(); }

} // namespace interleave::bench
