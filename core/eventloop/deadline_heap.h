// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"

#include <coroutine>
#include <cstdint>
#include <optional>
#include <vector>

namespace interleave::eventloop {

/// A coroutine asleep; lives in its own frame, so that a frame that is destroyed while asleep can leave the heap.
struct Sleeper {
    static constexpr std::size_t kAwake = SIZE_MAX;
    std::int64_t deadline = 0;
    std::uint64_t order = 0;
    std::coroutine_handle<> handle;
    std::size_t position = kAwake; ///< the heap's own
    [[nodiscard]] bool asleep() const { return position != kAwake; }
};

/// Coroutines asleep, by deadline; equal deadlines in order of arrival. A min-heap of pointers that knows each one's place:
/// 8 bytes a sleeper beside its frame, no timer each (Qt's own timers collapse at 100,000). Cost: O(log n), removal included.
class DeadlineHeap {
public:
    void add(Sleeper &sleeper);
    /// Nothing if it is awake.
    void remove(Sleeper &sleeper);
    /// Takes the earliest sleeper whose deadline has come; null: none has.
    Sleeper *takeDue(base::Nanoseconds now);
    [[nodiscard]] std::optional<base::Nanoseconds> earliest() const;
    [[nodiscard]] std::size_t size() const { return m_heap.size(); }

private:
    void place(std::size_t position, Sleeper *sleeper);
    void up(std::size_t position);
    void down(std::size_t position);
    std::vector<Sleeper *> m_heap;
    std::uint64_t m_order = 0;
};

} // namespace interleave::eventloop
