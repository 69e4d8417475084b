// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/base/unique_fd.h"
#include "core/trace/layout.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace interleave::trace {

/// Sizes of a trace, fixed when it is made. Memory is used only where something was written.
struct Capacity {
    std::uint32_t tasks = 0;
    std::uint32_t lanes = 4096;
    std::uint32_t stringBytes = 1U << 20;
    std::size_t detailBytes = 256U << 20; ///< for detail events; what does not fit is dropped and counted
};

/// A mapped trace. One memfd made by the controller, handed down as a descriptor, mapped by every process of the run.
/// Threads: any; the mapping itself never changes.
class Mapping {
public:
    /// Errors: Refused when the machine does not give the memory for the tasks' own slots (reserved here, so that
    /// no life event can ever meet a full memory).
    static base::Result<std::shared_ptr<Mapping>> create(const Capacity &capacity);
    /// Maps a trace that another process made; checks magic, version and size. Takes over `fd`.
    static base::Result<std::shared_ptr<Mapping>> attach(base::UniqueFd fd);

    Mapping(const Mapping &) = delete;
    Mapping &operator=(const Mapping &) = delete;
    ~Mapping();

    [[nodiscard]] int fd() const { return m_fd.get(); }
    [[nodiscard]] layout::Header &header() const { return *reinterpret_cast<layout::Header *>(m_base); }
    [[nodiscard]] layout::LaneEntry *lane(std::uint32_t i) const;
    [[nodiscard]] layout::TaskSlot *task(std::uint32_t i) const; ///< null past the end
    [[nodiscard]] layout::TaskCauses *causes(std::uint32_t i) const; ///< the same
    [[nodiscard]] layout::BlockHeader *block(std::uint32_t i) const;
    [[nodiscard]] char *strings() const;

    /// Puts a text into the string table. Returns its id, 0 when the table is full or the text empty. Cost: one atomic add.
    std::uint32_t intern(std::string_view text) const;
    [[nodiscard]] std::string_view text(std::uint32_t id) const;
    std::uint32_t nextFlow() const;

    /// Marks the instant the first task may be taken.
    void setRunStart(base::Nanoseconds t) const;
    [[nodiscard]] std::optional<base::Nanoseconds> runStart() const;

    /// Maps the pages of all tasks at once, for whoever is about to read them one after another. Cost: a tenth of the faults that it saves.
    void readAhead() const;

    /// Gives the memory of all detail events back to the machine, for whoever has copied them: read again they mean
    /// nothing, and what somebody still writes is lost. Tasks, lanes and texts stay.
    void releaseEvents() const;

    /// Backs block `i` with memory, so that touching it cannot fail. False: no memory (or past the end).
    /// `whole`: also maps all its pages at once, which is four times cheaper than one fault a page, but makes them resident.
    /// Cost: some 15–25 µs.
    [[nodiscard]] bool reserveBlock(std::uint32_t i, bool whole) const;

private:
    Mapping(base::UniqueFd fd, std::byte *base, std::size_t size) : m_fd(std::move(fd)), m_base(base), m_size(size) {}
    base::UniqueFd m_fd;
    std::byte *m_base;
    std::size_t m_size;
};

/// What one worker, a thread or a process, used from its first moment in the run to its last. Units: ns; empty: not to be had.
struct LaneTotals {
    std::optional<base::Nanoseconds> onCpu, runnable, alive;
    bool operator==(const LaneTotals &) const = default;
};

/// The closing sums of a task. Units: ns; empty: not measured.
struct TaskSums {
    std::optional<base::Nanoseconds> onCpu, runnable;
    CauseSums blockedBy; ///< its total is what the task was blocked
};

/// The writing end of one lane. Exactly one thread appends at a time; the last count it published is what a crash keeps.
/// Cost: an append is a store of 32 bytes and one release store; every 2046 events it takes a block (one atomic add, one call).
class LaneWriter {
public:
    LaneWriter() = default; ///< records nothing
    /// Opens a new lane. `parent`: the lane that created this one.
    LaneWriter(std::shared_ptr<Mapping> mapping, LaneRole role, std::string_view name, base::LaneId parent);
    /// Continues a lane that another process opened (a worker its own, made by the dispatcher). Only from its first event on.
    LaneWriter(std::shared_ptr<Mapping> mapping, base::LaneId existing);
    LaneWriter(LaneWriter &&) noexcept = default;
    LaneWriter &operator=(LaneWriter &&) noexcept = default;

    [[nodiscard]] base::LaneId id() const { return m_id; }
    [[nodiscard]] const std::shared_ptr<Mapping> &mapping() const { return m_mapping; }
    /// Says which thread (of the calling process) writes here; by default the one that made the writer.
    void bindToThisThread();
    void setIdentity(std::int32_t pid, std::int32_t tid);

    /// Appends an event, stamped with `now` when its time is 0.
    void append(Event event);
    void append(EventKind kind, base::TaskId task = base::kNoTask, base::LaneId peer = base::kNoLane, std::uint32_t arg1 = 0, std::uint64_t arg2 = 0,
                std::uint8_t flags = 0, std::uint16_t step = 0);

