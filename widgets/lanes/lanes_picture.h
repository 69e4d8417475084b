// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/interaction_index.h"
#include "core/analysis/lane_pyramid.h"
#include "core/record/run_record.h"
#include "widgets/lanes/count_line.h"
#include "widgets/lanes/lane_sums.h"

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

namespace interleave::widgets {

/// More workers than this are one line until it is opened.
inline constexpr std::size_t kMostWorkerLanes = 12;
/// Tasks that a lane shows side by side, each as a thin row; the rest share the last.
inline constexpr std::uint16_t kMostThinRows = 12;

/// Everything about the lanes of a run that neither size nor zoom changes. A value, shared between threads.
struct LanesPicture {
    std::shared_ptr<const analysis::Interactions> interactions;
    std::shared_ptr<const analysis::LanePyramid> pyramid;     ///< null: still being built; until then lanes are sketched
    std::shared_ptr<const analysis::InteractionIndex> index;  ///< null as long as `pyramid`
    CountLine inFlight, queued; ///< tasks started and not finished; submitted and not started
    std::vector<AtOnce> atOnce; ///< by lifeline; `most()` 0: one task at a time
    GroupSums workers;          ///< of more than kMostWorkerLanes
    std::array<bool, analysis::kLaneStates> states{}; ///< that there are
    analysis::LaneCells overview;                     ///< of all lanes, over the run
    std::uint32_t densest = 0;                        ///< the greatest `begun` in it
};

/// A line of the picture: a lane, or a group of workers.
struct LaneRow {
    std::vector<std::uint32_t> lifelines;
    bool group = false;  ///< stands for all workers
    bool open = false;   ///< a group whose members follow
    bool member = false; ///< one of an open group
    std::uint16_t thin = 0; ///< rows below it for tasks side by side
    double busy = 0;        ///< mean
};

/// Cost: linear in lanes.
std::vector<LaneRow> laneRows(const LanesPicture &picture, bool open);
/// The row that shows a lane; rows.size(): none.
std::size_t rowOf(const std::vector<LaneRow> &rows, std::uint32_t lifeline);

/// What somebody else has made of the same trace. Each may be null.
struct KnownRun {
    std::shared_ptr<const analysis::Interactions> interactions;
    std::shared_ptr<const analysis::LanePyramid> pyramid; ///< of `interactions`, as the next
    std::shared_ptr<const analysis::InteractionIndex> index;
};

/// The picture to begin with: interactions, if they are not known yet, and the curves. Cost: n log n. Threads: any.
LanesPicture firstPicture(const record::FrozenTrace &trace, base::Nanoseconds runStart, std::uint64_t dropped, std::shared_ptr<const analysis::Interactions> known);
/// Adds what makes every zoom quick; keeps the pyramid and the index that the picture has. Null: stopped. Cost: linear. Threads: any.
std::shared_ptr<const LanesPicture> finishedPicture(LanesPicture picture, const analysis::WorkControl &control);

} // namespace interleave::widgets
