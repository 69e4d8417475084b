// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/sequence_lifelines.h"

#include "core/export/columns.h"
#include "core/export/report_text.h"

#include <algorithm>
#include <map>
#include <numeric>

namespace interleave::exporting {
namespace {

constexpr std::uint32_t kNowhere = 0xffffffffU;
constexpr std::size_t kNameWidth = 40;

std::string nameOf(const analysis::Lifeline &lifeline)
{
    std::string name = elided(visible(lifeline.name), kNameWidth);
    if (lifeline.tid != 0 && lifeline.tid != lifeline.pid)
        return name + " (tid " + std::to_string(lifeline.tid) + ')';
    return lifeline.pid != 0 ? name + " (pid " + std::to_string(lifeline.pid) + ')' : name;
}

std::string groupName(trace::LaneRole role, std::size_t members) { return std::to_string(members) + ' ' + std::string(trace::toText(role)) + 's'; }

} // namespace

SequenceLifelines::SequenceLifelines(const analysis::Interactions &all, std::span<const analysis::Message> messages, std::size_t most)
    : m_groupOf(all.lifelines.size())
    , m_members(all.lifelines.size(), 1)
    , m_placeOf(all.lifelines.size(), kNowhere)
{
    std::iota(m_groupOf.begin(), m_groupOf.end(), 0U);
    std::vector<bool> takesPart(all.lifelines.size());
    for (const analysis::Message &message : messages)
        takesPart[message.from] = takesPart[message.to] = true;
    const auto shown = static_cast<std::size_t>(std::ranges::count(takesPart, true));
    if (shown > most)
        collapse(all, takesPart, trace::LaneRole::Worker);
    if (shown - m_drawnAsOne > most)
        collapse(all, takesPart, std::nullopt);
    place(all, takesPart);
}

void SequenceLifelines::collapse(const analysis::Interactions &all, const std::vector<bool> &takesPart, std::optional<trace::LaneRole> only)
{
    std::map<trace::LaneRole, std::uint32_t> first;
    m_drawnAsOne = 0;
    std::ranges::fill(m_members, 1);
    for (std::uint32_t i = 0; i < all.lifelines.size(); ++i) {
        const trace::LaneRole role = all.lifelines[i].role;
        if (!takesPart[i] || (only && role != *only))
            continue;
        const auto [at, fresh] = first.try_emplace(role, i);
        m_groupOf[i] = at->second;
        if (!fresh) {
            ++m_members[at->second];
            ++m_drawnAsOne;
        }
    }
}

void SequenceLifelines::place(const analysis::Interactions &all, const std::vector<bool> &takesPart)
{
    for (std::uint32_t i = 0; i < all.lifelines.size(); ++i) {
        if (!takesPart[i] || m_groupOf[i] != i)
            continue;
        const analysis::Lifeline &lifeline = all.lifelines[i];
        m_placeOf[i] = static_cast<std::uint32_t>(m_participants.size());
        m_participants.push_back({m_members[i] > 1 ? groupName(lifeline.role, m_members[i]) : nameOf(lifeline), lifeline.role});
    }
    for (std::uint32_t i = 0; i < all.lifelines.size(); ++i)
        m_placeOf[i] = m_placeOf[m_groupOf[i]];
}

std::optional<std::uint32_t> SequenceLifelines::of(std::uint32_t lifeline) const
{
    return lifeline < m_placeOf.size() && m_placeOf[lifeline] != kNowhere ? std::optional(m_placeOf[lifeline]) : std::nullopt;
}

} // namespace interleave::exporting
