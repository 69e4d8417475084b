// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/record/live_run.h"
#include "core/record/run_record.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace interleave::analysis {

/// What a lane was doing. Order = the palette's order.
enum class LaneState : std::uint8_t { Running, Ready, LockWait, Io, Queued, Idle };

enum class MessageKind : std::uint8_t { Submit, Spawn, HandOff, Result, Signal, ProcessMessage, Cancel };

/// A vertical line of the sequence view.
struct Lifeline {
    base::LaneId lane;
    trace::LaneRole role = trace::LaneRole::Worker;
    std::string name;
    std::int32_t pid = 0, tid = 0;
    double busy = 0; ///< share of the run's span spent Running, 0…1
};

/// A lane's state for a while. Units: ns since the run's start.
struct Activation {
    std::uint32_t lifeline = 0; ///< index into Interactions::lifelines
    std::int64_t begin = 0, end = 0;
    LaneState state = LaneState::Running;
    std::uint32_t task = base::kNoTask.value;
    std::uint16_t depth = 0; ///< side by side, when one lane carries many tasks at once (event loop)
};

/// A hand-over between two lanes. `sent` ≤ `received` unless clocks lie.
struct Message {
    std::uint32_t from = 0, to = 0; ///< lifeline indexes; equal for a call to itself
    std::int64_t sent = 0, received = 0;
    MessageKind kind = MessageKind::HandOff;
    std::uint32_t task = base::kNoTask.value;
    std::uint32_t label = 0; ///< see Interactions::labelOf; there may be millions of messages, and few texts
};

/// trace → lifelines, states and messages. No pixels. Shape: activations by lifeline and begin, messages by `sent`.
struct Interactions {
    std::vector<Lifeline> lifelines; ///< application, dispatcher, workers, event loop
    std::vector<Activation> activations;
    std::vector<Message> messages;
    std::vector<std::string> labels; ///< what messages are about: names of locks
    std::int64_t begin = 0, end = 0; ///< ns since the run's start; begin may be negative (set-up)
    std::uint64_t dropped = 0;

    /// Empty: the message has none.
    [[nodiscard]] std::string_view labelOf(const Message &message) const
    {
        return message.label == 0 ? std::string_view() : std::string_view(labels.at(message.label - 1));
    }
};

/// Builds the picture from a frozen trace. Cost: n log n.
Interactions interactions(const record::FrozenTrace &trace, base::Nanoseconds runStart, std::uint64_t dropped);

} // namespace interleave::analysis
