// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/export/named_bytes.h"
#include "core/export/sequence_script.h"

#include <cstddef>
#include <span>
#include <string>

namespace interleave::exporting {

/// Mermaid draws no text of more than 50,000 characters; some are left for who pastes it into a page.
constexpr std::size_t kMostMermaidCharacters = 45'000;
constexpr std::size_t kMostMermaidArrows = 400;
/// Runs in one diagram; a file can hold but one.
constexpr std::size_t kMostMermaidRuns = 6;

/// One `sequenceDiagram` of the subjects, one after another; the lifeline "application" is common to all. They share the arrows
/// that a diagram may have; what was folded or left out stands in it as comment and as note. Empty subjects: a diagram that says so.
std::string mermaidText(std::span<const SequenceSubject> subjects);

/// A text as Mermaid shows it: what its grammar could take for its own is written as #NNN;.
std::string mermaidEscaped(std::string_view text);

/// sequence.mmd: the entries' runs with the median makespan, the first kMostMermaidRuns of the plan.
void sequenceMermaid(const record::ExperimentRecord &experiment, const ByteSink &sink);

} // namespace interleave::exporting
