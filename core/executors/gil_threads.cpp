// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/executors/gil_threads.h"

#include "core/executors/descriptors.h"
#include "core/executors/emulated_lock.h"
#include "core/executors/run_here.h"
#include "core/executors/task_fifo.h"
#include "core/executors/worker_threads.h"
#include "core/workloads/thread_cost.h"

#include <algorithm>

namespace interleave::executors {
namespace {

using trace::BlockCause;
using trace::EventKind;
using workloads::ThreadCost;

/// One thread's dealings with the lock, on its lane. What it waits is recorded as blocked by the emulated lock. Every event that
/// says the lock is held lies within the time it is held.
class Holder : public workloads::Interlude {
public:
    Holder(EmulatedLock &lock, trace::LaneWriter &lane, std::uint32_t lockName, bool releaseWhenBlocking)
        : m_lock(lock)
        , m_lane(lane)
        , m_who(lane.id().value)
        , m_name(lockName)
        , m_releaseWhenBlocking(releaseWhenBlocking)
    {
    }

    void acquire(base::TaskId task)
    {
        note(EventKind::LockRequested, task);
        if (!m_lock.tryAcquire(m_who))
            waiting(task, [&] { m_lock.acquire(m_who); });
        note(EventKind::LockAcquired, task);
    }

    void release(base::TaskId task)
    {
        const bool handOver = dropped(task);
        if (handOver)
            waiting(task, [&] { m_lock.release(m_who, true); });
        else
            m_lock.release(m_who, false);
    }

    // --- in the middle of a task ---
    void beforeBlocking(base::TaskId task) override
    {
        if (m_releaseWhenBlocking)
            release(task);
    }
    void afterBlocking(base::TaskId task) override
    {
        if (m_releaseWhenBlocking)
            acquire(task);
    }
    void betweenSlices(base::TaskId task) override
    {
        if (!m_lock.dropRequested())
            return;
        dropped(task);
        note(EventKind::LockRequested, task);
        waiting(task, [&] { m_lock.yield(m_who); });
        note(EventKind::LockAcquired, task);
    }
    [[nodiscard]] base::Nanoseconds waited() const override { return m_waited; }

private:
    void note(EventKind kind, base::TaskId task) { m_lane.append(kind, task, base::kNoLane, m_name); }

    /// About to drop it. True: because a waiter asked.
    bool dropped(base::TaskId task)
    {
        const bool forced = m_lock.dropRequested();
        if (forced)
            note(EventKind::LockForcedSwitch, task);
        note(EventKind::LockReleased, task);
        return forced;
    }

    template <class Wait>
    void waiting(base::TaskId task, Wait wait)
    {
        const ThreadCost before = ThreadCost::now();
        stamp(EventKind::Blocked, task, before.at);
        wait();
        const ThreadCost after = ThreadCost::now();
        stamp(EventKind::Resumed, task, after.at);
        // Ready, but not yet running again, is waiting for a processor, not for the lock.
        m_waited += (after - before).idle();
    }

    void stamp(EventKind kind, base::TaskId task, base::Nanoseconds at)
    {
        m_lane.append(trace::Event{at.count(), task.value, base::kNoLane.value, kind, static_cast<std::uint8_t>(BlockCause::EmulatedLock), 0, 0, 0});
    }

    EmulatedLock &m_lock;
    trace::LaneWriter &m_lane;
    const EmulatedLock::Holder m_who;
    const std::uint32_t m_name;
    const bool m_releaseWhenBlocking;
    base::Nanoseconds m_waited{0};
};

/// The article's reading of how often the lock changes hands.
const char *adviceOf(const EmulatedLock::Counts &counts)
{
    using namespace std::chrono_literals;
    if (!counts.meanSwitchInterval || *counts.meanSwitchInterval >= 5ms)
        return "threads";
    return *counts.meanSwitchInterval < 1ms ? "processes" : "async";
}

class GilThreads : public Executor {
public:
    GilThreads(std::int64_t workers, std::int64_t switchIntervalMs, bool releaseWhenBlocking)
        : m_workers(static_cast<std::size_t>(workers))
        , m_releaseWhenBlocking(releaseWhenBlocking)
        , m_lock(std::chrono::milliseconds(switchIntervalMs))
    {
    }
    ~GilThreads() override { m_queue.close(); }

