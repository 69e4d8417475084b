// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/base/ids.h"
#include "core/base/unique_fd.h"

#include <atomic>
#include <cstdint>
#include <optional>

namespace interleave::wire {

/// A page of memory that a dispatcher and the workers of its shared queue map. Each worker notes in its own slot what it holds: because messages belong to
/// whoever reads first, nobody else could know. All of it is a hint from processes that may fail: no count and no task in it is believed unchecked.
/// Threads: any; every field is atomic.
class QueuePage {
public:
    static base::Result<QueuePage> create(std::uint32_t slots);
    /// Errors: Protocol when the memory is too small for `slot`. Takes over `fd`.
    static base::Result<QueuePage> attach(base::UniqueFd fd, std::uint32_t slot);
    QueuePage(QueuePage&& other) noexcept;
    QueuePage& operator=(QueuePage&&) = delete;
    ~QueuePage();

    [[nodiscard]] int fd() const { return m_fd.get(); }
    [[nodiscard]] std::uint32_t slots() const { return m_slots; }

    void holds(std::uint32_t slot, base::TaskId task) { at(slot).store(task.value + 1, std::memory_order_release); }
    void holdsNothing(std::uint32_t slot) { at(slot).store(0, std::memory_order_release); }
    /// It has taken its end mark.
    void leaves(std::uint32_t slot) { at(slot).store(kLeft, std::memory_order_release); }
    [[nodiscard]] std::optional<base::TaskId> heldBy(std::uint32_t slot) const
    {
        const std::uint32_t held = at(slot).load(std::memory_order_acquire);
        return held == 0 || held == kLeft ? std::nullopt : std::optional(base::TaskId{held - 1});
    }
    [[nodiscard]] bool hasLeft(std::uint32_t slot) const { return at(slot).load(std::memory_order_acquire) == kLeft; }

    void noteTaken(std::uint64_t payloadBytes)
    {
        counts().taken.fetch_add(1, std::memory_order_relaxed);
        if (payloadBytes > 0)
            counts().takenBytes.fetch_add(payloadBytes, std::memory_order_relaxed);
    }
    /// Before the message goes. Returns the depth after it.
    std::uint32_t notePut()
    {
        counts().put.fetch_add(1, std::memory_order_relaxed);
        return depth();
    }
    void takeBack() { counts().put.fetch_sub(1, std::memory_order_relaxed); }
    [[nodiscard]] std::uint64_t takenBytes() const { return counts().takenBytes.load(std::memory_order_relaxed); }
    /// Tasks in the queue, as far as it is known: put − taken.
    [[nodiscard]] std::uint32_t depth() const;

private:
    static constexpr std::uint32_t kLeft = base::kNoTask.value;
    /// A cache line each: they are written by different processes.
    struct Counts {
        alignas(64) std::atomic<std::uint64_t> put;
        alignas(64) std::atomic<std::uint64_t> taken;
        std::atomic<std::uint64_t> takenBytes;
    };
    struct alignas(64) Slot {
        std::atomic<std::uint32_t> held;
    };
    static_assert(std::atomic<std::uint64_t>::is_always_lock_free && std::atomic<std::uint32_t>::is_always_lock_free);

    QueuePage(base::UniqueFd fd, void* base, std::uint32_t slots);
    static base::Result<QueuePage> map(base::UniqueFd fd, std::uint32_t slots);
    [[nodiscard]] static std::size_t bytesFor(std::size_t slots) { return sizeof(Counts) + slots * sizeof(Slot); }
    [[nodiscard]] Counts& counts() const { return *static_cast<Counts*>(m_base); }
    [[nodiscard]] std::atomic<std::uint32_t>& at(std::uint32_t slot) const;

    base::UniqueFd m_fd;
    void* m_base = nullptr;
    std::uint32_t m_slots = 0;
};

} // namespace interleave::wire
