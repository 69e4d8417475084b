// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/interactions.h"
#include "core/record/run_record.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace interleave::exporting {

/// A run, or a part of it, that is to be written as a sequence diagram.
struct SequenceSubject {
    std::string title;
    std::shared_ptr<const analysis::Interactions> picture;
    std::shared_ptr<const record::RunRecord> run; ///< its tasks' groups and outcomes; null: not known
    std::vector<std::string> groups;              ///< names of the workload's task groups
    std::optional<std::pair<std::int64_t, std::int64_t>> range{}; ///< ns: only hand-overs under way in [first, second]; empty: all
    std::vector<std::uint32_t> tasks{};           ///< only hand-overs about these, ascending; empty: all
};

/// The whole run with the median makespan of each entry that kept its trace, in the plan's order. Cost: n log n in events.
std::vector<SequenceSubject> sequenceSubjects(const record::ExperimentRecord &experiment);

/// What a diagram may hold.
struct SequenceLimits {
    std::size_t arrows = 400;
    std::size_t lifelines = 12; ///< more: workers are drawn as one, and if need be everybody of one role
};

struct SequenceParticipant {
    std::string name;
    trace::LaneRole role = trace::LaneRole::Worker;
};

/// A line of the diagram.
struct SequenceStep {
    enum class What : std::uint8_t { Arrow, LoopBegin, LoopEnd, Gap, Wait } what = What::Arrow;
    std::uint32_t from = 0, to = 0; ///< participants; of a wait: `from`
    analysis::MessageKind kind = analysis::MessageKind::HandOff;
    bool activates = false;   ///< `to` begins to work on what it got
    bool deactivates = false; ///< `from` ends that; there is one for each that activates
    std::string text{};
};

/// What the diagrams of all languages have in common. Texts are raw.
struct SequenceScript {
    std::string title;
    std::vector<SequenceParticipant> participants; ///< those that take part, as they stand from left to right
    std::vector<SequenceStep> steps;               ///< by time
    std::vector<std::string> remarks;              ///< what was folded, drawn as one, or left out; a sentence each
    std::size_t arrows = 0;
};

/// A remark in lines of some 60 bytes, broken at spaces, for notes that do not wrap.
std::vector<std::string> remarkLines(std::string_view remark);

/// Folds exactly equal exchanges, and if the limit demands it those of a pair, then those of a type of task; cuts what is still too much. No lifeline
/// is active more than three times at once. Cost: linear in messages and activations.
SequenceScript sequenceScript(const SequenceSubject &subject, const SequenceLimits &limits);

} // namespace interleave::exporting
