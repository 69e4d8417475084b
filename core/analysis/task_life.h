// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/record/run_record.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace interleave::analysis {

/// What a task was about for a while. The first five come before its start.
enum class PhaseKind : std::uint8_t {
    Arriving,   ///< due, not submitted yet
    Submitted,  ///< on its way to a queue or to its lane
    HeldBack,   ///< kept from its start by `cause`: a full queue, a semaphore, the emulated lock
    Queued,     ///< in a queue
    HandedOver, ///< taken for its lane, not started yet
    Running,    ///< on a processor, as far as it says
    Blocked,    ///< waits for `cause`
    Ready,      ///< could go on: waits for a processor, or for the loop's turn (cause LoopBusy)
};
/// English, marked for translation (context "Analysis").
std::string_view toText(PhaseKind kind);

/// Who ended a wait, where events tell.
struct EndedBy {
    base::LaneId lane;
    std::uint32_t task = base::kNoTask.value; ///< none: a lane without a task
    std::int64_t time = 0;                    ///< of the release, take, put or wake; ns since the run's start
    bool operator==(const EndedBy &) const = default;
};

/// Units: ns since the run's start.
struct LifePhase {
    PhaseKind kind = PhaseKind::Running;
    trace::BlockCause cause = trace::BlockCause::None; ///< of HeldBack, Blocked and Ready
    base::LaneId lane = base::kNoLane;                 ///< where: who has it then
    std::int64_t begin = 0, end = 0;
    std::string what;               ///< the lock or queue that it waited for, by name; empty: it has none
    std::optional<EndedBy> endedBy; ///< empty: unknown, or nobody (a sleep)
    std::optional<std::uint16_t> step; ///< of the plan
    /// So long it was, but just when is not recorded: within a wait, or in between.
    bool estimated = false;
    [[nodiscard]] std::int64_t duration() const { return end - begin; }
};

/// A task's life from due to done. Shape: phases without gap or overlap; they add up to the latency, those before the start to the queue time, the others to the
/// service time, and those Blocked to `blocked`, each exactly as in the run's task table. Empty: did not happen or not measured.
struct FollowedTask {
    std::uint32_t task = base::kNoTask.value;
    trace::TaskStatus status = trace::TaskStatus::Lost;
    std::string error;
    std::optional<std::int64_t> due, submitted, started, finished;
    std::optional<std::int64_t> delivered; ///< its result, to whoever waits for it; after the latency
    std::vector<LifePhase> phases;
    std::optional<std::int64_t> queue, service, latency, blocked;
    [[nodiscard]] std::int64_t total(PhaseKind kind) const;
};

/// Empty: there is no such task, or nothing of it happened. Cost: linear in the events of the run during its life.
std::optional<FollowedTask> followTask(const record::FrozenTrace &trace, base::Nanoseconds runStart, std::uint32_t task);

} // namespace interleave::analysis
