// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/interactions_build.h"

#include <algorithm>
#include <functional>
#include <optional>
#include <queue>
#include <set>
#include <tuple>
#include <unordered_map>

namespace interleave::analysis::build {
namespace {

using trace::BlockCause;
using trace::EventKind;
using trace::LaneRole;

LaneState stateOf(std::uint8_t cause)
{
    switch (static_cast<BlockCause>(cause)) {
    case BlockCause::Lock:
    case BlockCause::EmulatedLock: return LaneState::LockWait;
    case BlockCause::QueueFull:
    case BlockCause::Semaphore: return LaneState::Queued;
    case BlockCause::LoopBusy: return LaneState::Ready;
    default: return LaneState::Io;
    }
}

/// Time of the last event of a lane that says its worker is gone.
std::unordered_map<std::uint32_t, std::int64_t> exits(const TraceIndex &index)
{
    std::unordered_map<std::uint32_t, std::int64_t> result;
    for (const auto &[lane, event] : index.trace().events)
        if (event.kind == EventKind::WorkerExited)
            result[event.peer] = event.time;
    return result;
}

/// What one task did on the lane that ran it.
class TaskStates {
public:
    TaskStates(const TraceIndex &index, std::int64_t openEnd, const trace::TaskLife &life, std::vector<Activation> &out)
        : m_index(index)
        , m_life(life)
        , m_out(out)
        , m_end(life.finished ? life.finished->count() : openEnd)
    {
    }

    void add()
    {
        const bool onLoop = waitOnLoop();
        if (!m_life.started || m_lifeline == kNoLifeline)
            return;
        enter(m_life.started->count(), LaneState::Running, onLoop);
        for (const auto i : m_index.eventsOf(m_life.task.value)) {
            const auto &[lane, event] = m_index.at(i);
            if (lane != m_life.startLane || event.time < m_life.started->count() || event.time > m_end)
                continue;
            if (event.kind == EventKind::Blocked)
                enter(event.time, stateOf(event.flags), true);
            else if (event.kind == EventKind::LockRequested)
                enter(event.time, LaneState::LockWait, true);
            else if (event.kind == EventKind::Resumed || event.kind == EventKind::LockAcquired)
                enter(event.time, LaneState::Running, true);
        }
        close(m_end);
    }

private:
    /// An event loop holds its waiting tasks itself, so they show on its line. True: an interval is open.
    bool waitOnLoop()
    {
        m_lifeline = m_index.lifelineOf(m_life.startLane);
        base::LaneId loop = m_life.startLane;
        std::optional<std::int64_t> queued, taken;
        for (const auto i : m_index.eventsOf(m_life.task.value)) {
            const auto &entry = m_index.at(i);
            if (entry.event.kind == EventKind::Enqueued && !queued && m_index.role(TraceIndex::queueOwner(entry)) == LaneRole::EventLoop) {
                queued = entry.event.time;
                if (!m_life.started)
                    loop = TraceIndex::queueOwner(entry);
            } else if (entry.event.kind == EventKind::Dequeued && queued && !taken) {
                taken = entry.event.time;
            }
        }
        if (m_index.role(loop) != LaneRole::EventLoop)
            return false;
        m_lifeline = m_index.lifelineOf(loop);
        if (!m_life.started) {
            if (queued && m_lifeline != kNoLifeline) {
                enter(*queued, LaneState::Queued, false);
                close(m_end);
            }
            return false;
        }
        if (!queued && !m_life.submitted)
            return false;
        if (queued)
            enter(*queued, LaneState::Queued, false);
        if (!queued || taken)
            enter(queued ? *taken : m_life.submitted->count(), LaneState::Ready, queued.has_value());
        return true;
    }

    void enter(std::int64_t time, LaneState state, bool open)
    {
        if (open)
            close(time);
        m_since = time;
        m_state = state;
    }

    void close(std::int64_t time)
    {
        if (time <= m_since || m_lifeline == kNoLifeline)
            return;
        // Two names for the same wait (blocked, and the lock's own events) make one interval.
        if (m_added && m_out.back().state == m_state && m_out.back().end == m_index.relative(m_since)) {
            m_out.back().end = m_index.relative(time);
        } else {
            m_out.push_back({m_lifeline, m_index.relative(m_since), m_index.relative(time), m_state, m_life.task.value, 0});
            m_added = true;
        }
    }

