// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/schedule.h"

#include "core/engine/engine.h"
#include "core/engine/seed.h"

namespace interleave::engine {

Schedule::Schedule(const plan::Plan &plan, std::uint64_t seed)
{
    std::size_t block = 0;
    const auto addAll = [&](const std::vector<std::vector<std::size_t>> &order, bool warmup) {
        for (std::size_t round = 0; round < order.size(); ++round, ++block)
            for (const std::size_t entry : order[round])
                add(entry, static_cast<int>(round), warmup, block);
    };
    addAll(roundOrder(plan.executors.size(), static_cast<int>(plan.warmup), mix(seed, 1)), true);
    addAll(roundOrder(plan.executors.size(), static_cast<int>(plan.repetitions), seed), false);
}

void Schedule::add(std::size_t entry, int round, bool warmup, std::size_t block)
{
    const base::RunId run{static_cast<std::uint32_t>(m_slots.size())};
    m_slots.push_back({{run, base::EntryId{static_cast<std::uint32_t>(entry)}, round, round, warmup}, block});
}

const record::RunKey *Schedule::current(const std::set<base::EntryId> &without)
{
    while (m_position < m_slots.size() && without.contains(m_slots[m_position].key.entry))
        ++m_position;
    return m_position < m_slots.size() ? &m_slots[m_position].key : nullptr;
}

void Schedule::advance() { m_lastBlock = m_slots[m_position++].block; }

bool Schedule::beginsRound() const { return m_position < m_slots.size() && m_lastBlock != m_slots[m_position].block; }

void Schedule::cut() { m_slots.resize(m_position); }

void Schedule::repeat(std::span<const int> rounds)
{
    const std::size_t before = m_slots.size();
    std::size_t block = m_slots.empty() ? 0 : m_slots.back().block;
    for (const int round : rounds) {
        ++block;
        for (std::size_t i = 0; i < before; ++i) {
            const record::RunKey key = m_slots[i].key;
            if (!key.warmup && key.round == round)
                add(key.entry.value, round, false, block);
        }
    }
    if (m_slots.size() > before && !m_firstRepeat)
        m_firstRepeat = m_slots[before].key.run;
}

std::vector<record::RunKey> Schedule::left() const
{
    std::vector<record::RunKey> keys;
    for (std::size_t i = m_position; i < m_slots.size(); ++i)
        keys.push_back(m_slots[i].key);
    return keys;
}

} // namespace interleave::engine
