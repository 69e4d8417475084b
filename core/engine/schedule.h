// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/plan.h"
#include "core/record/run_record.h"

#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <vector>

namespace interleave::engine {

/// Which run comes next: the warm-up rounds, the measured rounds, then those that are run once more. A value; starts nothing.
class Schedule {
public:
    Schedule() = default;
    /// The order of each round comes from the seed (round_order.cpp).
    Schedule(const plan::Plan &plan, std::uint64_t seed);

    /// The run to do now, past those of entries in `without`; null at the end.
    const record::RunKey *current(const std::set<base::EntryId> &without);
    /// The current one is done.
    void advance();
    /// The current run is the first of its round to be done.
    [[nodiscard]] bool beginsRound() const;
    /// Drops everything from the current run on.
    void cut();
    /// Puts these rounds to the end once more, each in its old order and under its old number.
    void repeat(std::span<const int> rounds);

    [[nodiscard]] std::size_t position() const { return m_position; }
    [[nodiscard]] std::size_t size() const { return m_slots.size(); }
    /// The current run and all after it.
    [[nodiscard]] std::vector<record::RunKey> left() const;
    /// Number of the first run that is a repetition of another; empty: there is none.
    [[nodiscard]] std::optional<base::RunId> firstRepeat() const { return m_firstRepeat; }

private:
    struct Slot {
        record::RunKey key;
        std::size_t block = 0; ///< rounds in the order in which they run, warm-up and repeated ones too
    };
    void add(std::size_t entry, int round, bool warmup, std::size_t block);

    std::vector<Slot> m_slots;
    std::size_t m_position = 0;
    std::optional<std::size_t> m_lastBlock; ///< of the last run done
    std::optional<base::RunId> m_firstRepeat;
};

} // namespace interleave::engine
