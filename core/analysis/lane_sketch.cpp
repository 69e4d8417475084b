// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/lane_pyramid.h"

#include <algorithm>

namespace interleave::analysis {
namespace {

constexpr int kInstants = 4;
constexpr std::size_t kLookBack = 8; ///< activations before an instant among which those that still stand are looked for

/// What the lane did at an instant, as `LaneSegments` has it; of a lane with very much at once, of the latest few.
LaneState stateAt(std::span<const Activation> activations, std::size_t begunBefore, std::int64_t instant)
{
    LaneState state = LaneState::Idle;
    for (std::size_t i = begunBefore; i > 0 && begunBefore - i < kLookBack; --i)
        if (activations[i - 1].end > instant)
            state = std::min(state, activations[i - 1].state);
    return state;
}

} // namespace

LaneCells sketch(const Interactions &interactions, std::uint32_t lane, std::int64_t t0, std::int64_t t1, std::size_t columns)
{
    LaneCells result;
    if (t0 >= t1 || columns == 0)
        return result;
    const auto activations = activationsOf(interactions, lane);
    const int k = levelOf(t0, t1, columns);
    result.width = std::int64_t{1} << k;
    result.begin = (t0 >> k) << k;
    result.cells.resize(static_cast<std::size_t>(((t1 - 1) >> k) - (t0 >> k)) + 1);
    const auto begunBefore = [&](std::int64_t t, std::size_t from) {
        const auto at = std::lower_bound(activations.begin() + static_cast<std::ptrdiff_t>(from), activations.end(), t, [](const Activation &a, std::int64_t time) { return a.begin < time; });
        return static_cast<std::size_t>(at - activations.begin());
    };
    std::size_t begun = begunBefore(result.begin, 0);
    for (std::size_t i = 0; i < result.cells.size(); ++i) {
        const std::int64_t begin = result.begin + static_cast<std::int64_t>(i) * result.width;
        const std::size_t until = begunBefore(begin + result.width, begun);
        StateSums sums;
        std::size_t at = begun;
        for (int n = 0; n < kInstants; ++n) {
            const std::int64_t instant = begin + result.width * (2 * n + 1) / (2 * kInstants);
            while (at < until && activations[at].begin <= instant)
                at = until - at > kLookBack ? std::min(until, begunBefore(instant + 1, at)) : at + 1;
            sums.add(stateAt(activations, at, instant), 1);
        }
        result.cells[i] = cellOf(sums, kInstants, until - begun);
        begun = until;
    }
    return result;
}

} // namespace interleave::analysis