    base::Result<void> prepare(RunContext &context) override
    {
        m_context = &context;
        m_dispatcher = trace::LaneWriter(context.trace, trace::LaneRole::Dispatcher, "pool", context.applicationLane);
        m_lockName = context.trace->intern("emulated global lock");
        if (auto added = m_threads.addWorkers(m_workers, m_dispatcher, [this](trace::LaneWriter &lane) { work(lane); }); !added)
            return added;
        m_threads.meet();
        m_threads.open();
        return {};
    }

    base::Result<void> run(RunContext &context) override
    {
        while (const plan::TaskSpec *task = context.source.next())
            m_queue.put(*task, m_dispatcher);
        m_queue.close();
        m_threads.join();
        m_dispatcher.append(EventKind::Note, base::kNoTask, base::kNoLane, context.trace->intern(verdict()));
        return {};
    }

    void shutDown(RunContext &) override { }

    [[nodiscard]] Figures figures() const override
    {
        const EmulatedLock::Counts counts = m_lock.counts();
        Figures figures{{"switches", static_cast<std::int64_t>(counts.switches)},
                        {"forced_switches", static_cast<std::int64_t>(counts.forcedSwitches)},
                        {"lock_wait_ns", counts.waited.count()}};
        if (counts.meanSwitchInterval)
            figures["mean_switch_interval_ns"] = counts.meanSwitchInterval->count();
        return figures;
    }

    [[nodiscard]] std::string verdict() const override { return std::string("emulated: contention suggests ") + adviceOf(m_lock.counts()); }

private:
    /// As CPython's: the lock is held from task to task as long as there is one, and let go before waiting for the next.
    void work(trace::LaneWriter &lane)
    {
        Holder holder(m_lock, lane, m_lockName, m_releaseWhenBlocking);
        const plan::TaskSpec *task = awaitOne(holder, lane);
        while (task) {
            runHere(*task, lane, *m_context, &holder);
            task = m_queue.tryTake(lane, m_dispatcher.id());
            if (task) {
                holder.betweenSlices(task->id);
            } else {
                holder.release(base::kNoTask);
                task = awaitOne(holder, lane);
            }
        }
    }

    const plan::TaskSpec *awaitOne(Holder &holder, trace::LaneWriter &lane)
    {
        const plan::TaskSpec *task = m_queue.take(lane, m_dispatcher.id());
        if (task)
            holder.acquire(task->id);
        return task;
    }

    const std::size_t m_workers;
    const bool m_releaseWhenBlocking;
    EmulatedLock m_lock;
    RunContext *m_context = nullptr;
    trace::LaneWriter m_dispatcher;
    std::uint32_t m_lockName = 0;
    TaskFifo m_queue;
    WorkerThreads m_threads; ///< goes first: its threads work on all of the above
};

} // namespace

Registration gilThreadsRegistration()
{
    plan::ParameterDescriptor release{"release_when_blocking", "Release when blocking", "The lock is released around blocking steps", true, 0, 0, {}, false};
    return {{"gil-threads", plan::Family::Threads, "Threads under an emulated global lock",
             "A pool of w threads under an emulation of CPython's global interpreter lock: one of them computes at a time",
             {workersParameter(), countParameter("switch_interval_ms", "Switch interval", "Milliseconds after which a waiter asks for the lock", 5, 1, 1000), release},
             everyStep(), true},
            [](const Parameters &p) -> std::unique_ptr<Executor> {
                return std::make_unique<GilThreads>(intParameter(p, "workers"), intParameter(p, "switch_interval_ms"), boolParameter(p, "release_when_blocking"));
            }};
}

} // namespace interleave::executors
