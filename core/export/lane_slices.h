// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

namespace interleave::exporting {

/// What a lane's slice is.
enum class SliceKind : std::uint8_t { Wake, Task, Running, Step, Wait, HandOver };

/// A piece of a lane's time. Units: ns.
struct LaneSlice {
    std::int64_t begin = 0, end = 0;
    SliceKind kind = SliceKind::Task;
    std::uint32_t task = 0;
    std::uint32_t detail = 0; ///< kind of step, cause of the wait, how many were ready
};

/// One end of an arrow.
struct FlowPoint {
    std::int64_t time = 0;
    bool sends = false;        ///< else it receives
    std::uint32_t message = 0; ///< which hand-over
};

/// Takes what `nestLane` found, in an order in which every slice comes before what lies in it.
struct LaneSink {
    std::function<void(const LaneSlice &)> slice;
    std::function<void(const FlowPoint &)> point;
};

/// Makes of a lane's pieces slices that nest: what would overlap its neighbour partly ends with it; and gives every end of an arrow an
/// open slice to stand in, one of 1 ns (kind HandOver, detail = message) where there is none. An arrow from the very end of a slice stands 1 ns before it, because an
/// end is not inside. Cost: n log n.
void nestLane(std::vector<LaneSlice> slices, std::vector<FlowPoint> points, const LaneSink &sink);

} // namespace interleave::exporting
