// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/interactions.h"
#include "core/analysis/work_control.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace interleave::analysis {

/// What is searched. Borrowed: it must outlive what is made of it.
struct Searched {
    const Interactions &interactions;
    std::span<const record::TaskRow> tasks; ///< index = TaskId; may be empty: then groups, errors and failures are not known
    std::span<const std::string> groups;    ///< names, by TaskRow::group
};

/// What is to be found. Everything that is given must hold.
struct EventQuery {
    /// Anywhere in the name of a lane or group, in an error, or in what a message is about, whatever the case; or a task's number ("37", "#37", "task 37"). Empty: all.
    std::string text;
    std::uint32_t states = 0;  ///< bits of LaneState; 0 in both: every kind
    std::uint32_t messages = 0; ///< bits of MessageKind
    std::vector<std::uint32_t> lanes; ///< lifelines; empty: all
    std::int64_t longerThan = 0;      ///< ns, of an activation or a message's way
    bool failedOnly = false;          ///< tasks that failed, timed out or were lost
    bool waitedOnly = false;          ///< activations that wait: ready, for a lock, for I/O, queued
    /// True: nothing but the text is asked for.
    [[nodiscard]] bool onlyText() const { return states == 0 && messages == 0 && lanes.empty() && longerThan == 0 && !failedOnly && !waitedOnly; }
};
constexpr std::uint32_t bitOf(LaneState state) { return 1U << static_cast<unsigned>(state); }
constexpr std::uint32_t bitOf(MessageKind kind) { return 1U << static_cast<unsigned>(kind); }

/// Where something was found. Units: ns since the run's start.
struct EventHit {
    enum class Kind : std::uint8_t { Lane, Task, Activation, Message };
    Kind kind = Kind::Activation;
    std::int64_t time = 0, end = 0;
    std::uint32_t lane = 0; ///< lifeline; of a message the one that sent it
    std::uint32_t task = base::kNoTask.value;
    std::uint32_t number = 0; ///< place in Interactions::activations or ::messages; of a lane or task none
    bool operator==(const EventHit &) const = default;
};

/// What an `EventQuery` lets through, worked out once: views ask it of what they are about to draw.
class EventFilter {
public:
    EventFilter(const Searched &searched, const EventQuery &query);
    [[nodiscard]] bool shows(const Activation &activation) const;
    [[nodiscard]] bool shows(const Message &message) const;

private:
    friend struct EventFinder;
    [[nodiscard]] bool taskFits(std::uint32_t task) const;
    [[nodiscard]] bool has(const std::vector<bool> &set, std::size_t i) const { return i < set.size() && set[i]; }

    EventQuery m_query;
    std::vector<bool> m_lanes;         ///< that may be shown; empty: all
    std::vector<bool> m_namedLanes, m_namedTasks, m_namedLabels; ///< that the text names
    std::vector<bool> m_failed;
};

/// What is found, by time. With nothing but a text: each lane that it names once (where it is first busy), each task once (where it was submitted, or failed),
/// each message that is about it. Else every activation and message that fits. Cost: linear; at most `most` hits, the earliest.
std::vector<EventHit> findEvents(const Searched &searched, const EventQuery &query, std::size_t most = SIZE_MAX, const WorkControl &control = {});

/// A place worth going to. Units: ns since the run's start.
struct EventPlace {
    std::int64_t time = 0, end = 0;
    std::optional<std::uint32_t> lane; ///< lifeline
    std::uint32_t task = base::kNoTask.value;
    std::string what;        ///< the lock or queue, by name; the error
    std::uint64_t depth = 0; ///< of a queue
};
/// Empty: there is none.
struct EventPlaces {
    std::optional<EventPlace> slowestTask;     ///< by latency, of those that finished
    std::optional<EventPlace> longestWait;     ///< of a task after its start, for one thing
    std::optional<EventPlace> longestLockHold;
    std::optional<EventPlace> firstFailure;
    std::optional<EventPlace> peakQueue;       ///< the first time that a queue was as deep as any ever was
    std::optional<EventPlace> longestLoopBlock; ///< the event loop did one thing for so long; with the task that ran longest in it
};
/// Cost: linear. Nothing where it is stopped.
EventPlaces findPlaces(const Searched &searched, const record::FrozenTrace &trace, base::Nanoseconds runStart, const WorkControl &control = {});

} // namespace interleave::analysis
