// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/export/sequence_script.h"

#include <cstdint>
#include <string>

namespace interleave::exporting {

/// What the hand-overs of a sequence diagram are called. Texts are raw, names that somebody chose are cut to a width. Borrowed: the subject must outlive it.
class SequenceWords {
public:
    explicit SequenceWords(const SequenceSubject &subject) : m_subject(subject) { }

    /// "io 3", or "task 3" where the groups are not known.
    [[nodiscard]] std::string nameOf(std::uint32_t task) const;
    /// "submit io 3". `any`: of a loop, so about no task of its own: "submit io".
    [[nodiscard]] std::string textOf(const analysis::Message &message, bool any) const;

private:
    [[nodiscard]] const record::TaskRow *rowOf(std::uint32_t task) const;
    [[nodiscard]] std::string groupOf(std::uint32_t task) const;

    const SequenceSubject &m_subject;
};

} // namespace interleave::exporting
