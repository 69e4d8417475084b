// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/record/run_record.h"

#include <optional>
#include <set>
#include <span>
#include <vector>

namespace interleave::engine {

/// How long runs take: as measured, before that as estimated. Units: s, from one run's start to the next one's.
class Pace {
public:
    explicit Pace(std::size_t entries) : m_entries(entries) { }
    /// By entry; 0: not known.
    void estimate(const std::vector<double> &secondsARun);
    void add(base::EntryId entry, double seconds);
    /// Of a run of the entry: the mean of its own, else the estimate, else the mean of all that ran; empty: nothing is known.
    [[nodiscard]] std::optional<double> expected(base::EntryId entry) const;
    /// Of all these runs; empty if one is not known.
    [[nodiscard]] std::optional<double> expected(std::span<const record::RunKey> runs, const std::set<base::EntryId> &without) const;

private:
    struct Entry {
        double seconds = 0, estimate = 0;
        int runs = 0;
    };
    std::vector<Entry> m_entries;
};

} // namespace interleave::engine
