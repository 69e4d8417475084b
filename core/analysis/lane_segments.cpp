// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/lane_segments.h"

#include <algorithm>
#include <functional>
#include <queue>

namespace interleave::analysis {
namespace {

/// The first i in [from, size) with `reached(i)`, which stays true once it is. Cost: log of how far it is.
template <class Reached>
std::size_t gallop(std::size_t from, std::size_t size, Reached reached)
{
    std::size_t step = 1, low = from;
    while (low < size && !reached(low)) {
        const std::size_t next = std::min(size, low + step);
        if (next == size || reached(next)) {
            std::size_t high = next;
            for (++low; low < high;) {
                const std::size_t middle = low + (high - low) / 2;
                if (reached(middle))
                    high = middle;
                else
                    low = middle + 1;
            }
            return low;
        }
        low = next;
        step *= 2;
    }
    return low;
}

} // namespace

std::int64_t StateSums::active() const
{
    std::int64_t sum = 0;
    for (std::size_t i = 0; i < static_cast<std::size_t>(LaneState::Idle); ++i)
        sum += ns[i];
    return sum;
}

LaneState StateSums::longest() const
{
    const auto idle = ns.begin() + static_cast<std::ptrdiff_t>(LaneState::Idle);
    const auto longest = std::max_element(ns.begin(), idle);
    return *longest > 0 ? static_cast<LaneState>(longest - ns.begin()) : LaneState::Idle;
}

LaneSegments::LaneSegments(std::span<const Activation> activations)
    : m_activations(activations)
{
    if (overlapping())
        flatten();
    sumBlocks();
}

bool LaneSegments::overlapping() const
{
    for (std::size_t i = 1; i < m_activations.size(); ++i)
        if (m_activations[i].begin < m_activations[i - 1].end)
            return true;
    return false;
}

void LaneSegments::turn(std::int64_t time, LaneState state)
{
    const auto stateAt = [this](std::size_t i) { return static_cast<LaneState>(m_flat[i] & kStateMask); };
    if (!m_flat.empty() && timeOf(m_flat.back()) == time)
        m_flat.pop_back();
    if (m_flat.empty() ? state != LaneState::Idle : stateAt(m_flat.size() - 1) != state)
        m_flat.push_back((static_cast<std::uint64_t>(time) << 3) | static_cast<std::uint64_t>(state));
}

void LaneSegments::flatten()
{
    using End = std::pair<std::int64_t, std::uint8_t>;
    std::priority_queue<End, std::vector<End>, std::greater<>> ends;
    std::array<std::uint32_t, kLaneStates> now{};
    const auto first = [&now] {
        std::size_t state = 0;
        while (state < static_cast<std::size_t>(LaneState::Idle) && now[state] == 0)
            ++state;
        return static_cast<LaneState>(state);
    };
    const auto endUntil = [&](std::int64_t time) {
        while (!ends.empty() && ends.top().first <= time) {
            const auto [end, state] = ends.top();
            ends.pop();
            --now[state];
            turn(end, first());
        }
    };
    for (const Activation &a : m_activations) {
        endUntil(a.begin);
        const auto state = static_cast<std::uint8_t>(a.state);
        ++now[state];
        ends.emplace(a.end, state);
        turn(a.begin, first());
    }
    endUntil(INT64_MAX);
    m_flat.shrink_to_fit();
}

void LaneSegments::sumBlocks()
{
    m_blocks.reserve(size() / kBlock + 1);
    StateSums sums;
    for (std::size_t i = 0; i < size(); ++i) {
        if (i % kBlock == 0)
            m_blocks.push_back(sums);
        const Segment s = (*this)[i];
        sums.add(s.state, s.end - s.begin);
    }
}

std::size_t LaneSegments::firstEndingAfter(std::int64_t t, std::size_t from) const
{
    return gallop(from, size(), [&](std::size_t i) { return (*this)[i].end > t; });
}

std::size_t LaneSegments::begunBefore(std::int64_t t, std::size_t from) const
{
    return gallop(from, m_activations.size(), [&](std::size_t i) { return m_activations[i].begin >= t; });
}

StateSums LaneSegments::sums(std::int64_t begin, std::int64_t end, std::size_t first) const
{
    StateSums sums;
    const auto addFrom = [&](std::size_t i, std::size_t to) {
        for (; i < to; ++i) {
            const Segment s = (*this)[i];
            if (s.begin >= end)
                return;
            sums.add(s.state, std::min(s.end, end) - std::max(s.begin, begin));
        }
    };
    // Whole blocks in the middle come from their sums.
    const std::size_t block = first / kBlock + 1;
    std::size_t last = block;
    if ((block + 1) * kBlock < size() && (*this)[(block + 1) * kBlock - 1].end <= end)
        last = std::min(firstEndingAfter(end, (block + 1) * kBlock - 1) / kBlock, m_blocks.size() - 1);
    addFrom(first, std::min(size(), block * kBlock));
    if (last > block) {
        sums.add(m_blocks[last]);
        sums.add(m_blocks[block], -1);
    }
    addFrom(std::max(first, last * kBlock), size());
    return sums;
}

} // namespace interleave::analysis
