// SPDX-License-Identifier: GPL-3.0-or-later
#define TBB_PREVIEW_PARALLEL_PHASE 1 // leave_policy, from oneTBB 2022.1 on
#include "core/executors/thread_pool.h"

#include "core/executors/descriptors.h"
#include "core/executors/run_here.h"
#include "core/executors/tsan.h"

#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/task_arena.h>

namespace interleave::executors {
namespace {

using trace::EventKind;

/// A worker's lane, taken by one thread for the time of one job.
struct alignas(64) Slot {
    std::atomic<bool> taken{false};
    trace::LaneWriter lane;
    std::int32_t boundTo = 0;
};

class ThreadPool : public Executor {
public:
    explicit ThreadPool(int workers)
        : m_workers(workers)
        // Without this an arena is capped at the number of cores.
        , m_limit(tbb::global_control::max_allowed_parallelism, static_cast<std::size_t>(workers) + 1)
#if TBB_INTERFACE_VERSION >= 12150
        // Idle workers would spin for over a millisecond.
        , m_arena(workers, 0, tbb::task_arena::priority::normal, tbb::task_arena::leave_policy::fast)
#else
        , m_arena(workers, 0) // no slot kept for the caller: else enqueue gets one worker less
#endif
    {
    }

    base::Result<void> prepare(RunContext &context) override
    {
        m_context = &context;
        m_dispatcher = trace::LaneWriter(context.trace, trace::LaneRole::Dispatcher, "TBB arena", context.applicationLane);
        m_slots = std::vector<Slot>(static_cast<std::size_t>(m_workers));
        for (int i = 0; i < m_workers; ++i) {
            auto &lane = m_slots[static_cast<std::size_t>(i)].lane;
            lane = trace::LaneWriter(context.trace, trace::LaneRole::Worker, "worker " + std::to_string(i + 1), m_dispatcher.id());
            m_dispatcher.append(EventKind::WorkerSpawned, base::kNoTask, lane.id());
        }
        m_arena.initialize();
        return startWorkers();
    }

    base::Result<void> run(RunContext &context) override
    {
        while (const plan::TaskSpec *task = context.source.next()) {
            const auto depth = m_depth.fetch_add(1, std::memory_order_relaxed) + 1;
            m_dispatcher.append(EventKind::Enqueued, task->id, base::kNoLane, depth);
            m_inArena.fetch_add(1, std::memory_order_relaxed);
            enqueue(task);
        }
        drain();
        return {};
    }

    void shutDown(RunContext &) override { m_arena.terminate(); }

    ~ThreadPool() override { drain(); } // destroying an arena does not wait for what is queued

private:
    /// What TBB carries: a task, or null for the start-up call.
    struct Job {
        ThreadPool *pool;
        const plan::TaskSpec *task;
        INTERLEAVE_NO_TSAN void operator()() const { pool->work(task); }
    };

    void enqueue(const plan::TaskSpec *task)
    {
        handOver(this);
        m_arena.enqueue(Job{this, task});
    }

    /// Every worker thread exists before the run starts: creating them is set-up, not the first tasks' latency.
    base::Result<void> startWorkers()
    {
        m_starting = m_workers;
        m_inArena.fetch_add(static_cast<std::uint32_t>(m_workers), std::memory_order_relaxed);
        for (int i = 0; i < m_workers; ++i)
            enqueue(nullptr);
        const auto until = base::monotonicNow() + std::chrono::seconds(10);
        std::unique_lock lock(m_mutex);
        if (!m_changed.wait_until(lock, std::chrono::steady_clock::time_point(until), [&] { return m_starting == 0; })) {
            const int missing = m_starting;
            m_starting = 0; // lets those go that wait for the others
            m_changed.notify_all();
            return base::Error{base::ErrorCode::Refused, "TBB gave only " + std::to_string(m_workers - missing) + " of " + std::to_string(m_workers) + " workers", "thread-pool"};
        }
        return {};
    }

    void work(const plan::TaskSpec *task)
    {
        takeOver(this);
        Slot &slot = takeSlot();
        bind(slot);
        if (task) {
            const auto depth = m_depth.fetch_sub(1, std::memory_order_relaxed) - 1;
            slot.lane.append(EventKind::Dequeued, task->id, m_dispatcher.id(), depth);
            runHere(*task, slot.lane, *m_context);
        } else {
            meet();
        }
        slot.taken.store(false, std::memory_order_release);
        if (m_inArena.fetch_sub(1, std::memory_order_acq_rel) == 1) {
            const std::lock_guard lock(m_mutex);
            m_changed.notify_all();
        }
    }

    /// The slot of the thread's place in the arena. An arena of one has two places (used one at a time), and a place that has just
    /// been given up may still hold its slot: hence the look at the next one.
    Slot &takeSlot()
    {
        for (auto i = static_cast<std::size_t>(tbb::this_task_arena::current_thread_index());; ++i) {
            Slot &slot = m_slots[i % m_slots.size()];
            if (!slot.taken.exchange(true, std::memory_order_acquire))
                return slot;
        }
    }

    static void bind(Slot &slot)
    {
        thread_local const std::int32_t self = nextThreadNumber();
        if (slot.boundTo == self)
            return;
        slot.boundTo = self;
        slot.lane.bindToThisThread();
        slot.lane.append(EventKind::WorkerReady);
    }

    static std::int32_t nextThreadNumber()
    {
        static std::atomic<std::int32_t> numbers{0};
        return ++numbers;
    }

    /// Holds each worker until all have come: so that w start-up calls reach w threads.
    void meet()
    {
        std::unique_lock lock(m_mutex);
        if (m_starting > 0 && --m_starting == 0)
            m_changed.notify_all();
        m_changed.wait(lock, [&] { return m_starting == 0; });
    }

    void drain()
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [&] { return m_inArena.load(std::memory_order_acquire) == 0; });
    }

    const int m_workers;
    tbb::global_control m_limit;
    tbb::task_arena m_arena;
    RunContext *m_context = nullptr;
    trace::LaneWriter m_dispatcher;
    std::vector<Slot> m_slots;
    std::atomic<std::uint32_t> m_depth{0};
    std::atomic<std::uint32_t> m_inArena{0};
    std::mutex m_mutex;
    std::condition_variable m_changed;
    int m_starting = 0;
};

} // namespace

Registration threadPoolRegistration()
{
    return {{"thread-pool", plan::Family::Threads, "TBB thread pool", "A oneTBB task arena of w workers; a blocking step holds its worker", {workersParameter()}, everyStep(), true},
            [](const Parameters &p) -> std::unique_ptr<Executor> { return std::make_unique<ThreadPool>(static_cast<int>(intParameter(p, "workers"))); }};
}

} // namespace interleave::executors
