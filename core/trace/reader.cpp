// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/trace/trace.h"

#include "core/base/large_pages.h"

#include <algorithm>
#include <cstring>
#include <functional>
#include <utility>

namespace interleave::trace {
namespace {

constexpr std::uint8_t kSubmittedSeen = 1, kStartedSeen = 2, kFinishedSeen = 4, kAllSeen = 7;

std::optional<base::Nanoseconds> instant(std::int64_t t) { return t == 0 ? std::nullopt : std::optional(base::Nanoseconds(t)); }
std::optional<base::Nanoseconds> sum(std::int64_t t) { return t == 0 ? std::nullopt : std::optional(base::Nanoseconds(t - 1)); }

/// What the task waited for, as far as it makes sense.
CauseSums blockedByOf(const layout::TaskCauses &causes)
{
    CauseSums sums;
    for (std::size_t i = 0; i < CauseSums::kParts; ++i)
        sums.parts[i] = causes.blockedBy[i].load(std::memory_order_relaxed);
    CauseSums before;
    before.parts[0] = causes.heldBack.load(std::memory_order_relaxed);
    sums = sums.checked();
    sums.add(before.checked());
    return sums;
}

} // namespace

Reader::Reader(std::shared_ptr<const Mapping> mapping)
    : m_mapping(std::move(mapping))
    , m_lifeSeen(m_mapping->header().taskCount, 0)
{
}

std::uint32_t Reader::laneCount() const
{
    const auto &h = m_mapping->header();
    return std::min(h.laneCount.load(std::memory_order_acquire), h.maxLanes);
}

LaneInfo Reader::laneInfo(base::LaneId lane) const
{
    const layout::LaneEntry *entry = m_mapping->lane(lane.value);
    if (!entry || entry->ready.load(std::memory_order_acquire) == 0)
        return {lane, base::kNoLane, LaneRole::Worker, {}, 0, 0, {}};
    const std::size_t length = ::strnlen(entry->name, sizeof entry->name);
    LaneInfo info{lane, base::LaneId{entry->parent}, entry->role, std::string(entry->name, length), entry->pid.load(std::memory_order_relaxed), entry->tid.load(std::memory_order_relaxed), {}};
    info.totals.alive = sum(entry->alive.load(std::memory_order_acquire));
    info.totals.onCpu = sum(entry->onCpu.load(std::memory_order_relaxed));
    info.totals.runnable = sum(entry->runnable.load(std::memory_order_relaxed));
    return info;
}

std::vector<LaneInfo> Reader::newLanes()
{
    std::vector<LaneInfo> lanes;
    // A lane that is being opened just now (not ready) ends this call's list: the next call goes on there.
    for (const std::uint32_t end = laneCount(); m_lanesSeen < end; ++m_lanesSeen) {
        if (m_mapping->lane(m_lanesSeen)->ready.load(std::memory_order_acquire) == 0)
            break;
        lanes.push_back(laneInfo(base::LaneId{m_lanesSeen}));
    }
    return lanes;
}

/// What a lane has published behind the cursor, as far as one block holds it; the cursor stays. Empty: nothing, or a count that its blocks do
/// not bear out: what another process wrote is never believed.
std::span<const Event> Reader::nextEvents(std::uint32_t lane, Cursor &cursor) const
{
    const layout::LaneEntry *entry = m_mapping->lane(lane);
    const std::uint64_t published = entry->published.load(std::memory_order_acquire);
    if (cursor.read >= published)
        return {};
    const std::uint64_t within = cursor.read % layout::kEventsPerBlock;
    const std::uint32_t number = within != 0 ? cursor.block
        : cursor.read == 0                   ? entry->firstBlock.load(std::memory_order_acquire)
                                             : m_mapping->block(cursor.block)->next.load(std::memory_order_acquire);
    const layout::BlockHeader *block = m_mapping->block(number);
    if (!block)
        return {};
    cursor.block = number;
    return {reinterpret_cast<const Event *>(block + 1) + within, std::min(published - cursor.read, layout::kEventsPerBlock - within)};
}

std::vector<Reader::LaneEvent> Reader::newEvents(std::size_t limit)
{
    std::vector<LaneEvent> events;
    const std::uint32_t lanes = laneCount();
    m_cursors.resize(std::max<std::size_t>(m_cursors.size(), lanes));
    base::reserveLarge(events, std::min(limit, unread(m_cursors)));
    for (std::uint32_t i = 0; i < lanes; ++i) {
        while (events.size() < limit) {
            const auto piece = nextEvents(i, m_cursors[i]);
            if (piece.empty())
                break;
            const auto taken = piece.first(std::min(piece.size(), limit - events.size()));
            for (const Event &event : taken)
                events.push_back({base::LaneId{i}, event});
            m_cursors[i].read += taken.size();
        }
    }
    return events;
}

/// A lane's events one after another.
class Reader::LaneWalk {
public:
    LaneWalk(const Reader &reader, std::uint32_t lane) : m_reader(&reader), m_lane(lane) { fill(); }

