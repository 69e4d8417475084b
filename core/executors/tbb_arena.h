// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/trace/trace.h"
#include "core/workloads/thread_cost.h"

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string_view>
#include <utility>
#include <vector>

namespace interleave::executors {

/// A oneTBB task_arena of w worker threads, more than there are cores included, with a lane for each worker.
/// Threads: anybody but its own workers may enqueue; what is enqueued keeps no order. Cost: some 0.5 µs a job.
class TbbArena {
public:
    explicit TbbArena(int workers);
    /// Waits for what is enqueued: destroying an arena of TBB's does not.
    ~TbbArena();

    /// Opens the lanes below `parent`, which records their birth, and waits until every worker thread is there.
    /// Errors: Refused when TBB gives fewer. `who` names the executor in it.
    base::Result<void> start(const std::shared_ptr<trace::Mapping> &mapping, trace::LaneWriter &parent, std::string_view who);
    /// A worker calls owner.*Run(item, lane) soon. Allocates nothing of its own.
    template <auto Run, class Owner, class Item>
    void enqueue(Owner &owner, Item *item)
    {
        const auto call = [](void *o, const void *i, trace::LaneWriter &lane) {
            (static_cast<Owner *>(o)->*Run)(const_cast<Item *>(static_cast<const Item *>(i)), lane);
        };
        push({this, call, &owner, item});
    }
    /// Blocks until everything enqueued has run.
    void drain();
    /// Records on each worker's lane what its thread has used since the start. While nothing runs.
    void recordCosts();
    void terminate();

private:
    struct Tbb;
    struct Slot;
    /// What TBB carries. Read by Tbb's trampoline only, which ThreadSanitizer does not look at.
    struct Job {
        TbbArena *arena;
        void (*call)(void *owner, const void *item, trace::LaneWriter &lane);
        void *owner;
        const void *item;
    };
    void push(const Job &job);
    void work(void (*call)(void *, const void *, trace::LaneWriter &), void *owner, const void *item);
    void leave();
    void meet(const void *, trace::LaneWriter &lane);
    Slot &takeSlot();

    const int m_workers;
    std::unique_ptr<Tbb> m_tbb;
    std::unique_ptr<Slot[]> m_slots;
    std::atomic<std::uint32_t> m_inside{0};
    std::mutex m_mutex;
    std::condition_variable m_changed;
    int m_starting = 0;
    std::vector<std::pair<trace::LaneWriter *, workloads::WorkerCost>> m_costs; ///< of the threads that met, each with the lane it had then
};

} // namespace interleave::executors