    // --- the life of a task: into its slot, never dropped ---
    void submitted(base::TaskId task, base::Nanoseconds due);
    /// `at`: when, as here and below; zero: now.
    void started(base::TaskId task, base::Nanoseconds at = {});
    /// The first outcome stands; false: it already had one.
    bool finished(base::TaskId task, TaskStatus status, std::string_view error = {}, base::Nanoseconds at = {});
    /// A success turns out to be none, because its result did not arrive whole. False: it was none.
    bool overturned(base::TaskId task, std::string_view error);
    /// The closing sums.
    void closed(base::TaskId task, const TaskSums &sums);
    /// The task was kept from its start for so long, by a cause that is part of its queue time. Once a task, by any lane.
    void heldBack(base::TaskId task, BlockCause cause, base::Nanoseconds duration);

    /// What the lane's thread or process used. The last word stands.
    void spent(const LaneTotals &totals);

private:
    Event *place();   ///< of the next event; null: dropped and counted
    void publish();
    bool nextBlock();
    std::shared_ptr<Mapping> m_mapping;
    layout::LaneEntry *m_entry = nullptr;
    Event *m_events = nullptr; ///< of the current block
    std::uint32_t m_block = layout::kNoBlock;
    std::uint32_t m_used = layout::kEventsPerBlock;
    std::uint64_t m_count = 0;
    bool m_full = false;
    base::LaneId m_id = base::kNoLane;
};

/// What is known of a lane.
struct LaneInfo {
    base::LaneId id;
    base::LaneId parent = base::kNoLane;
    LaneRole role = LaneRole::Worker;
    std::string name;
    std::int32_t pid = 0;
    std::int32_t tid = 0;
    LaneTotals totals{}; ///< of a worker whose costs were read
    bool operator==(const LaneInfo &) const = default;
};

/// A task's life as read from its slot. Units: ns, absolute; what has not happened or was not measured is empty.
struct TaskLife {
    base::TaskId task;
    std::optional<base::Nanoseconds> due, submitted, started, finished;
    std::optional<base::Nanoseconds> onCpu, runnable, blocked;
    CauseSums blockedBy; ///< `blocked` by cause; also what of `runnable` was the loop's turn, and of the time before `started` a full queue
    base::LaneId submitLane = base::kNoLane, startLane = base::kNoLane, finishLane = base::kNoLane;
    TaskStatus status = TaskStatus::None;
    std::string error;
    bool operator==(const TaskLife &) const = default;
};

/// Reads a trace, also while it is written: each call goes on where the last one stopped.
/// Threads: one reader a thread. Cost: linear in what is new (plus the window of unfinished tasks).
class Reader {
public:
    explicit Reader(std::shared_ptr<const Mapping> mapping);

    /// Lanes opened since the last call (pid and tid may still be 0 for a worker that has not started).
    std::vector<LaneInfo> newLanes();
    [[nodiscard]] LaneInfo laneInfo(base::LaneId lane) const;
    [[nodiscard]] std::uint32_t laneCount() const;

    /// A detail event with its lane.
    struct LaneEvent {
        base::LaneId lane;
        Event event;
        bool operator==(const LaneEvent &) const = default;
    };
    /// Detail events published since the last call, at most `limit`; per lane in order, lanes one after another.
    std::vector<LaneEvent> newEvents(std::size_t limit = SIZE_MAX);

    /// The detail events of all lanes by time, those of one instant by lane; no matter what was read before. Cost: n log lanes, and no copy
    /// beside the result.
    [[nodiscard]] std::vector<LaneEvent> eventsByTime() const;

    [[nodiscard]] TaskLife life(base::TaskId task) const;
    [[nodiscard]] std::uint32_t taskCount() const;

    /// Instants of life events that came since the last call, unordered: what live charts are made of.
    struct LifeEvent {
        base::TaskId task;
        EventKind kind = EventKind::None; ///< Submitted, Started or Finished
        base::Nanoseconds time{0};
        base::Nanoseconds due{0};
        TaskStatus status = TaskStatus::None;
    };
    /// At most `tasks` tasks are looked at; the next call goes on behind them, and from the last on at the first that has not finished.
    std::vector<LifeEvent> newLifeEvents(std::uint32_t tasks = UINT32_MAX);

    struct Totals {
        std::uint64_t recorded = 0; ///< detail and life events
        std::uint64_t dropped = 0;  ///< detail events
    };
    /// Cost: linear in tasks and lanes.
    [[nodiscard]] Totals totals() const;
    [[nodiscard]] std::string_view text(std::uint32_t id) const { return m_mapping->text(id); }
    [[nodiscard]] std::optional<base::Nanoseconds> runStart() const { return m_mapping->runStart(); }

private:
    struct Cursor {
        std::uint64_t read = 0;
        std::uint32_t block = layout::kNoBlock;
    };
    class LaneWalk;
    [[nodiscard]] std::size_t unread(std::span<const Cursor> cursors) const;
    [[nodiscard]] std::span<const Event> nextEvents(std::uint32_t lane, Cursor &cursor) const;
    std::shared_ptr<const Mapping> m_mapping;
    std::uint32_t m_lanesSeen = 0;
    std::vector<Cursor> m_cursors;
    std::vector<std::uint8_t> m_lifeSeen; ///< bits a task: submitted, started, finished
    std::uint32_t m_firstUnfinished = 0, m_nextLook = 0;
};

} // namespace interleave::trace
