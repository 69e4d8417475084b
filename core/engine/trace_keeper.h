// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/record/run_record.h"

#include <cstddef>
#include <memory>
#include <vector>

namespace interleave::engine {

/// Lets go of the traces that nobody will look at: in the end each entry keeps that of its representative run. Until then it
/// keeps every one that may still become it, and of those as many as the budget of bytes holds, nearest to the median first.
class TraceKeeper {
public:
    static constexpr std::size_t kBudgetBytes = 64U << 20;

    /// `repeats`: rounds that may yet be run once more, and then count instead of another.
    explicit TraceKeeper(int repetitions, int repeats = 0, std::size_t budgetBytes = kBudgetBytes)
        : m_repetitions(repetitions), m_repeats(repeats), m_budget(budgetBytes)
    {
    }
    /// Memory that a trace takes, texts aside.
    static std::size_t bytesOf(const record::FrozenTrace &trace);

    /// After each run: drops what cannot become `entry`'s representative any more, or does not fit.
    void prune(record::ExperimentRecord &experiment, base::EntryId entry) const;
    /// After the last run: drops all but the representatives'.
    static void keepRepresentatives(record::ExperimentRecord &experiment);

private:
    int m_repetitions;
    int m_repeats;
    std::size_t m_budget;
};

} // namespace interleave::engine
