// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/trace/event.h"

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

/// The bytes of a trace: what is mapped by controller, runner and workers at once. Only writer, reader and mapping look inside.
///
///     Header | LaneEntry[lanes] | strings | TaskSlot[tasks] | TaskCauses[tasks] | Block[blocks]
namespace interleave::trace::layout {

constexpr std::uint32_t kMagic = 0x4c544c49; // "ILTL"
constexpr std::uint32_t kVersion = 2;
constexpr std::size_t kBlockBytes = 64 * 1024;
constexpr std::uint32_t kNoBlock = 0xffffffffU;

/// The constant part: where everything stands.
struct Geometry {
    std::uint32_t magic;
    std::uint32_t version;
    std::uint32_t maxLanes;
    std::uint32_t stringBytes;
    std::uint32_t taskCount;
    std::uint32_t maxBlocks;
    std::uint64_t lanesOffset, stringsOffset, tasksOffset, causesOffset, blocksOffset, totalBytes;
};

struct Header : Geometry {
    std::atomic<std::uint32_t> laneCount;     ///< lanes handed out (may run past maxLanes: the surplus is dropped)
    std::atomic<std::uint32_t> nextBlock;     ///< blocks handed out (may run past maxBlocks)
    std::atomic<std::uint32_t> stringsUsed;   ///< bytes handed out in the string table; starts at 1 so that id 0 is "none"
    std::atomic<std::uint32_t> nextFlow;      ///< ids that join the two ends of a hand-over
    std::atomic<std::uint64_t> orphanDrops;   ///< events of lanes that could not be had
    std::atomic<std::int64_t> runStart;       ///< ns; 0 until the first task may be taken
    std::atomic<std::uint32_t> submittedEnd;  ///< no task from here on was submitted so far: bounds what a live reader looks at
};

struct LaneEntry {
    std::atomic<std::uint32_t> ready;         ///< 1 once the fields below stand
    std::uint32_t parent;
    LaneRole role;
    std::uint8_t pad[3];
    std::atomic<std::int32_t> pid;
    std::atomic<std::int32_t> tid;
    std::atomic<std::uint32_t> firstBlock;
    std::atomic<std::uint64_t> published;     ///< events that a reader may read
    std::atomic<std::uint64_t> dropped;
    std::atomic<std::int64_t> onCpu;          ///< of its thread or process while it belonged to the run: ns + 1; 0 = not measured
    std::atomic<std::int64_t> runnable;       ///< the same
    std::atomic<std::int64_t> alive;          ///< the same
    char name[40];
};

struct BlockHeader {
    std::atomic<std::uint32_t> next;
    std::uint32_t lane;
    std::uint8_t pad[24];
};
constexpr std::size_t kEventsPerBlock = (kBlockBytes - sizeof(BlockHeader)) / sizeof(Event);

/// The never-dropped events of one task. Each `at` is written last (release): 0 = has not happened.
struct TaskSlot {
    std::atomic<std::int64_t> submittedAt;
    std::int64_t due;
    std::atomic<std::int64_t> startedAt;
    std::atomic<std::int64_t> finishedAt;
    std::atomic<std::int64_t> onCpu;     ///< ns + 1; 0 = not measured (so is `runnable`)
    std::atomic<std::int64_t> runnable;
    std::atomic<std::int64_t> blocked;
    std::uint32_t submitLane;
    std::uint32_t startLane;
    std::uint32_t finishLane;
    std::uint32_t error;                 ///< string id
    std::atomic<std::uint8_t> status;    ///< claimed once, before finishedAt is written: the first outcome stands
    std::uint8_t pad[7];
};

/// What one task waited for, apart from its slot: most tasks wait for nothing or little, and the first write to a page costs microseconds.
struct TaskCauses {
    std::array<std::atomic<std::uint64_t>, CauseSums::kParts> blockedBy; ///< since it started: the parts of CauseSums
    std::atomic<std::uint64_t> heldBack; ///< before it started: one such part; written by who held it back
};

static_assert(std::atomic<std::int64_t>::is_always_lock_free && std::atomic<std::uint32_t>::is_always_lock_free);
static_assert(sizeof(TaskSlot) == 80);
static_assert(sizeof(BlockHeader) == 32);

} // namespace interleave::trace::layout
