// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/pace.h"

#include <algorithm>

namespace interleave::engine {

void Pace::estimate(const std::vector<double> &secondsARun)
{
    for (std::size_t i = 0; i < std::min(m_entries.size(), secondsARun.size()); ++i)
        m_entries[i].estimate = secondsARun[i];
}

void Pace::add(base::EntryId entry, double seconds)
{
    m_entries[entry.value].seconds += seconds;
    ++m_entries[entry.value].runs;
}

std::optional<double> Pace::expected(base::EntryId entry) const
{
    const Entry &own = m_entries[entry.value];
    if (own.runs > 0)
        return own.seconds / own.runs;
    if (own.estimate > 0)
        return own.estimate;
    Entry all;
    for (const Entry &one : m_entries) {
        all.seconds += one.seconds;
        all.runs += one.runs;
    }
    return all.runs > 0 ? std::optional(all.seconds / all.runs) : std::nullopt;
}

std::optional<double> Pace::expected(std::span<const record::RunKey> runs, const std::set<base::EntryId> &without) const
{
    double sum = 0;
    for (const record::RunKey &key : runs) {
        if (without.contains(key.entry))
            continue;
        const auto one = expected(key.entry);
        if (!one)
            return std::nullopt;
        sum += *one;
    }
    return sum;
}

} // namespace interleave::engine
