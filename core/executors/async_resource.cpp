// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/executors/async_resource.h"

#include "core/eventloop/resource_pool.h"
#include "core/executors/async_common.h"
#include "core/executors/descriptors.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

namespace interleave::executors {
namespace {

using base::Nanoseconds;
using trace::BlockCause;
using trace::EventKind;
using trace::TaskStatus;
using workloads::TaskOutcome;

class AsyncResource : public AsyncExecutor {
public:
    AsyncResource(std::int64_t acquireMs, std::int64_t releaseMs, std::int64_t resources)
        : m_acquire(std::chrono::milliseconds(acquireMs)), m_release(std::chrono::milliseconds(releaseMs)), m_count(static_cast<std::size_t>(resources))
    {
    }

    base::Result<void> prepare(RunContext &context) override
    {
        auto result = AsyncExecutor::prepare(context);
        m_pool = std::make_unique<eventloop::ResourcePool>(*m_loop, m_count);
        m_names.resize(m_count);
        return result;
    }

private:
    /// The rest has not become coroutines, as in async-semaphore.
    [[nodiscard]] std::size_t mostAlive() const override { return m_count + 100'000; }

    eventloop::Task<void> body(const plan::TaskSpec &task) override
    {
        std::optional<Nanoseconds> since;
        if (!m_pool->available()) {
            record(EventKind::Enqueued, task, m_pool->waiting() + 1);
            since = holdBack(task, BlockCause::Semaphore);
        }
        eventloop::ResourcePool::Lease lease = co_await m_pool->acquire();
        if (since) {
            letGo(task, BlockCause::Semaphore, *since);
            record(EventKind::Dequeued, task, m_pool->waiting());
        }
        if (m_context->cancel.cancelled()) {
            abandon(task, m_lane);
            co_return;
        }
        auto working = use(task, std::move(lease));
        co_await working;
    }

    /// Acquiring and releasing are part of the task's service time; a failure and a cancel release as well.
    eventloop::Task<void> use(const plan::TaskSpec &task, eventloop::ResourcePool::Lease lease)
    {
        eventloop::TaskRun run(*m_environment, task);
        const std::uint32_t name = nameId(lease.number());
        auto acquiring = pause(run, m_acquire, run.deadline());
        TaskOutcome outcome = co_await acquiring;
        if (outcome.status == TaskStatus::Succeeded) {
            run.record(EventKind::ResourceAcquired, 0, name);
            auto steps = eventloop::runSteps(run);
            outcome = co_await steps;
            // Whatever became of the steps, a time-out too, it takes as long; only a cancel ends every sleep.
            auto releasing = pause(run, m_release, eventloop::kNever);
            TaskOutcome released = co_await releasing;
            if (outcome.status == TaskStatus::Succeeded)
                outcome = std::move(released);
            run.record(EventKind::ResourceReleased, 0, name);
        }
        lease.giveBack();
        run.finish(outcome);
        deliver(task, std::move(outcome));
    }

    eventloop::Task<TaskOutcome> pause(eventloop::TaskRun &run, Nanoseconds duration, Nanoseconds latest)
    {
        if (duration.count() == 0)
            co_return TaskOutcome{};
        const Nanoseconds until = std::min(run.fallAsleep(duration, 0), latest);
        co_await m_loop->sleepUntil(until);
        co_return run.wakeUp(0);
    }

    std::uint32_t nameId(std::size_t number)
    {
        std::uint32_t &id = m_names[number];
        if (id == 0)
            id = m_context->trace->intern("resource " + std::to_string(number + 1));
        return id;
    }

    void record(EventKind kind, const plan::TaskSpec &task, std::size_t depth)
    {
        m_lane.append(kind, task.id, base::kNoLane, static_cast<std::uint32_t>(depth));
    }

    const Nanoseconds m_acquire, m_release;
    const std::size_t m_count;
    std::unique_ptr<eventloop::ResourcePool> m_pool;
    std::vector<std::uint32_t> m_names; ///< of the trace's string table; 0: not used so far
};

} // namespace

Registration asyncResourceRegistration()
{
    return {{"async-resource", plan::Family::EventLoop, "Async resource", "Each task on a Qt event loop acquires one of k resources, works, and releases it, on failure too",
             {countParameter("acquire_ms", "Acquire", "Milliseconds to acquire", 10, 0, 60'000), countParameter("release_ms", "Release", "Milliseconds to release", 10, 0, 60'000),
              countParameter("resources", "Resources", "How many there are", 1, 1, 100'000)},
             everyStep(), true},
            [](const Parameters &p) -> std::unique_ptr<Executor> {
                return std::make_unique<AsyncResource>(intParameter(p, "acquire_ms"), intParameter(p, "release_ms"), intParameter(p, "resources"));
            }};
}

} // namespace interleave::executors
