// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/lane_segments.h"
#include "core/analysis/work_control.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace interleave::analysis {

/// What a lane did in a stretch of time. Shape: 8 bytes. Shares are rounded up from 0: what was there, however short, does not disappear.
struct LaneCell {
    std::uint32_t begun = 0;           ///< activations that begin in it
    LaneState state = LaneState::Idle; ///< the longest but Idle; Idle: nothing at all was
    std::uint8_t active = 0;           ///< share of it in any state but Idle, of 255
    std::uint16_t busy = 0;            ///< share of it Running, of 65535

    [[nodiscard]] double activeShare() const { return active / 255.0; }
    [[nodiscard]] double busyShare() const { return busy / 65535.0; }
    bool operator==(const LaneCell &) const = default;
};
static_assert(sizeof(LaneCell) == 8);
/// Units: `width` in ns.
LaneCell cellOf(const StateSums &sums, std::int64_t width, std::uint64_t begun);

/// Neighbouring cells. Shape: cell i is [begin + i·width, begin + (i + 1)·width); width is a power of two and begin a multiple of it, so that
/// cells stay the same while a view is moved. Units: ns since the run's start.
struct LaneCells {
    std::int64_t begin = 0, width = 1;
    std::vector<LaneCell> cells;
};

/// The lanes of a run in every zoom. Of each lane, buckets of 2^k ns from about one for eight activations up to two for the run; a view that is finer
/// is computed from the activations themselves.
/// Threads: any, once it is built. Memory: about 2 bytes an activation; of event loops about 10.
class LanePyramid {
public:
    /// Null: stopped. Cost: linear. Threads: any; meant to be called away from the GUI thread. Meanwhile `sketch` has something to show.
    static std::shared_ptr<const LanePyramid> build(std::shared_ptr<const Interactions> interactions, const WorkControl &control = {});

    /// At most `columns` cells (two at least) over [t0, t1), exact. Cost: linear in columns, whatever the range.
    [[nodiscard]] LaneCells view(std::uint32_t lane, std::int64_t t0, std::int64_t t1, std::size_t columns) const;
    /// The same of several lanes as one: shares are means over them, `begun` the sum, the state the one that filled most of them.
    [[nodiscard]] LaneCells view(std::span<const std::uint32_t> lanes, std::int64_t t0, std::int64_t t1, std::size_t columns) const;
    /// The lane's states one after another, for exact looks at a small range.
    [[nodiscard]] const LaneSegments &segments(std::uint32_t lane) const { return m_lanes[lane].segments; }
    [[nodiscard]] std::size_t lanes() const { return m_lanes.size(); }
    [[nodiscard]] const Interactions &interactions() const { return *m_interactions; }
    /// What this takes beside the interactions.
    [[nodiscard]] std::size_t bytes() const;

private:
    struct Level {
        std::int64_t first = 0; ///< number of its first bucket: bucket b is [b·2^k, (b + 1)·2^k)
        std::vector<LaneCell> cells;
    };
    struct Lane {
        LaneSegments segments;
        int finest = 0; ///< k of levels[0]
        std::vector<Level> levels;
    };
    class LaneBuilder;
    [[nodiscard]] LaneCell cell(const Lane &lane, int k, std::int64_t bucket) const;
    void fillExactly(const Lane &lane, int k, LaneCells &cells) const;

    std::shared_ptr<const Interactions> m_interactions;
    std::vector<Lane> m_lanes;
};

/// The width that `view` takes: k of the smallest buckets of which at most `columns` cover [t0, t1); two at least, for every bucket begins or ends at 0.
/// Shape: t0 < t1.
int levelOf(std::int64_t t0, std::int64_t t1, std::size_t columns);

/// The activations of one lane, by begin. Cost: log n.
std::span<const Activation> activationsOf(const Interactions &interactions, std::uint32_t lane);

/// What `LanePyramid::view` would say, about: for as long as there is no pyramid. Where many activations fall into a cell its state and shares are those of a few
/// instants in it; `begun` is exact. Cost: columns × log n, without any preparation.
LaneCells sketch(const Interactions &interactions, std::uint32_t lane, std::int64_t t0, std::int64_t t1, std::size_t columns);

} // namespace interleave::analysis
