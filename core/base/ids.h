// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <compare>
#include <cstdint>
#include <functional>

namespace interleave::base {

/// A number that only means something as the name of one kind of thing.
template <class Tag, class Rep = std::uint32_t>
struct Id {
    Rep value = 0;
    friend constexpr auto operator<=>(Id, Id) = default;
};

using TaskId = Id<struct TaskTag>;               ///< counts over the run, from 0
using LaneId = Id<struct LaneTag>;               ///< index into the trace's lane directory
using EntryId = Id<struct EntryTag>;             ///< index of an executor entry in its plan
using RunId = Id<struct RunTag>;                 ///< counts over the experiment, warm-up included, from 0

constexpr TaskId kNoTask{0xffffffffU};
constexpr LaneId kNoLane{0xffffffffU};

} // namespace interleave::base

template <class Tag, class Rep>
struct std::hash<interleave::base::Id<Tag, Rep>> {
    std::size_t operator()(interleave::base::Id<Tag, Rep> id) const noexcept { return std::hash<Rep>{}(id.value); }
};
