// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/executors/thread_pool.h"

#include "core/executors/descriptors.h"
#include "core/executors/run_here.h"
#include "core/executors/tbb_arena.h"

#include <atomic>
#include <vector>

namespace interleave::executors {
namespace {

using trace::EventKind;

class ThreadPool : public Executor {
public:
    explicit ThreadPool(int workers) : m_arena(workers) {}

    base::Result<void> prepare(RunContext &context) override
    {
        m_context = &context;
        m_dispatcher = trace::LaneWriter(context.trace, trace::LaneRole::Dispatcher, "TBB arena", context.applicationLane);
        m_order = std::vector<std::atomic<const plan::TaskSpec *>>(context.source.size());
        return m_arena.start(context.trace, m_dispatcher, "thread-pool");
    }

    base::Result<void> run(RunContext &context) override
    {
        for (std::size_t put = 0; const plan::TaskSpec *task = context.source.next(); ++put) {
            m_order[put].store(task, std::memory_order_release);
            const auto depth = m_depth.fetch_add(1, std::memory_order_relaxed) + 1;
            m_dispatcher.append(EventKind::Enqueued, task->id, base::kNoLane, depth);
            m_arena.enqueue<&ThreadPool::work>(*this, static_cast<const void *>(nullptr));
        }
        m_arena.drain();
        return {};
    }

    void shutDown(RunContext &) override
    {
        m_arena.recordCosts();
        m_arena.terminate();
    }

private:
    /// An arena keeps no order, a pool is expected to: a job of the arena does not carry its task but takes the oldest. As many were put
    /// as jobs have begun, or more, so there is one.
    void work(const void *, trace::LaneWriter &lane)
    {
        const plan::TaskSpec *task = m_order[m_taken.fetch_add(1, std::memory_order_acq_rel)].load(std::memory_order_acquire);
        const auto depth = m_depth.fetch_sub(1, std::memory_order_relaxed) - 1;
        lane.append(EventKind::Dequeued, task->id, m_dispatcher.id(), depth);
        runHere(*task, lane, *m_context);
    }

    RunContext *m_context = nullptr;
    trace::LaneWriter m_dispatcher;
    std::vector<std::atomic<const plan::TaskSpec *>> m_order; ///< in which the tasks came
    std::atomic<std::size_t> m_taken{0};
    std::atomic<std::uint32_t> m_depth{0};
    TbbArena m_arena; // last: its workers use the others
};

} // namespace

Registration threadPoolRegistration()
{
    return {{"thread-pool", plan::Family::Threads, "TBB thread pool", "A oneTBB task arena of w workers; a blocking step holds its worker", {workersParameter()}, everyStep(), true},
            [](const Parameters &p) -> std::unique_ptr<Executor> { return std::make_unique<ThreadPool>(static_cast<int>(intParameter(p, "workers"))); }};
}

} // namespace interleave::executors
