// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/lane_pyramid.h"

#include <cstdint>
#include <span>
#include <vector>

/// What the lanes are drawn of where single lanes or activations are too many: summed up once, in every zoom. Units: ns since the run's start.
namespace interleave::widgets {

/// Many lanes as one. Memory: 16 bytes for each of at most 65,536 pieces of time.
class GroupSums {
public:
    GroupSums() = default;
    /// Cost: lanes × pieces; away from the GUI thread. `lanes` of `pyramid`.
    GroupSums(const analysis::LanePyramid &pyramid, std::vector<std::uint32_t> lanes);

    /// As LanePyramid::view has it; cells are wider than asked for where very many activations would have to be added up. Cost: columns, lanes × log n, and some
    /// milliseconds at most for what is in view.
    [[nodiscard]] analysis::LaneCells view(const analysis::LanePyramid &pyramid, std::int64_t t0, std::int64_t t1, std::size_t columns) const;
    [[nodiscard]] const std::vector<std::uint32_t> &lanes() const { return m_lanes; }

private:
    struct Extent {
        std::int64_t begin, end;
    };
    [[nodiscard]] analysis::LaneCells kept(std::int64_t t0, std::int64_t t1, int k) const;
    [[nodiscard]] analysis::LaneCells added(const analysis::LanePyramid &pyramid, std::int64_t t0, std::int64_t t1, int k) const;

    std::vector<std::uint32_t> m_lanes;
    std::vector<Extent> m_extents; ///< by m_lanes: where there is anything at all
    int m_finest = 0;
    std::vector<analysis::LaneCells> m_levels; ///< cells of 2^(m_finest + i) ns
};

/// How many tasks a lane carries at once, at most, in every piece of time. Memory: about half a byte an activation.
class AtOnce {
public:
    struct View {
        std::int64_t begin = 0, width = 1;
        std::vector<std::uint16_t> most;
        /// Of the piece at `t`; 0 outside.
        [[nodiscard]] std::uint16_t at(std::int64_t t) const;
    };
    AtOnce() = default;
    /// Of one lane, by begin; what has depth 0 is the lane's own work and no task beside others. Cost: n log n.
    explicit AtOnce(std::span<const analysis::Activation> activations);

    [[nodiscard]] View view(std::int64_t t0, std::int64_t t1, std::size_t columns) const;
    [[nodiscard]] std::uint16_t most() const { return m_most; } ///< of the run

private:
    void coarsen();
    int m_finest = 0;
    std::uint16_t m_most = 0;
    std::vector<View> m_levels;
};

} // namespace interleave::widgets
