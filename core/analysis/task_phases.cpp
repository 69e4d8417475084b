// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/task_phases.h"

#include <algorithm>

namespace interleave::analysis::life {
namespace {

using trace::BlockCause;
using trace::EventKind;
using trace::LaneRole;
using Entry = trace::Reader::LaneEvent;

bool isLock(BlockCause cause) { return cause == BlockCause::Lock || cause == BlockCause::EmulatedLock; }

/// Phases one after another, each from where the last one ended. Units: absolute in, relative out.
class Phases {
public:
    Phases(const Source &source, std::int64_t begin, std::int64_t end)
        : m_source(source)
        , m_end(end)
        , m_since(begin)
    {
    }

    /// What lasts from `time` on. Instants out of order move to where they can be.
    void enter(std::int64_t time, LifePhase phase)
    {
        close(time);
        m_now = std::move(phase);
    }
    /// The phase that lasts, to complete it before it ends.
    LifePhase &now() { return m_now; }
    [[nodiscard]] std::int64_t since() const { return m_since; }

    std::vector<LifePhase> done()
    {
        close(m_end);
        return std::move(m_done);
    }

private:
    void close(std::int64_t time)
    {
        time = std::clamp(time, m_since, m_end);
        if (time > m_since) {
            m_now.begin = m_source.relative(m_since);
            m_now.end = m_source.relative(time);
            m_done.push_back(m_now);
        }
        m_since = time;
    }

    const Source &m_source;
    const std::int64_t m_end;
    std::int64_t m_since;
    LifePhase m_now;
    std::vector<LifePhase> m_done;
};

LifePhase phase(PhaseKind kind, base::LaneId lane, BlockCause cause = BlockCause::None, std::string what = {})
{
    LifePhase made;
    made.kind = kind;
    made.cause = cause;
    made.lane = lane;
    made.what = std::move(what);
    return made;
}

EndedBy enderOf(const Source &source, const Entry &entry) { return {entry.lane, entry.event.task, source.relative(entry.event.time)}; }

base::LaneId queueOf(const Entry &entry) { return entry.event.peer == base::kNoLane.value ? entry.lane : base::LaneId{entry.event.peer}; }

/// Reads what came of a task before its start.
class Before {
public:
    Before(const Source &source, const trace::TaskLife &life, std::int64_t begin, std::int64_t end)
        : m_source(source)
        , m_life(life)
        , m_begin(begin)
        , m_end(end)
        , m_phases(source, begin, end)
    {
        const bool waits = life.due && life.submitted && *life.due < *life.submitted;
        m_phases.now() = phase(waits ? PhaseKind::Arriving : PhaseKind::Submitted, life.submitLane);
        if (waits)
            m_phases.enter(life.submitted->count(), phase(PhaseKind::Submitted, life.submitLane));
    }

    std::vector<LifePhase> read()
    {
        const auto &events = m_source.trace.events;
        for (std::size_t i = m_source.eventAt(m_begin); i < events.size() && events[i].event.time <= m_end; ++i)
            if (events[i].event.task == m_life.task.value)
                take(i, events[i]);
        return m_phases.done();
    }

private:
    void take(std::size_t i, const Entry &entry)
    {
        const trace::Event &event = entry.event;
        switch (event.kind) {
        case EventKind::QueueFull: hold(entry, BlockCause::QueueFull, queueOf(entry)); break;
        case EventKind::Blocked: hold(entry, static_cast<BlockCause>(event.flags), base::LaneId{event.peer}); break;
        case EventKind::LockRequested: m_lock = event.arg1; break;
        case EventKind::Resumed:
            if (m_phases.now().kind == PhaseKind::HeldBack && m_phases.now().cause == static_cast<BlockCause>(event.flags)) {
                m_phases.now().endedBy = enderOfHold(i);
                m_phases.enter(event.time, m_queued ? phase(PhaseKind::Queued, *m_queued, BlockCause::None, m_source.nameOf(*m_queued)) : m_before);
            }
            break;
        case EventKind::Enqueued:
            m_queued = queueOf(entry);
            if (m_phases.now().kind == PhaseKind::HeldBack)
                m_phases.now().endedBy = enderOfHold(i);
            m_phases.enter(event.time, phase(PhaseKind::Queued, *m_queued, BlockCause::None, m_source.nameOf(*m_queued)));
            break;
        case EventKind::Dequeued:
            m_phases.now().endedBy = enderOfQueue(entry);
            m_queued.reset();
            m_phases.enter(event.time, phase(PhaseKind::HandedOver, entry.lane));
            break;
        case EventKind::MessageReceived:
            m_phases.now().endedBy = senderOf(i, entry);
            m_phases.enter(event.time, phase(PhaseKind::HandedOver, entry.lane, BlockCause::None, m_source.nameOf(base::LaneId{event.peer})));
            break;
        case EventKind::MessageSent:
            if (!m_queued)
                m_phases.enter(event.time, phase(PhaseKind::HandedOver, entry.lane, BlockCause::Message, m_source.nameOf(base::LaneId{event.peer})));
            break;
        default: break;
        }
    }

