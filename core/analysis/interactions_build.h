// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/interactions.h"

#include <cstdint>
#include <span>
#include <vector>

/// The parts of `interactions`; nothing else includes this.
namespace interleave::analysis::build {

constexpr std::uint32_t kNoLifeline = 0xffffffffU;
/// Tasks that one event loop shows side by side; the rest share the last place and may overlap there.
constexpr std::uint16_t kMaxDepth = 24;

/// A frozen trace, made quick to ask. Borrowed: the trace must outlive it.
class TraceIndex {
public:
    /// Cost: linear in events.
    TraceIndex(const record::FrozenTrace &trace, base::Nanoseconds runStart);

    [[nodiscard]] const record::FrozenTrace &trace() const { return m_trace; }
    [[nodiscard]] const std::vector<Lifeline> &lifelines() const { return m_lifelines; }
    /// kNoLifeline for a lane that is none.
    [[nodiscard]] std::uint32_t lifelineOf(base::LaneId lane) const;
    [[nodiscard]] trace::LaneRole role(base::LaneId lane) const;
    /// ns since the run's start.
    [[nodiscard]] std::int64_t relative(std::int64_t absolute) const { return absolute - m_origin; }
    /// The task's detail events, by time: indexes into the trace's.
    [[nodiscard]] std::span<const std::uint32_t> eventsOf(std::uint32_t task) const;
    [[nodiscard]] const trace::Reader::LaneEvent &at(std::uint32_t index) const { return m_trace.events[index]; }
    /// First and last instant of anything, absolute.
    [[nodiscard]] std::int64_t first() const { return m_first; }
    [[nodiscard]] std::int64_t last() const { return m_last; }
    /// The lane of the queue that an Enqueued event puts its task into.
    [[nodiscard]] static base::LaneId queueOwner(const trace::Reader::LaneEvent &enqueued);

private:
    void makeLifelines();
    void indexTasks();
    void findSpan();

    const record::FrozenTrace &m_trace;
    std::int64_t m_origin;
    std::int64_t m_first = 0, m_last = 0;
    std::vector<Lifeline> m_lifelines;
    std::vector<std::uint32_t> m_lifelineOf; ///< by LaneId
    std::vector<std::uint32_t> m_offsets, m_order;
};

/// States of every lifeline, by lifeline and begin.
std::vector<Activation> activations(const TraceIndex &index);
/// Hand-overs, by `sent`.
void addMessages(const TraceIndex &index, Interactions &result);

} // namespace interleave::analysis::build
