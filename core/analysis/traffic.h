// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/interactions.h"
#include "core/analysis/work_control.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace interleave::analysis {

inline constexpr std::size_t kMessageKinds = static_cast<std::size_t>(MessageKind::Cancel) + 1;

/// Messages between pairs of lanes over time: what density ribbons and an order by communication are made of. A message counts when it is sent.
/// Threads: any, once it is built. Memory: about 3 bytes a message.
class Traffic {
public:
    /// All from one lane to another, over the run.
    struct Pair {
        std::uint32_t from = 0, to = 0; ///< lifelines
        std::array<std::uint64_t, kMessageKinds> byKind{};
        [[nodiscard]] std::uint64_t total() const;
    };
    /// So many messages of a pair in one bucket.
    struct Cell {
        std::uint32_t column = 0; ///< bucket, counted from the first of the view
        std::uint32_t pair = 0;   ///< place in pairs()
        std::uint32_t count = 0;
        bool operator==(const Cell &) const = default;
    };
    /// Shape: bucket i is [begin + i·width, begin + (i + 1)·width), aligned as in LaneCells; cells by column and pair, none empty.
    struct View {
        std::int64_t begin = 0, width = 1;
        std::size_t columns = 0;
        std::vector<Cell> cells;
    };

    /// Null: stopped. Cost: linear; away from the GUI thread.
    static std::shared_ptr<const Traffic> build(std::shared_ptr<const Interactions> interactions, const WorkControl &control = {});

    /// By `from`, then `to`.
    [[nodiscard]] const std::vector<Pair> &pairs() const { return m_pairs; }
    /// At most `columns` buckets (two at least) over [t0, t1), exact. Where that is finer than what is kept and yet holds very many messages, the buckets are
    /// wider. Cost: columns × pairs that talk in them, at most.
    [[nodiscard]] View view(std::int64_t t0, std::int64_t t1, std::size_t columns) const;
    [[nodiscard]] std::size_t bytes() const;

private:
    struct Entry {
        std::uint32_t bucket = 0; ///< counted from the level's first
        std::uint32_t pair = 0;
        std::uint32_t count = 0;
    };
    struct Level {
        std::int64_t first = 0; ///< number of the bucket that entries count from
        std::vector<Entry> entries;
    };
    void findPairs();
    [[nodiscard]] std::uint32_t pairOf(const Message &message) const;
    bool fillFinest(const WorkControl &control);
    void addCoarser();
    [[nodiscard]] View ofMessages(std::int64_t t0, std::int64_t t1, int k) const;

    std::shared_ptr<const Interactions> m_interactions;
    std::vector<Pair> m_pairs;
    std::vector<std::uint32_t> m_pairsFrom; ///< where in m_pairs each lane's begin, and one more
    int m_finest = 0;
    std::vector<Level> m_levels;
};

} // namespace interleave::analysis