    void hold(const Entry &entry, BlockCause cause, base::LaneId queue)
    {
        if (m_phases.now().kind == PhaseKind::HeldBack && m_phases.now().cause == cause)
            return;
        m_before = m_phases.now();
        const bool named = queue != base::kNoLane;
        std::string what = isLock(cause) ? std::string(m_source.trace.text(m_lock)) : named ? m_source.nameOf(queue) : std::string();
        m_phases.enter(entry.event.time, phase(PhaseKind::HeldBack, named ? queue : entry.lane, cause, std::move(what)));
        m_holdQueue = named ? std::optional(queue) : std::nullopt;
    }

    /// Who made room, gave the permit back, or let go of the lock: the last to do so while it waited.
    std::optional<EndedBy> enderOfHold(std::size_t i)
    {
        const BlockCause cause = m_phases.now().cause;
        const Entry *found = nullptr;
        if (cause == BlockCause::QueueFull)
            found = m_source.lastBefore(i, m_phases.since(), [&](const Entry &e) { return e.event.kind == EventKind::Dequeued && (!m_holdQueue || queueOf(e) == *m_holdQueue); });
        else if (isLock(cause))
            found = m_source.lastBefore(i, m_phases.since(), [&](const Entry &e) { return e.event.kind == EventKind::LockReleased && e.event.arg1 == m_lock; });
        else if (cause == BlockCause::Semaphore) // a permit comes back with a task's end
            return lastFinish(m_source.trace.events[i].event.time);
        return found ? std::optional(enderOf(m_source, *found)) : std::nullopt;
    }

    /// The last task that ended since the phase began, on any lane or on one.
    std::optional<EndedBy> lastFinish(std::int64_t until, base::LaneId lane = base::kNoLane) const
    {
        const trace::TaskLife *last = nullptr;
        for (const trace::TaskLife &life : m_source.trace.lives)
            if (life.finished && (lane == base::kNoLane || life.finishLane == lane) && life.finished->count() >= m_phases.since() && life.finished->count() <= until
                && (!last || *last->finished < *life.finished))
                last = &life;
        return last ? std::optional(EndedBy{last->finishLane, last->task.value, m_source.relative(last->finished->count())}) : std::nullopt;
    }

    /// Whoever took it from its queue, and the task that kept this lane busy meanwhile.
    EndedBy enderOfQueue(const Entry &dequeued) const
    {
        EndedBy ended = enderOf(m_source, dequeued);
        ended.task = base::kNoTask.value;
        if (const auto before = lastFinish(dequeued.event.time, dequeued.lane))
            ended.task = before->task;
        return ended;
    }

    std::optional<EndedBy> senderOf(std::size_t i, const Entry &received) const
    {
        const Entry *sent = m_source.lastBefore(i, m_begin, [&](const Entry &e) { return e.event.kind == EventKind::MessageSent && e.event.arg1 == received.event.arg1; });
        return sent ? std::optional(enderOf(m_source, *sent)) : std::nullopt;
    }

    const Source &m_source;
    const trace::TaskLife &m_life;
    const std::int64_t m_begin, m_end;
    Phases m_phases;
    LifePhase m_before;
    std::optional<base::LaneId> m_queued, m_holdQueue;
    std::uint32_t m_lock = 0;
};

/// Reads what came of it from its start on.
class After {
public:
    After(const Source &source, const trace::TaskLife &life, std::int64_t end)
        : m_source(source)
        , m_life(life)
        , m_end(end)
        , m_lane(life.startLane)
        , m_phases(source, life.started->count(), end)
    {
        m_phases.now() = phase(PhaseKind::Running, m_lane);
    }

    std::vector<LifePhase> read()
    {
        const auto &events = m_source.trace.events;
        for (std::size_t i = m_source.eventAt(m_life.started->count()); i < events.size() && events[i].event.time <= m_end; ++i)
            if (events[i].event.task == m_life.task.value)
                take(i, events[i]);
        return m_phases.done();
    }

private:
    void run(std::int64_t time)
    {
        LifePhase running = phase(PhaseKind::Running, m_lane);
        running.step = m_step;
        m_phases.enter(time, std::move(running));
    }

