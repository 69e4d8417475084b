// SPDX-License-Identifier: GPL-3.0-or-later
#define TBB_PREVIEW_PARALLEL_PHASE 1 // leave_policy, from oneTBB 2022.1 on
#include "core/executors/tbb_arena.h"

#include "core/executors/machine_limits.h"
#include "core/executors/tsan.h"

#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/task_arena.h>

#include <string>

namespace interleave::executors {

using trace::EventKind;

struct TbbArena::Tbb {
    explicit Tbb(int workers)
        // Without this an arena is capped at the number of cores.
        : limit(tbb::global_control::max_allowed_parallelism, static_cast<std::size_t>(workers) + 1)
#if TBB_INTERFACE_VERSION >= 12150
        // Idle workers would spin for over a millisecond.
        , arena(workers, 0, tbb::task_arena::priority::normal, tbb::task_arena::leave_policy::fast)
#else
        , arena(workers, 0) // no slot kept for the caller: else enqueue gets one worker less
#endif
    {
    }

    struct Trampoline {
        Job job;
        INTERLEAVE_NO_TSAN void operator()() const { job.arena->work(job.call, job.owner, job.item); }
    };

    tbb::global_control limit;
    tbb::task_arena arena;
};

/// A worker's lane, taken by one thread for the time of one job.
struct alignas(64) TbbArena::Slot {
    std::atomic<bool> taken{false};
    trace::LaneWriter lane;
    std::int32_t boundTo = 0;

    void bind()
    {
        static std::atomic<std::int32_t> numbers{0};
        thread_local const std::int32_t self = ++numbers;
        if (boundTo == self)
            return;
        boundTo = self;
        lane.bindToThisThread();
        lane.append(EventKind::WorkerReady);
    }
};

TbbArena::TbbArena(int workers)
    : m_workers(workers)
    , m_tbb(std::make_unique<Tbb>(workers))
    , m_slots(std::make_unique<Slot[]>(static_cast<std::size_t>(workers)))
{
}

TbbArena::~TbbArena() { drain(); }

base::Result<void> TbbArena::start(const std::shared_ptr<trace::Mapping> &mapping, trace::LaneWriter &parent, std::string_view who)
{
    if (auto given = checkThreads(static_cast<std::size_t>(m_workers), std::string(who)); !given)
        return given;
    for (int i = 0; i < m_workers; ++i) {
        trace::LaneWriter &lane = m_slots[static_cast<std::size_t>(i)].lane;
        lane = trace::LaneWriter(mapping, trace::LaneRole::Worker, "worker " + std::to_string(i + 1), parent.id());
        parent.append(EventKind::WorkerSpawned, base::kNoTask, lane.id());
    }
    m_tbb->arena.initialize();
    // Every worker thread exists before the run starts: creating them is set-up, not the first tasks' latency.
    m_starting = m_workers;
    for (int i = 0; i < m_workers; ++i)
        enqueue<&TbbArena::meet>(*this, static_cast<const void *>(nullptr));
    const auto until = std::chrono::steady_clock::time_point(base::monotonicNow() + std::chrono::seconds(10));
    std::unique_lock lock(m_mutex);
    if (m_changed.wait_until(lock, until, [&] { return m_starting == 0; }))
        return {};
    const int missing = m_starting;
    m_starting = 0; // lets those go that wait for the others
    m_changed.notify_all();
    return base::Error{base::ErrorCode::Refused, "TBB gave only " + std::to_string(m_workers - missing) + " of " + std::to_string(m_workers) + " workers",
                       std::string(who)};
}

void TbbArena::push(const Job &job)
{
    m_inside.fetch_add(1, std::memory_order_relaxed);
    handOver(this);
    m_tbb->arena.enqueue(Tbb::Trampoline{job});
}

void TbbArena::work(void (*call)(void *, const void *, trace::LaneWriter &), void *owner, const void *item)
{
    takeOver(this);
    Slot &slot = takeSlot();
    slot.bind();
    call(owner, item, slot.lane);
    slot.taken.store(false, std::memory_order_release);
    leave();
}

/// The last one out goes with the mutex held: whoever drains may destroy the arena as soon as it sees that nobody is inside.
void TbbArena::leave()
{
    auto inside = m_inside.load(std::memory_order_relaxed);
    while (inside > 1)
        if (m_inside.compare_exchange_weak(inside, inside - 1, std::memory_order_acq_rel))
            return;
    const std::lock_guard lock(m_mutex);
    m_inside.fetch_sub(1, std::memory_order_acq_rel);
    m_changed.notify_all();
}

/// The slot of the thread's place in the arena. An arena of one has two places (used one at a time), and a place that has just
/// been given up may still hold its slot: hence the look at the next one.
TbbArena::Slot &TbbArena::takeSlot()
{
    const auto count = static_cast<std::size_t>(m_workers);
    for (auto i = static_cast<std::size_t>(tbb::this_task_arena::current_thread_index());; ++i) {
        Slot &slot = m_slots[i % count];
        if (!slot.taken.exchange(true, std::memory_order_acquire))
            return slot;
    }
}

/// Holds each worker until all have come: so that w start-up calls reach w threads.
void TbbArena::meet(const void *, trace::LaneWriter &lane)
{
    const workloads::WorkerCost cost;
    std::unique_lock lock(m_mutex);
    m_costs.emplace_back(&lane, cost);
    if (m_starting > 0 && --m_starting == 0)
        m_changed.notify_all();
    m_changed.wait(lock, [&] { return m_starting == 0; });
}

void TbbArena::drain()
{
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, [&] { return m_inside.load(std::memory_order_acquire) == 0; });
}

void TbbArena::recordCosts()
{
    const std::lock_guard lock(m_mutex);
    for (const auto &[lane, cost] : m_costs)
        lane->spent(cost.soFar());
}

void TbbArena::terminate() { m_tbb->arena.terminate(); }

} // namespace interleave::executors
