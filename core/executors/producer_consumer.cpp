// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/executors/producer_consumer.h"

#include "core/executors/descriptors.h"
#include "core/executors/run_here.h"
#include "core/executors/tsan.h"
#include "core/executors/worker_threads.h"

#include <oneapi/tbb/concurrent_queue.h>

#include <algorithm>
#include <atomic>
#include <memory>

namespace interleave::executors {
namespace {

using trace::BlockCause;
using trace::EventKind;

/// The bounded TBB queue between one producer and its consumers; null is an end mark.
/// The producer waits here and not in TBB's push: that takes its place before there is room, so size() would count what is not
/// in the queue, and a consumer could have an item before the producer can say when it got in.
class BoundedQueue {
public:
    explicit BoundedQueue(std::int64_t capacity) { m_queue.set_capacity(capacity); }

    /// False: it is full.
    bool tryPush(const plan::TaskSpec *task)
    {
        handOver(this);
        return m_queue.try_push(task);
    }

    /// Blocks until there is room. Returns the instant just before the task got in.
    base::Nanoseconds push(const plan::TaskSpec *task)
    {
        for (;;) {
            // Both sides exchange: either a consumer sees that the producer waits, or the producer sees the room that it made.
            m_producerWaits.exchange(1, std::memory_order_acq_rel);
            const auto at = base::monotonicNow();
            if (tryPush(task))
                return at;
            m_producerWaits.wait(1, std::memory_order_acquire);
        }
    }

    const plan::TaskSpec *pop()
    {
        const plan::TaskSpec *task = nullptr;
        m_queue.pop(task);
        takeOver(this);
        if (m_producerWaits.exchange(0, std::memory_order_acq_rel) != 0)
            m_producerWaits.notify_one();
        return task;
    }

    /// Tasks in the queue. TBB's size is pushes less pops, so it is negative while consumers wait.
    [[nodiscard]] std::uint32_t depth() const
    {
        return static_cast<std::uint32_t>(std::max<std::ptrdiff_t>(m_queue.size() - m_endMarks.load(std::memory_order_relaxed), 0));
    }
    void endMarks(std::ptrdiff_t change) { m_endMarks.fetch_add(change, std::memory_order_relaxed); }

private:
    /// Not with TBB's own allocator: memory that it takes back and gives out again inside libtbb looks like a race to ThreadSanitizer.
    tbb::concurrent_bounded_queue<const plan::TaskSpec *, std::allocator<const plan::TaskSpec *>> m_queue;
    std::atomic<std::ptrdiff_t> m_endMarks{0};
    std::atomic<int> m_producerWaits{0};
};

class ProducerConsumer : public Executor {
public:
    ProducerConsumer(std::int64_t workers, std::int64_t capacity)
        : m_workers(static_cast<std::size_t>(workers))
        , m_capacity(capacity)
        , m_queue(capacity)
    {
    }

    base::Result<void> prepare(RunContext &context) override
    {
        m_context = &context;
        trace::LaneWriter producer(context.trace, trace::LaneRole::Dispatcher, "producer", context.applicationLane);
        m_queueLane = trace::LaneWriter(context.trace, trace::LaneRole::Queue, "queue of " + std::to_string(m_capacity), producer.id()).id();
        if (auto added = m_threads.addWorkers(m_workers, producer, [this](trace::LaneWriter &lane) { consume(lane); }); !added)
            return added;
        if (auto added = m_threads.add(std::move(producer), [this](trace::LaneWriter &lane) { produce(lane); }); !added)
            return added;
        m_threads.meet();
        return {};
    }

    base::Result<void> run(RunContext &) override
    {
        m_threads.open();
        m_threads.join();
        return {};
    }

    void shutDown(RunContext &) override { }

private:
    /// After a cancel the source is at its end, and the consumers hurry through what is queued: every take is met by a task or
    /// an end mark, so that nothing has to be torn out of a wait.
    void produce(trace::LaneWriter &lane)
    {
        while (const plan::TaskSpec *task = m_context->source.next())
            put(*task, lane);
        for (std::size_t i = 0; i < m_workers; ++i) {
            m_queue.endMarks(1);
            m_queue.push(nullptr);
        }
    }

    void put(const plan::TaskSpec &task, trace::LaneWriter &lane)
    {
        const auto at = base::monotonicNow();
        if (m_queue.tryPush(&task))
            return enqueued(lane, task, at);
        lane.append(EventKind::QueueFull, task.id, m_queueLane, static_cast<std::uint32_t>(m_capacity));
        block(lane, EventKind::Blocked, task.id);
        const auto room = m_queue.push(&task);
        enqueued(lane, task, room);
        block(lane, EventKind::Resumed, task.id);
        lane.heldBack(task.id, BlockCause::QueueFull, room - at);
    }

    /// `at`: just before it got in, so that no consumer can have had it earlier.
    void enqueued(trace::LaneWriter &lane, const plan::TaskSpec &task, base::Nanoseconds at)
    {
        lane.append(trace::Event{at.count(), task.id.value, m_queueLane.value, EventKind::Enqueued, 0, 0, m_queue.depth(), 0});
    }

    static void block(trace::LaneWriter &lane, EventKind kind, base::TaskId task)
    {
        lane.append(kind, task, base::kNoLane, 0, 0, static_cast<std::uint8_t>(BlockCause::QueueFull));
    }

    void consume(trace::LaneWriter &lane)
    {
        while (const plan::TaskSpec *task = m_queue.pop()) {
            lane.append(EventKind::Dequeued, task->id, m_queueLane, m_queue.depth());
            runHere(*task, lane, *m_context);
        }
        m_queue.endMarks(-1);
    }

    const std::size_t m_workers;
    const std::int64_t m_capacity;
    BoundedQueue m_queue;
    RunContext *m_context = nullptr;
    base::LaneId m_queueLane = base::kNoLane;
    WorkerThreads m_threads; ///< goes first: its threads work on all of the above
};

} // namespace

Registration producerConsumerRegistration()
{
    return {{"producer-consumer", plan::Family::Threads, "Producer–consumer",
             "A producer thread, a bounded TBB queue, w consumer threads; a full queue makes the producer wait",
             {workersParameter(), countParameter("capacity", "Queue capacity", "How many tasks the queue holds before the producer waits", 50, 1, 1'000'000)},
             everyStep(), true},
            [](const Parameters &p) -> std::unique_ptr<Executor> { return std::make_unique<ProducerConsumer>(intParameter(p, "workers"), intParameter(p, "capacity")); }};
}

} // namespace interleave::executors