    const TraceIndex &m_index;
    const trace::TaskLife &m_life;
    std::vector<Activation> &m_out;
    const std::int64_t m_end;
    std::uint32_t m_lifeline = kNoLifeline;
    std::int64_t m_since = 0;
    LaneState m_state = LaneState::Running;
    bool m_added = false;
};

/// Gives each task of an event loop a place beside those that are there at the same time.
class Places {
public:
    std::uint16_t take(std::int64_t begin, std::int64_t end)
    {
        while (!m_taken.empty() && m_taken.top().first <= begin) {
            m_free.insert(m_taken.top().second);
            m_taken.pop();
        }
        if (m_free.empty() && m_next > kMaxDepth)
            return kMaxDepth;
        const std::uint16_t place = m_free.empty() ? m_next++ : *m_free.begin();
        m_free.erase(place);
        m_taken.emplace(end, place);
        return place;
    }

private:
    using Taken = std::pair<std::int64_t, std::uint16_t>;
    std::priority_queue<Taken, std::vector<Taken>, std::greater<>> m_taken;
    std::set<std::uint16_t> m_free;
    std::uint16_t m_next = 1; ///< place 0 is the loop's own work
};

/// `spans`: a task's intervals on one loop as [first, last) positions in `out`, which are neighbours.
void placeLoopTasks(const std::vector<Lifeline> &lifelines, std::vector<Activation> &out, std::vector<std::pair<std::size_t, std::size_t>> spans)
{
    std::erase_if(spans, [&](const auto &s) { return lifelines[out[s.first].lifeline].role != LaneRole::EventLoop; });
    std::stable_sort(spans.begin(), spans.end(), [&](const auto &a, const auto &b) { return out[a.first].begin < out[b.first].begin; });
    std::unordered_map<std::uint32_t, Places> places;
    for (const auto &[first, last] : spans) {
        const std::uint16_t depth = places[out[first].lifeline].take(out[first].begin, out[last - 1].end);
        for (std::size_t i = first; i < last; ++i)
            out[i].depth = depth;
    }
}

void addLoopWakes(const TraceIndex &index, std::vector<Activation> &out)
{
    struct Wake {
        int nested = 0;
        std::int64_t since = 0;
    };
    std::unordered_map<std::uint32_t, Wake> wakes;
    const auto close = [&](base::LaneId lane, std::int64_t from, std::int64_t to) {
        if (const auto line = index.lifelineOf(lane); line != kNoLifeline && to > from)
            out.push_back({line, index.relative(from), index.relative(to), LaneState::Running, base::kNoTask.value, 0});
    };
    for (const auto &[lane, event] : index.trace().events) {
        if (event.kind == EventKind::LoopWakeBegin) {
            auto &wake = wakes[lane.value];
            if (wake.nested++ == 0)
                wake.since = event.time;
        } else if (event.kind == EventKind::LoopWakeEnd) {
            auto &wake = wakes[lane.value];
            if (wake.nested > 0 && --wake.nested == 0)
                close(lane, wake.since, event.time);
        }
    }
    for (const auto &[lane, wake] : wakes)
        if (wake.nested > 0)
            close(base::LaneId{lane}, wake.since, index.last());
}

/// A queue's line shows when something waits in it.
void addQueues(const TraceIndex &index, std::vector<Activation> &out)
{
    struct Wait {
        std::uint32_t line;
        std::int64_t begin, end;
    };
    std::vector<Wait> waits;
    for (const auto &life : index.trace().lives) {
        std::optional<Wait> open;
        for (const auto i : index.eventsOf(life.task.value)) {
            const auto &entry = index.at(i);
            if (entry.event.kind == EventKind::Enqueued && index.role(TraceIndex::queueOwner(entry)) != LaneRole::EventLoop) {
                const auto ended = life.started ? life.started : life.finished;
                open = Wait{index.lifelineOf(TraceIndex::queueOwner(entry)), entry.event.time, ended ? ended->count() : index.last()};
            } else if (entry.event.kind == EventKind::Dequeued && open) {
                open->end = entry.event.time;
                waits.push_back(*open);
                open.reset();
            }
        }
        if (open)
            waits.push_back(*open);
    }
    std::erase_if(waits, [](const Wait &w) { return w.line == kNoLifeline || w.end <= w.begin; });
    std::sort(waits.begin(), waits.end(), [](const Wait &a, const Wait &b) { return std::tie(a.line, a.begin) < std::tie(b.line, b.begin); });
    for (std::size_t i = 0; i < waits.size();) {
        Wait merged = waits[i];
        for (++i; i < waits.size() && waits[i].line == merged.line && waits[i].begin <= merged.end; ++i)
            merged.end = std::max(merged.end, waits[i].end);
        out.push_back({merged.line, index.relative(merged.begin), index.relative(merged.end), LaneState::Queued, base::kNoTask.value, 0});
    }
}

} // namespace

std::vector<Activation> activations(const TraceIndex &index)
{
    std::vector<Activation> result;
    std::vector<std::pair<std::size_t, std::size_t>> spans;
    const auto gone = exits(index);
    for (const auto &life : index.trace().lives) {
        const auto exit = gone.find(life.startLane.value);
        const bool died = exit != gone.end() && life.started && exit->second >= life.started->count();
        const auto first = result.size();
        TaskStates(index, died ? exit->second : index.last(), life, result).add();
        if (result.size() > first)
            spans.emplace_back(first, result.size());
    }
    placeLoopTasks(index.lifelines(), result, std::move(spans));
    addLoopWakes(index, result);
    addQueues(index, result);
    std::stable_sort(result.begin(), result.end(), [](const Activation &a, const Activation &b) { return std::tie(a.lifeline, a.begin) < std::tie(b.lifeline, b.begin); });
    return result;
}

} // namespace interleave::analysis::build
