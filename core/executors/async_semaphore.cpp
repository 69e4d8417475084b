// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/executors/async_semaphore.h"

#include "core/eventloop/semaphore.h"
#include "core/executors/async_common.h"
#include "core/executors/descriptors.h"

namespace interleave::executors {
namespace {

class AsyncSemaphore : public AsyncExecutor {
public:
    explicit AsyncSemaphore(std::int64_t limit) : m_limit(limit) {}

    base::Result<void> prepare(RunContext &context) override
    {
        auto result = AsyncExecutor::prepare(context);
        m_semaphore = std::make_unique<eventloop::Semaphore>(*m_loop, m_limit);
        return result;
    }

private:
    eventloop::Task<void> body(const plan::TaskSpec &task) override
    {
        if (!m_semaphore->tryAcquire()) {
            record(trace::EventKind::Enqueued, task, m_semaphore->waiting() + 1);
            const auto since = holdBack(task, trace::BlockCause::Semaphore);
            co_await m_semaphore->acquire();
            letGo(task, trace::BlockCause::Semaphore, since);
            record(trace::EventKind::Dequeued, task, m_semaphore->waiting());
        }
        auto performing = perform(*m_environment, task);
        co_await performing;
        m_semaphore->release();
    }

    /// The rest has not become coroutines: a million that wait would take more memory than all else.
    [[nodiscard]] std::size_t mostAlive() const override { return static_cast<std::size_t>(m_limit) + 100'000; }

    void record(trace::EventKind kind, const plan::TaskSpec &task, std::size_t depth)
    {
        m_lane.append(kind, task.id, base::kNoLane, static_cast<std::uint32_t>(depth));
    }

    const std::int64_t m_limit;
    std::unique_ptr<eventloop::Semaphore> m_semaphore;
};

} // namespace

Registration asyncSemaphoreRegistration()
{
    return {{"async-semaphore", plan::Family::EventLoop, "Coroutines behind a semaphore", "One coroutine a task on a Qt event loop, at most k at once",
             {countParameter("limit", "At most at once", "Permits of the semaphore", 10, 1, 1'000'000)}, everyStep(), true},
            [](const Parameters &p) -> std::unique_ptr<Executor> { return std::make_unique<AsyncSemaphore>(intParameter(p, "limit")); }};
}

} // namespace interleave::executors