    void take(std::size_t i, const Entry &entry)
    {
        const trace::Event &event = entry.event;
        switch (event.kind) {
        case EventKind::StepBegin:
            m_step = event.step;
            if (m_phases.now().kind == PhaseKind::Running)
                run(event.time);
            break;
        case EventKind::StepEnd:
            m_step.reset();
            if (m_phases.now().kind == PhaseKind::Running)
                run(event.time);
            break;
        case EventKind::LockRequested: m_lock = event.arg1; break;
        case EventKind::Blocked: block(entry); break;
        case EventKind::Resumed: resume(i, entry); break;
        case EventKind::FlowEnd: // on another lane: work that was handed out begins there
            if (entry.lane != m_life.startLane) {
                m_lane = entry.lane;
                m_phases.now().endedBy = enderOf(m_source, entry);
                run(event.time);
            }
            break;
        case EventKind::FlowBegin: // and is handed back
            if (entry.lane != m_life.startLane) {
                m_lane = m_life.startLane;
                LifePhase back = phase(PhaseKind::Blocked, m_lane, BlockCause::Await, m_source.nameOf(entry.lane));
                back.endedBy = enderOf(m_source, entry);
                back.step = m_step;
                m_phases.enter(event.time, std::move(back));
            }
            break;
        default: break;
        }
    }

    void block(const Entry &entry)
    {
        const auto cause = static_cast<BlockCause>(entry.event.flags);
        if (trace::partOf(cause) == trace::TimePart::Queued)
            return;
        LifePhase waiting = phase(trace::partOf(cause) == trace::TimePart::Runnable ? PhaseKind::Ready : PhaseKind::Blocked, m_lane, cause,
                                  isLock(cause) ? std::string(m_source.trace.text(m_lock)) : std::string());
        waiting.step = m_step;
        m_phases.enter(entry.event.time, std::move(waiting));
    }

    void resume(std::size_t i, const Entry &entry)
    {
        LifePhase &waiting = m_phases.now();
        // Whoever put it into its queue may well wake up after it has started: that is not its own.
        if ((waiting.kind != PhaseKind::Blocked && waiting.kind != PhaseKind::Ready) || waiting.cause != static_cast<BlockCause>(entry.event.flags))
            return;
        if (isLock(waiting.cause)) {
            const Entry *released = m_source.lastBefore(i, m_phases.since(), [&](const Entry &e) {
                return e.event.kind == EventKind::LockReleased && e.event.arg1 == m_lock && e.event.task != m_life.task.value;
            });
            if (released)
                waiting.endedBy = enderOf(m_source, *released);
        }
        const auto late = static_cast<std::int64_t>(entry.event.arg2);
        if (late > 0 && late <= entry.event.time - m_phases.since()) {
            LifePhase turn = phase(PhaseKind::Ready, m_lane, BlockCause::LoopBusy, m_source.nameOf(m_lane));
            turn.step = m_step;
            // What kept the loop: the last that somebody else did there.
            const Entry *other = m_source.lastBefore(i, entry.event.time - late, [&](const Entry &e) {
                return e.lane == entry.lane && e.event.task != m_life.task.value && e.event.task != base::kNoTask.value;
            });
            if (other)
                turn.endedBy = enderOf(m_source, *other);
            m_phases.enter(entry.event.time - late, std::move(turn));
        }
        run(entry.event.time);
    }

    const Source &m_source;
    const trace::TaskLife &m_life;
    const std::int64_t m_end;
    base::LaneId m_lane; ///< where it runs
    Phases m_phases;
    std::optional<std::uint16_t> m_step;
    std::uint32_t m_lock = 0;
};

} // namespace

Source sourceOf(const record::FrozenTrace &trace, base::Nanoseconds runStart) { return {trace, runStart.count()}; }

std::string Source::nameOf(base::LaneId lane) const { return lane.value < trace.lanes.size() ? trace.lanes[lane.value].name : std::string(); }

LaneRole Source::roleOf(base::LaneId lane) const { return lane.value < trace.lanes.size() ? trace.lanes[lane.value].role : LaneRole::System; }

std::size_t Source::eventAt(std::int64_t absolute) const
{
    const auto at = std::lower_bound(trace.events.begin(), trace.events.end(), absolute, [](const Entry &entry, std::int64_t time) { return entry.event.time < time; });
    return static_cast<std::size_t>(at - trace.events.begin());
}

const Entry *Source::lastBefore(std::size_t i, std::int64_t since, const std::function<bool(const Entry &)> &wanted) const
{
    while (i-- > 0 && trace.events[i].event.time >= since)
        if (wanted(trace.events[i]))
            return &trace.events[i];
    return nullptr;
}

std::vector<LifePhase> beforeStart(const Source &source, const trace::TaskLife &life, std::int64_t begin, std::int64_t end)
{
    return Before(source, life, begin, end).read();
}

std::vector<LifePhase> recordedAfterStart(const Source &source, const trace::TaskLife &life, std::int64_t end) { return After(source, life, end).read(); }

std::vector<LifePhase> afterStart(const Source &source, const trace::TaskLife &life, std::int64_t end)
{
    auto phases = recordedAfterStart(source, life, end);
    if (life.finished)
        fitToSums(phases, life);
    return phases;
}

} // namespace interleave::analysis::life
