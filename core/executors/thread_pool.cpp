// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/executors/thread_pool.h"

#include "core/executors/descriptors.h"
#include "core/executors/run_here.h"
#include "core/executors/tbb_arena.h"

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
        return m_arena.start(context.trace, m_dispatcher, "thread-pool");
    }

    base::Result<void> run(RunContext &context) override
    {
        while (const plan::TaskSpec *task = context.source.next()) {
            const auto depth = m_depth.fetch_add(1, std::memory_order_relaxed) + 1;
            m_dispatcher.append(EventKind::Enqueued, task->id, base::kNoLane, depth);
            m_arena.enqueue<&ThreadPool::work>(*this, task);
        }
        m_arena.drain();
        return {};
    }

    void shutDown(RunContext &) override { m_arena.terminate(); }

private:
    void work(const plan::TaskSpec *task, trace::LaneWriter &lane)
    {
        const auto depth = m_depth.fetch_sub(1, std::memory_order_relaxed) - 1;
        lane.append(EventKind::Dequeued, task->id, m_dispatcher.id(), depth);
        runHere(*task, lane, *m_context);
    }

    RunContext *m_context = nullptr;
    trace::LaneWriter m_dispatcher;
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
