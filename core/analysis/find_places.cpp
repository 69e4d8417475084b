// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/find_events.h"

#include <algorithm>
#include <unordered_map>

namespace interleave::analysis {
namespace {

using trace::EventKind;
using trace::TaskStatus;

constexpr std::size_t kBetweenLooks = 65'536; ///< at the stop flag

class Places {
public:
    Places(const Searched &searched, const record::FrozenTrace &trace, std::int64_t origin)
        : m_searched(searched)
        , m_trace(trace)
        , m_origin(origin)
    {
        for (std::uint32_t line = 0; line < searched.interactions.lifelines.size(); ++line)
            m_lineOf.emplace(searched.interactions.lifelines[line].lane.value, line);
    }

    EventPlaces find(const WorkControl &control)
    {
        for (const record::TaskRow &row : m_searched.tasks)
            see(row);
        std::size_t looked = 0;
        const auto goesOn = [&] { return looked++ % kBetweenLooks != 0 || !control.stopped(); };
        for (const Activation &a : m_searched.interactions.activations) {
            if (!goesOn())
                return {};
            see(a);
        }
        for (const auto &entry : m_trace.events) {
            if (!goesOn())
                return {};
            see(entry);
        }
        blameLoop();
        return std::move(m_places);
    }

private:
    [[nodiscard]] std::optional<std::uint32_t> lineOf(std::uint32_t lane) const
    {
        const auto found = m_lineOf.find(lane);
        return found == m_lineOf.end() ? std::nullopt : std::optional(found->second);
    }

    static void longer(std::optional<EventPlace> &longest, std::int64_t begin, std::int64_t end, std::optional<std::uint32_t> lane, std::uint32_t task)
    {
        if (end > begin && (!longest || end - begin > longest->end - longest->time))
            longest = EventPlace{begin, end, lane, task, {}, 0};
    }

    void see(const record::TaskRow &row)
    {
        if (row.latency())
            longer(m_places.slowestTask, *row.due, *row.finished, lineOf(row.lane), row.task);
        const bool failed = row.status == TaskStatus::Failed || row.status == TaskStatus::TimedOut || row.status == TaskStatus::Lost;
        const record::OptionalNs at = row.finished ? row.finished : row.started ? row.started : row.submitted;
        if (failed && at && (!m_places.firstFailure || *at < m_places.firstFailure->time))
            m_places.firstFailure = EventPlace{*at, *at, lineOf(row.lane), row.task, row.error, 0};
    }

    void see(const Activation &a)
    {
        const bool loop = m_searched.interactions.lifelines[a.lifeline].role == trace::LaneRole::EventLoop;
        const bool ofTask = a.task != base::kNoTask.value;
        if (ofTask && (a.state == LaneState::Ready || a.state == LaneState::LockWait || a.state == LaneState::Io))
            longer(m_places.longestWait, a.begin, a.end, a.lifeline, a.task);
        if (loop && a.state == LaneState::Running)
            longer(ofTask ? m_longestOnLoop : m_places.longestLoopBlock, a.begin, a.end, a.lifeline, a.task);
    }

    void see(const trace::Reader::LaneEvent &entry)
    {
        const trace::Event &event = entry.event;
        const std::int64_t time = event.time - m_origin;
        const std::uint64_t key = (std::uint64_t{event.task} << 32) | event.arg1;
        switch (event.kind) {
        case EventKind::Enqueued:
            if (event.arg1 > 0 && (!m_places.peakQueue || event.arg1 > m_places.peakQueue->depth)) {
                const std::uint32_t owner = event.peer == base::kNoLane.value ? entry.lane.value : event.peer;
                m_places.peakQueue = EventPlace{time, time, lineOf(owner), event.task, owner < m_trace.lanes.size() ? m_trace.lanes[owner].name : std::string(), event.arg1};
            }
            break;
        case EventKind::LockAcquired: m_held[key] = time; break;
        case EventKind::LockReleased:
            if (const auto held = m_held.find(key); held != m_held.end()) {
                const EventPlace *before = m_places.longestLockHold ? &*m_places.longestLockHold : nullptr;
                if (!before || time - held->second > before->end - before->time)
                    m_places.longestLockHold = EventPlace{held->second, time, lineOf(entry.lane.value), event.task, std::string(m_trace.text(event.arg1)), 0};
                m_held.erase(held);
            }
            break;
        default: break;
        }
    }

    /// The task that ran longest while the loop was kept; where no turns of the loop were recorded, the longest run of any.
    void blameLoop()
    {
        auto &block = m_places.longestLoopBlock;
        if (!block) {
            block = m_longestOnLoop;
            return;
        }
        std::optional<EventPlace> longest;
        for (const Activation &a : m_searched.interactions.activations)
            if (a.lifeline == *block->lane && a.state == LaneState::Running && a.task != base::kNoTask.value && a.begin < block->end && a.end > block->time)
                longer(longest, std::max(a.begin, block->time), std::min(a.end, block->end), a.lifeline, a.task);
        if (longest)
            block->task = longest->task;
    }

    const Searched &m_searched;
    const record::FrozenTrace &m_trace;
    const std::int64_t m_origin;
    std::unordered_map<std::uint32_t, std::uint32_t> m_lineOf;
    std::unordered_map<std::uint64_t, std::int64_t> m_held; ///< since when, by task and lock
    std::optional<EventPlace> m_longestOnLoop;
    EventPlaces m_places;
};

} // namespace

EventPlaces findPlaces(const Searched &searched, const record::FrozenTrace &trace, base::Nanoseconds runStart, const WorkControl &control)
{
    return Places(searched, trace, runStart.count()).find(control);
}

} // namespace interleave::analysis
