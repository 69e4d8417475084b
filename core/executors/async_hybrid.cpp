// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/executors/async_hybrid.h"

#include "core/executors/async_common.h"
#include "core/executors/descriptors.h"
#include "core/executors/tbb_arena.h"

namespace interleave::executors {
namespace {

class AsyncHybrid : public AsyncExecutor, private eventloop::Offloader {
public:
    explicit AsyncHybrid(int workers) : m_arena(workers) {}

    base::Result<void> prepare(RunContext &context) override
    {
        if (auto result = AsyncExecutor::prepare(context); !result)
            return result;
        m_environment->offloader = this;
        return m_arena.start(context.trace, m_lane, "async-hybrid");
    }

    void shutDown(RunContext &context) override
    {
        m_arena.drain(); // a worker's last touch of the loop is to hand the result over
        m_arena.recordCosts();
        m_arena.terminate();
        AsyncExecutor::shutDown(context);
    }

private:
    void start(eventloop::OffloadJob &job) override { m_arena.enqueue<&AsyncHybrid::work>(*this, &job); }
    void work(eventloop::OffloadJob *job, trace::LaneWriter &lane) { job->run(lane); }

    TbbArena m_arena;
};

} // namespace

Registration asyncHybridRegistration()
{
    return {{"async-hybrid", plan::Family::EventLoop, "Event loop with a pool", "Coroutines wait on a Qt event loop; what computes or blocks runs on a oneTBB arena of w workers",
             {workersParameter()}, everyStep(), true},
            [](const Parameters &p) -> std::unique_ptr<Executor> { return std::make_unique<AsyncHybrid>(static_cast<int>(intParameter(p, "workers"))); }};
}

} // namespace interleave::executors
