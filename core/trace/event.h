// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/base/ids.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>

namespace interleave::trace {

/// What happened. Life events live in the task's own reserved slot and are never dropped; all others are details.
enum class EventKind : std::uint8_t {
    None = 0,
    // --- life of a task (one each, in the task's slot) ---
    Submitted,       ///< lane = submitter; arg2 = due (absolute, ns)
    Started,         ///< lane = where it runs
    Finished,        ///< lane = where it ended; flags = TaskStatus; arg1 = error text (string id, 0 none)
    Closed,          ///< sums of the task, see TaskLife
    // --- details, in lanes ---
    Enqueued,        ///< task; arg1 = queue depth after; peer = lane of the queue's owner
    Dequeued,        ///< task; arg1 = queue depth after
    Blocked,         ///< task, step; flags = BlockCause
    Resumed,         ///< task, step; flags = BlockCause; arg2 = for so long it could have gone on already (ns), on an event loop
    StepBegin,       ///< task, step; arg1 = StepKind
    StepEnd,         ///< task, step; arg1 = StepKind
    WorkerSpawned,   ///< peer = the worker's lane; arg2 = pid
    WorkerReady,     ///< on the worker's own lane
    WorkerExited,    ///< peer = the worker's lane; arg1 = wait status as of waitpid
    MessageSent,     ///< task, peer = receiver's lane; flow = arg1; arg2 = bytes
    MessageReceived, ///< task, peer = sender's lane; flow = arg1; arg2 = bytes
    LoopWakeBegin,   ///< the event loop starts handling what became ready; arg1 = how many
    LoopWakeEnd,
    ResultDelivered, ///< task; handed to the consumer of results
    StreamItem,      ///< task; an item of a stream arrived
    QueueFull,       ///< task; the producer starts to wait; arg1 = depth
    LockRequested,   ///< task; arg1 = lock's name (string id)
    LockAcquired,    ///< the same
    LockReleased,    ///< the same
    LockForcedSwitch,///< the same
    ResourceAcquired,///< task; arg1 = resource's name (string id)
    ResourceReleased,///< the same
    FlowBegin,       ///< a hand-over that ends in FlowEnd with the same arg1 on another lane
    FlowEnd,
    Note,            ///< arg1 = text (string id)
};

/// The kind's name in exports: "submitted", "message-sent", …
std::string_view toText(EventKind kind);

enum class BlockCause : std::uint8_t { None, Sleep, Network, File, Lock, EmulatedLock, QueueFull, Message, Await, LoopBusy, Semaphore, Command };
std::string_view toText(BlockCause cause);

/// The part of a task's time that a wait for this cause belongs to: what waits for the event loop's turn could run (Runnable), what waits
/// for room in a queue or for a permit has not started (Queued), everything else is Blocked.
enum class TimePart : std::uint8_t { Queued, Runnable, Blocked };
TimePart partOf(BlockCause cause);

/// Waiting by cause: at most six causes; a further one counts with the last of its part of time, so that the totals stay right. Shape: 48 bytes, also in memory shared between
/// processes: each part holds its cause in the upper 8 bits and ns in the lower 56; 0 = unused. Units: ns.
struct CauseSums {
    static constexpr std::size_t kParts = 6;
    std::array<std::uint64_t, kParts> parts{};

    /// Negative durations take away, never below 0.
    void add(BlockCause cause, base::Nanoseconds duration);
    void add(const CauseSums &other);
    [[nodiscard]] base::Nanoseconds of(BlockCause cause) const;
    /// Over the causes that belong to `part`: a task's `blocked` is the total of the blocked ones.
    [[nodiscard]] base::Nanoseconds total(TimePart part = TimePart::Blocked) const;
    /// What the parts hold, causes unknown to this version left out: for those that another process wrote.
    [[nodiscard]] CauseSums checked() const;
    [[nodiscard]] bool empty() const { return parts[0] == 0; }
    bool operator==(const CauseSums &) const = default;
};
static_assert(sizeof(CauseSums) == 48 && std::is_trivially_copyable_v<CauseSums>);

enum class TaskStatus : std::uint8_t { None, Succeeded, Failed, Cancelled, TimedOut, Lost };
std::string_view toText(TaskStatus status); ///< "succeeded", "failed", "cancelled", "timed-out", "lost"

/// One recorded event. Shape: 32 bytes, in memory shared between processes. Units: `time` in ns of CLOCK_MONOTONIC.
struct Event {
    std::int64_t time = 0;
    std::uint32_t task = base::kNoTask.value;
    std::uint32_t peer = base::kNoLane.value;
    EventKind kind = EventKind::None;
    std::uint8_t flags = 0;
    std::uint16_t step = 0;
    std::uint32_t arg1 = 0;
    std::uint64_t arg2 = 0;
    bool operator==(const Event &) const = default;
};
static_assert(sizeof(Event) == 32 && std::is_trivially_copyable_v<Event>);

/// The lane's part in the run; decides where its lifeline stands.
enum class LaneRole : std::uint8_t { Application, Dispatcher, Worker, EventLoop, Queue, System };
std::string_view toText(LaneRole role);

} // namespace interleave::trace
