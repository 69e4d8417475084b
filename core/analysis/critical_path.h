// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/work_control.h"
#include "core/record/run_record.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace interleave::analysis {

/// What a part of the critical path was.
enum class PathKind : std::uint8_t {
    Arriving,   ///< the next task was not due yet
    Submitting, ///< the application had not handed it out yet
    HandOver,   ///< from one task to the next: its lane was free, or it was let go, and it did not run yet
    Running,
    Blocked,    ///< by `cause`, which nobody of the run could have ended earlier
    Ready,      ///< waited for a processor, or for the event loop's turn
    Finishing   ///< after the last task
};
/// English, marked for translation (context "Analysis").
std::string_view toText(PathKind kind);

/// Units: ns since the run's start.
struct PathSegment {
    PathKind kind = PathKind::Running;
    trace::BlockCause cause = trace::BlockCause::None;
    base::LaneId lane = base::kNoLane;
    std::uint32_t task = base::kNoTask.value;
    std::int64_t begin = 0, end = 0;
    [[nodiscard]] std::int64_t duration() const { return end - begin; }
};

/// The chain of work and waits that made a run last as long as it did. Shape: segments by time, each where the last one ends, from the run's start to its end.
struct CriticalPath {
    std::vector<PathSegment> segments;
    struct Share {
        PathKind kind = PathKind::Running;
        trace::BlockCause cause = trace::BlockCause::None;
        std::int64_t ns = 0;
    };
    std::vector<Share> shares; ///< of the length by kind and cause, the largest first
    [[nodiscard]] std::int64_t length() const { return segments.empty() ? 0 : segments.back().end - segments.front().begin; }
};

/// Walks back from the task that finished last: through its waits to who ended them (the lock's holder, what kept the event loop busy), from its start to the task
/// that its lane, permit or place was taken by before, or to its submission, and from there to the one before or to the task whose end made room.
/// Empty: no trace was kept, no task finished, or stopped. Cost: n log n in tasks, linear in the events along the path.
CriticalPath criticalPath(const record::RunRecord &run, const WorkControl &control = {});
/// The same of a trace; `makespan` in ns.
CriticalPath criticalPath(const record::FrozenTrace &trace, base::Nanoseconds runStart, std::int64_t makespan, const WorkControl &control = {});

} // namespace interleave::analysis
