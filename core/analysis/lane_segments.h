// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/interactions.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace interleave::analysis {

inline constexpr std::size_t kLaneStates = static_cast<std::size_t>(LaneState::Idle) + 1;

/// Time by state. Units: ns.
struct StateSums {
    std::array<std::int64_t, kLaneStates> ns{};
    void add(LaneState state, std::int64_t duration) { ns[static_cast<std::size_t>(state)] += duration; }
    void add(const StateSums &other, int sign = 1)
    {
        for (std::size_t i = 0; i < kLaneStates; ++i)
            ns[i] += sign * other.ns[i];
    }
    [[nodiscard]] std::int64_t of(LaneState state) const { return ns[static_cast<std::size_t>(state)]; }
    /// In any state but Idle.
    [[nodiscard]] std::int64_t active() const;
    /// The longest but Idle; of equal ones the first in the palette's order. Idle: nothing else was.
    [[nodiscard]] LaneState longest() const;
};

/// One lane's states one after another. A lane that carries many tasks at once (an event loop) is at each instant in the first of their
/// states in the palette's order: it runs if anything runs, and waits for I/O if nothing could go on.
/// Shape: segments do not overlap and come in order of time; what is between them is Idle. Borrows the activations.
class LaneSegments {
public:
    struct Segment {
        std::int64_t begin, end;
        LaneState state;
    };

    LaneSegments() = default;
    /// `activations`: of one lane, by begin. Cost: linear where they do not overlap, else n log (most at once).
    explicit LaneSegments(std::span<const Activation> activations);

    [[nodiscard]] std::size_t size() const { return m_flat.empty() ? m_activations.size() : m_flat.size() - 1; }
    [[nodiscard]] Segment operator[](std::size_t i) const
    {
        if (m_flat.empty())
            return {m_activations[i].begin, m_activations[i].end, m_activations[i].state};
        return {timeOf(m_flat[i]), timeOf(m_flat[i + 1]), static_cast<LaneState>(m_flat[i] & kStateMask)};
    }
    [[nodiscard]] std::span<const Activation> activations() const { return m_activations; }
    /// True: some activations overlap.
    [[nodiscard]] bool overlap() const { return !m_flat.empty(); }

    /// The first segment from `from` on that ends after `t`. Cost: log of how far it is.
    [[nodiscard]] std::size_t firstEndingAfter(std::int64_t t, std::size_t from = 0) const;
    /// How many activations begin before `t`, known to be at least `from`. Cost: the same.
    [[nodiscard]] std::size_t begunBefore(std::int64_t t, std::size_t from = 0) const;
    /// Exact sums over [begin, end); `first`: the first segment that ends after `begin`. Cost: at most some hundred segments, however many lie in it.
    [[nodiscard]] StateSums sums(std::int64_t begin, std::int64_t end, std::size_t first) const;
    /// What this takes beside the activations.
    [[nodiscard]] std::size_t bytes() const { return m_flat.capacity() * sizeof(std::uint64_t) + m_blocks.capacity() * sizeof(StateSums); }

private:
    static constexpr std::uint64_t kStateMask = 7;
    static constexpr std::size_t kBlock = 64; ///< segments between two sums that are kept
    static std::int64_t timeOf(std::uint64_t packed) { return static_cast<std::int64_t>(packed) >> 3; }
    [[nodiscard]] bool overlapping() const;
    void flatten();
    void turn(std::int64_t time, LaneState state);
    void sumBlocks();

    std::span<const Activation> m_activations;
    std::vector<std::uint64_t> m_flat; ///< time << 3 | state from then on; the last is Idle. Empty: the activations are the segments
    std::vector<StateSums> m_blocks;   ///< of all segments before every kBlock-th
};

} // namespace interleave::analysis