    [[nodiscard]] bool done() const { return m_piece.empty(); }
    [[nodiscard]] LaneEvent event() const { return {base::LaneId{m_lane}, m_piece.front()}; }
    [[nodiscard]] bool operator>(const LaneWalk &other) const
    {
        return std::pair(m_piece.front().time, m_lane) > std::pair(other.m_piece.front().time, other.m_lane);
    }
    void step()
    {
        m_piece = m_piece.subspan(1);
        if (m_piece.empty())
            fill();
    }

private:
    void fill()
    {
        m_piece = m_reader->nextEvents(m_lane, m_cursor);
        m_cursor.read += m_piece.size();
    }

    const Reader *m_reader;
    std::uint32_t m_lane;
    Cursor m_cursor;
    std::span<const Event> m_piece;
};

std::vector<Reader::LaneEvent> Reader::eventsByTime() const
{
    std::vector<LaneWalk> heap;
    for (std::uint32_t i = 0; i < laneCount(); ++i) {
        if (LaneWalk walk(*this, i); !walk.done())
            heap.push_back(walk);
    }
    std::make_heap(heap.begin(), heap.end(), std::greater<>());
    std::vector<LaneEvent> events;
    base::reserveLarge(events, unread(std::vector<Cursor>(laneCount())));
    while (!heap.empty()) {
        std::pop_heap(heap.begin(), heap.end(), std::greater<>());
        LaneWalk &walk = heap.back();
        // As long as it is the earliest, it goes on without the heap.
        do {
            events.push_back(walk.event());
            walk.step();
        } while (!walk.done() && (heap.size() == 1 || heap.front() > walk));
        if (walk.done())
            heap.pop_back();
        else
            std::push_heap(heap.begin(), heap.end(), std::greater<>());
    }
    // A lane is written in order; if a clock ever lies, readers must not notice.
    const auto earlier = [](const LaneEvent &a, const LaneEvent &b) { return a.event.time < b.event.time; };
    if (!std::is_sorted(events.begin(), events.end(), earlier))
        std::stable_sort(events.begin(), events.end(), earlier);
    return events;
}

std::size_t Reader::unread(std::span<const Cursor> cursors) const
{
    std::uint64_t count = 0;
    for (std::uint32_t i = 0; i < cursors.size(); ++i) {
        const std::uint64_t published = m_mapping->lane(i)->published.load(std::memory_order_acquire);
        count += published > cursors[i].read ? published - cursors[i].read : 0;
    }
    // What another process wrote is never believed: there are no more events than blocks hold.
    return std::min(count, std::uint64_t{m_mapping->header().maxBlocks} * layout::kEventsPerBlock);
}

std::uint32_t Reader::taskCount() const { return m_mapping->header().taskCount; }

TaskLife Reader::life(base::TaskId task) const
{
    TaskLife life;
    life.task = task;
    const layout::TaskSlot *slot = m_mapping->task(task.value);
    if (!slot)
        return life;
    life.submitted = instant(slot->submittedAt.load(std::memory_order_acquire));
    if (life.submitted) {
        life.due = base::Nanoseconds(slot->due);
        life.submitLane = base::LaneId{slot->submitLane};
    }
    life.started = instant(slot->startedAt.load(std::memory_order_acquire));
    if (life.started)
        life.startLane = base::LaneId{slot->startLane};
    life.finished = instant(slot->finishedAt.load(std::memory_order_acquire));
    if (life.finished) {
        life.finishLane = base::LaneId{slot->finishLane};
        const auto status = slot->status.load(std::memory_order_acquire);
        life.status = status <= static_cast<std::uint8_t>(TaskStatus::Lost) ? static_cast<TaskStatus>(status) : TaskStatus::Lost;
        life.error = std::string(m_mapping->text(slot->error));
    }
    life.blocked = sum(slot->blocked.load(std::memory_order_acquire));
    life.onCpu = sum(slot->onCpu.load(std::memory_order_relaxed));
    life.runnable = sum(slot->runnable.load(std::memory_order_relaxed));
    life.blockedBy = blockedByOf(*m_mapping->causes(task.value));
    return life;
}

std::vector<Reader::LifeEvent> Reader::newLifeEvents(std::uint32_t tasks)
{
    std::vector<LifeEvent> events;
    const std::uint32_t submitted = std::min(m_mapping->header().submittedEnd.load(std::memory_order_acquire), taskCount());
    const std::uint32_t first = std::max(m_nextLook, m_firstUnfinished);
    const std::uint32_t end = submitted - first > tasks ? first + tasks : submitted;
    for (std::uint32_t i = first; i < end; ++i) {
        std::uint8_t &seen = m_lifeSeen[i];
        const layout::TaskSlot *slot = m_mapping->task(i);
        const auto look = [&](std::uint8_t bit, EventKind kind, const std::atomic<std::int64_t> &at, bool last) {
            if (seen & bit)
                return;
            const std::int64_t t = at.load(std::memory_order_acquire);
            if (t == 0)
                return;
            seen |= bit;
            const auto status = last ? static_cast<TaskStatus>(slot->status.load(std::memory_order_relaxed)) : TaskStatus::None;
            events.push_back({base::TaskId{i}, kind, base::Nanoseconds(t), base::Nanoseconds(slot->due), status});
        };
        if (seen != kAllSeen) {
            // Read first: whatever came before the end is seen below, and a task that never started (its worker died) must not
            // keep the window open for ever.
            const bool ended = slot->finishedAt.load(std::memory_order_acquire) != 0;
            look(kSubmittedSeen, EventKind::Submitted, slot->submittedAt, false);
            look(kStartedSeen, EventKind::Started, slot->startedAt, false);
            look(kFinishedSeen, EventKind::Finished, slot->finishedAt, true);
            if (ended)
                seen = kAllSeen;
        }
        if (seen == kAllSeen && i == m_firstUnfinished)
            ++m_firstUnfinished;
    }
    m_nextLook = end < submitted ? end : 0;
    return events;
}

Reader::Totals Reader::totals() const
{
    Totals totals;
    totals.dropped = m_mapping->header().orphanDrops.load(std::memory_order_relaxed);
    for (std::uint32_t i = 0; i < laneCount(); ++i) {
        totals.recorded += m_mapping->lane(i)->published.load(std::memory_order_acquire);
        totals.dropped += m_mapping->lane(i)->dropped.load(std::memory_order_relaxed);
    }
    for (std::uint32_t i = 0; i < taskCount(); ++i) {
        const layout::TaskSlot *slot = m_mapping->task(i);
        for (const auto *at : {&slot->submittedAt, &slot->startedAt, &slot->finishedAt, &slot->blocked})
            totals.recorded += at->load(std::memory_order_relaxed) != 0;
    }
    return totals;
}

} // namespace interleave::trace
