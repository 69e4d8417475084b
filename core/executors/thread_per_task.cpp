// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/executors/thread_per_task.h"

#include "core/executors/descriptors.h"
#include "core/executors/machine_limits.h"
#include "core/executors/run_here.h"

#include <pthread.h>

#include <atomic>
#include <cstring>
#include <list>
#include <optional>

namespace interleave::executors {
namespace {

constexpr std::size_t kStackBytes = 256 * 1024;

class ThreadPerTask : public Executor {
public:
    base::Result<void> prepare(RunContext &context) override
    {
        return checkThreads(context.tasks.size(), "thread-per-task");
    }

    base::Result<void> run(RunContext &context) override
    {
        m_dispatcher = trace::LaneWriter(context.trace, trace::LaneRole::Dispatcher, "dispatcher", context.applicationLane);
        base::Result<void> started;
        while (const plan::TaskSpec *task = context.source.next()) {
            // Once the machine has refused a thread, asking again for each task would be a storm.
            if (started)
                started = startThread(*task, context);
            if (!started) {
                m_dispatcher.finished(task->id, trace::TaskStatus::Failed, started.error().message);
                context.sink.accept({task->id, trace::TaskStatus::Failed, started.error().message});
            }
            reap(false);
        }
        reap(true);
        return {};
    }

    void shutDown(RunContext &) override { }

private:
    struct Thread {
        pthread_t handle{};
        const plan::TaskSpec *task = nullptr;
        RunContext *context = nullptr;
        trace::LaneWriter lane;
        std::atomic<bool> done{false};

        Thread(const plan::TaskSpec &itsTask, RunContext &itsContext, trace::LaneWriter itsLane)
            : task(&itsTask)
            , context(&itsContext)
            , lane(std::move(itsLane))
        {
        }
    };

    /// Joins the oldest threads as far as they have ended; `all`: waits for every one.
    void reap(bool all)
    {
        while (!m_threads.empty() && (all || m_threads.front().done.load(std::memory_order_acquire))) {
            ::pthread_join(m_threads.front().handle, nullptr);
            m_dispatcher.append(trace::EventKind::WorkerExited, base::kNoTask, m_threads.front().lane.id());
            m_threads.pop_front();
        }
    }

    base::Result<void> startThread(const plan::TaskSpec &task, RunContext &context)
    {
        const std::string name = "thread " + std::to_string(task.id.value + 1);
        Thread &thread = m_threads.emplace_back(task, context, trace::LaneWriter(context.trace, trace::LaneRole::Worker, name, m_dispatcher.id()));
        m_dispatcher.append(trace::EventKind::WorkerSpawned, task.id, thread.lane.id());
        pthread_attr_t attributes;
        ::pthread_attr_init(&attributes);
        ::pthread_attr_setstacksize(&attributes, kStackBytes);
        const int failed = ::pthread_create(&thread.handle, &attributes, &ThreadPerTask::body, &thread);
        ::pthread_attr_destroy(&attributes);
        if (failed == 0)
            return {};
        m_threads.pop_back();
        return base::Error{base::ErrorCode::Refused,
                           std::string("could not create a thread: ") + std::strerror(failed) + " with " + std::to_string(m_threads.size()) + " running", {}};
    }

    static void *body(void *argument)
    {
        auto &thread = *static_cast<Thread *>(argument);
        thread.lane.bindToThisThread();
        thread.lane.append(trace::EventKind::WorkerReady);
        const auto begin = base::monotonicNow();
        std::optional<workloads::WorkerCost> cost;
        if (workloads::worthMeasuring(*thread.task))
            cost.emplace();
        runHere(*thread.task, thread.lane, *thread.context);
        // A thread's own clock begins with it. Its run delay stands in a file, which costs as much as a short task.
        thread.lane.spent(cost ? cost->soFar() : trace::LaneTotals{base::threadCpuNow(), std::nullopt, base::monotonicNow() - begin});
        thread.done.store(true, std::memory_order_release);
        return nullptr;
    }

    trace::LaneWriter m_dispatcher;
    std::list<Thread> m_threads; // stable addresses: each thread holds its own
};

} // namespace

Registration threadPerTaskRegistration()
{
    return {{"thread-per-task", plan::Family::Threads, "Thread per task", "One operating-system thread a task, created as the task arrives", {}, everyStep(), true},
            [](const Parameters &) -> std::unique_ptr<Executor> { return std::make_unique<ThreadPerTask>(); }};
}

} // namespace interleave::executors
