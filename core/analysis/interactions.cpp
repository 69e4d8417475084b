// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/interactions.h"

#include "core/analysis/interactions_build.h"

#include <algorithm>
#include <limits>
#include <tuple>

namespace interleave::analysis {
namespace build {
namespace {

int rank(trace::LaneRole role)
{
    switch (role) {
    case trace::LaneRole::Application: return 0;
    case trace::LaneRole::Dispatcher: return 1;
    case trace::LaneRole::Queue: return 2;
    case trace::LaneRole::Worker: return 3;
    case trace::LaneRole::EventLoop: return 4;
    case trace::LaneRole::System: return 5;
    }
    return 6;
}

/// The number at the end of a name, so that worker 10 comes after worker 9.
std::uint64_t trailingNumber(std::string_view name)
{
    std::size_t begin = name.size();
    while (begin > 0 && name[begin - 1] >= '0' && name[begin - 1] <= '9' && name.size() - begin < 18)
        --begin;
    std::uint64_t number = 0;
    for (const char digit : name.substr(begin))
        number = number * 10 + static_cast<std::uint64_t>(digit - '0');
    return number;
}

} // namespace

TraceIndex::TraceIndex(const record::FrozenTrace &trace, base::Nanoseconds runStart)
    : m_trace(trace)
    , m_origin(runStart.count())
{
    findSpan();
    // A run that failed in its set-up has no start: its first event stands for it.
    if (m_origin == 0)
        m_origin = m_first;
    makeLifelines();
    indexTasks();
}

void TraceIndex::findSpan()
{
    std::int64_t first = std::numeric_limits<std::int64_t>::max();
    std::int64_t last = std::numeric_limits<std::int64_t>::min();
    const auto see = [&](std::int64_t t) {
        first = std::min(first, t);
        last = std::max(last, t);
    };
    for (const auto &[lane, event] : m_trace.events)
        see(event.time);
    for (const auto &life : m_trace.lives)
        for (const auto &instant : {life.submitted, life.started, life.finished})
            if (instant)
                see(instant->count());
    if (first > last)
        first = last = m_origin;
    m_first = first;
    m_last = last;
}

void TraceIndex::makeLifelines()
{
    std::vector<const trace::LaneInfo *> lanes;
    for (const auto &lane : m_trace.lanes)
        if (lane.role != trace::LaneRole::System)
            lanes.push_back(&lane);
    std::stable_sort(lanes.begin(), lanes.end(), [](const auto *a, const auto *b) {
        return std::tuple(rank(a->role), trailingNumber(a->name), a->id) < std::tuple(rank(b->role), trailingNumber(b->name), b->id);
    });
    m_lifelineOf.assign(m_trace.lanes.size(), kNoLifeline);
    for (const auto *lane : lanes) {
        if (lane->id.value >= m_lifelineOf.size())
            continue;
        m_lifelineOf[lane->id.value] = static_cast<std::uint32_t>(m_lifelines.size());
        m_lifelines.push_back({lane->id, lane->role, lane->name, lane->pid, lane->tid, 0});
    }
}

void TraceIndex::indexTasks()
{
    const auto tasks = m_trace.lives.size();
    m_offsets.assign(tasks + 1, 0);
    for (const auto &[lane, event] : m_trace.events)
        if (event.task < tasks)
            ++m_offsets[event.task + 1];
    for (std::size_t i = 0; i < tasks; ++i)
        m_offsets[i + 1] += m_offsets[i];
    m_order.resize(m_offsets[tasks]);
    std::vector<std::uint32_t> next(m_offsets.begin(), m_offsets.end() - 1);
    for (std::uint32_t i = 0; i < m_trace.events.size(); ++i)
        if (const auto task = m_trace.events[i].event.task; task < tasks)
            m_order[next[task]++] = i;
}

std::uint32_t TraceIndex::lifelineOf(base::LaneId lane) const
{
    return lane.value < m_lifelineOf.size() ? m_lifelineOf[lane.value] : kNoLifeline;
}

trace::LaneRole TraceIndex::role(base::LaneId lane) const
{
    return lane.value < m_trace.lanes.size() ? m_trace.lanes[lane.value].role : trace::LaneRole::System;
}

std::span<const std::uint32_t> TraceIndex::eventsOf(std::uint32_t task) const
{
    return std::span(m_order).subspan(m_offsets[task], m_offsets[task + 1] - m_offsets[task]);
}

base::LaneId TraceIndex::queueOwner(const trace::Reader::LaneEvent &enqueued)
{
    return enqueued.event.peer == base::kNoLane.value ? enqueued.lane : base::LaneId{enqueued.event.peer};
}

namespace {

/// Running time of every lifeline between the run's start and its end, overlaps counted once.
void measureBusy(Interactions &result)
{
    const std::int64_t begin = std::max<std::int64_t>(0, result.begin);
    const auto span = static_cast<double>(result.end - begin);
    if (span <= 0)
        return;
    std::vector<std::int64_t> covered(result.lifelines.size(), begin);
    for (const Activation &a : result.activations) {
        if (a.state != LaneState::Running)
            continue;
        const std::int64_t from = std::max(a.begin, covered[a.lifeline]);
        if (a.end > from) {
            result.lifelines[a.lifeline].busy += static_cast<double>(a.end - from) / span;
            covered[a.lifeline] = a.end;
        }
    }
}

} // namespace
} // namespace build

Interactions interactions(const record::FrozenTrace &trace, base::Nanoseconds runStart, std::uint64_t dropped)
{
    const build::TraceIndex index(trace, runStart);
    Interactions result;
    result.lifelines = index.lifelines();
    result.activations = build::activations(index);
    build::addMessages(index, result);
    result.begin = index.relative(index.first());
    result.end = index.relative(index.last());
    result.dropped = dropped;
    build::measureBusy(result);
    return result;
}

} // namespace interleave::analysis
