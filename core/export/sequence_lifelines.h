// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/export/sequence_script.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace interleave::exporting {

/// Who stands in a sequence diagram: the lifelines that take part, some of them drawn as one if they are more than `most`: the
/// workers first, then everybody of one role.
class SequenceLifelines {
public:
    SequenceLifelines(const analysis::Interactions &all, std::span<const analysis::Message> messages, std::size_t most);

    /// From left to right.
    [[nodiscard]] const std::vector<SequenceParticipant> &participants() const { return m_participants; }
    /// Index of a lifeline's participant; empty: it takes no part.
    [[nodiscard]] std::optional<std::uint32_t> of(std::uint32_t lifeline) const;
    /// By lifeline: the one that stands for it.
    [[nodiscard]] std::span<const std::uint32_t> groupOf() const { return m_groupOf; }
    /// How many lifelines have no place of their own.
    [[nodiscard]] std::size_t drawnAsOne() const { return m_drawnAsOne; }

private:
    void collapse(const analysis::Interactions &all, const std::vector<bool> &takesPart, std::optional<trace::LaneRole> only);
    void place(const analysis::Interactions &all, const std::vector<bool> &takesPart);

    std::vector<std::uint32_t> m_groupOf, m_members, m_placeOf; ///< by lifeline
    std::vector<SequenceParticipant> m_participants;
    std::size_t m_drawnAsOne = 0;
};

} // namespace interleave::exporting
