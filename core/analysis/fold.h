// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/interactions.h"
#include "core/record/run_record.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace interleave::analysis {

/// What makes two hand-overs "the same": levels 0 to 3.
enum class FoldLevel : std::uint8_t {
    None,
    Exact,       ///< same sender, receiver, kind and label
    SamePair,    ///< same sender and receiver
    SameTaskType ///< same kind, about tasks of one group; whichever worker sends or receives
};

/// What folding has to know of a task.
struct FoldTask {
    std::uint32_t type = 0;  ///< its group
    std::uint8_t waits = 0;  ///< a bit for each LaneState that it waited in (lock, I/O): an exchange that goes through other states is another one
    bool apart = false;      ///< it did not succeed, or is selected: its hand-overs are never folded
    bool operator==(const FoldTask &) const = default;
};

/// By task number. Without rows every task is of one type and succeeded. Cost: linear in activations and rows.
std::vector<FoldTask> foldTasks(const Interactions &all, std::span<const record::TaskRow> rows = {});

struct FoldRules {
    FoldLevel level = FoldLevel::Exact;
    std::span<const FoldTask> tasks;        ///< by task number; a task beyond its end is a FoldTask{}
    std::span<const std::uint32_t> groupOf; ///< by lifeline: the one it is drawn on while its group is collapsed; empty: each on its own
    std::optional<std::pair<std::int64_t, std::int64_t>> selected; ///< ns: hand-overs under way in [first, second] are never folded
};

/// How long the instances of a loop took, each from its first sending to its last arrival. Units: ns.
struct LoopTimes {
    double mean = 0;
    std::optional<double> p99;  ///< empty where so few instances allow none
    std::uint32_t slowest = 0;  ///< which instance, from 0; of equals the first
    std::int64_t slowestNs = 0;
    bool operator==(const LoopTimes &) const = default;
};

/// A stretch of hand-overs: shown one by one (count 1), or `count` instances of `period` hand-overs each, shown as one loop.
struct FoldItem {
    std::size_t first = 0; ///< index of its first hand-over
    std::size_t period = 0;
    std::uint32_t count = 1;
    LoopTimes times{};     ///< of a loop
    [[nodiscard]] bool isLoop() const { return count > 1; }
    [[nodiscard]] std::size_t size() const { return period * count; }
    bool operator==(const FoldItem &) const = default;
};

constexpr std::size_t kLongestPeriod = 8;
constexpr std::uint32_t kLeastRepeats = 3;

/// Repeated exchanges → loops. `messages`: those of `all`, or a part of them, in their order. Shape: the items cover the messages without gap;
/// no two stretches that are shown one by one stand side by side. Where several loops could begin, the one that covers most does, of
/// equals the shortest. Never folded: what is apart or selected, a cancel; never in one loop: exchanges whose tasks went through other states.
/// Cost: kLongestPeriod × messages.
std::vector<FoldItem> fold(const Interactions &all, std::span<const Message> messages, const FoldRules &rules);

/// The items with one instance of the loop at `item` shown one by one; what is left before and after it stays a loop if it repeats often enough.
std::vector<FoldItem> unfolded(std::span<const FoldItem> items, std::span<const Message> messages, std::size_t item, std::uint32_t instance);
/// The same for all its instances.
std::vector<FoldItem> unfolded(std::span<const FoldItem> items, std::size_t item);

} // namespace interleave::analysis
