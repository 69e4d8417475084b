// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/executors/async_queue.h"

#include "core/eventloop/queue.h"
#include "core/executors/async_common.h"
#include "core/executors/descriptors.h"

#include <algorithm>
#include <deque>
#include <string>

namespace interleave::executors {
namespace {

using trace::BlockCause;
using trace::EventKind;

/// A lane takes a block of memory: more consumers than this share them.
constexpr std::int64_t kMostLanes = 256;

class AsyncQueue : public AsyncExecutor {
public:
    AsyncQueue(std::int64_t consumers, std::int64_t capacity) : m_count(consumers), m_capacity(capacity) {}

    base::Result<void> prepare(RunContext &context) override
    {
        auto result = AsyncExecutor::prepare(context);
        m_queueLane = trace::LaneWriter(context.trace, trace::LaneRole::Queue, "queue", m_lane.id());
        m_queue = std::make_unique<eventloop::AsyncQueue<const plan::TaskSpec *>>(*m_loop, static_cast<std::size_t>(m_capacity));
        for (std::int64_t i = 0; i < std::min(m_count, kMostLanes); ++i)
            addLane(context, i);
        return result;
    }

private:
    /// One thread runs all consumers, so it writes all their lanes.
    struct Lane {
        trace::LaneWriter writer;
        std::unique_ptr<eventloop::StepEnvironment> environment;
    };

    void addLane(RunContext &context, std::int64_t i)
    {
        Lane &lane = m_lanes.emplace_back();
        lane.writer = trace::LaneWriter(context.trace, trace::LaneRole::Worker, "consumer " + std::to_string(i + 1), m_lane.id());
        lane.environment = std::make_unique<eventloop::StepEnvironment>(environmentOn(lane.writer));
        m_lane.append(EventKind::WorkerSpawned, base::kNoTask, lane.writer.id());
    }

    /// Starts the consumers; is itself the producer.
    eventloop::Task<void> serve() override
    {
        for (std::int64_t i = 0; i < m_count; ++i)
            scope().spawn(consume(m_lanes[static_cast<std::size_t>(i % kMostLanes)]));
        auto arriving = arrivals();
        while (const auto next = co_await arriving.next()) {
            const plan::TaskSpec &task = **next;
            if (m_queue->full()) {
                record(m_lane, EventKind::QueueFull, task, m_queue->size());
                const auto since = holdBack(task, BlockCause::QueueFull, m_queueLane.id());
                co_await m_queue->put(&task);
                letGo(task, BlockCause::QueueFull, since, m_queueLane.id());
            } else {
                co_await m_queue->put(&task);
            }
            record(m_lane, EventKind::Enqueued, task, m_queue->size());
        }
        m_queue->close();
    }

    eventloop::Task<void> consume(Lane &lane)
    {
        lane.writer.append(EventKind::WorkerReady);
        while (const auto next = co_await m_queue->take()) {
            const plan::TaskSpec &task = **next;
            record(lane.writer, EventKind::Dequeued, task, m_queue->size());
            auto performing = perform(*lane.environment, task);
            co_await performing;
        }
    }

    void record(trace::LaneWriter &lane, EventKind kind, const plan::TaskSpec &task, std::size_t depth)
    {
        lane.append(kind, task.id, m_queueLane.id(), static_cast<std::uint32_t>(depth));
    }

    const std::int64_t m_count, m_capacity;
    trace::LaneWriter m_queueLane;
    std::unique_ptr<eventloop::AsyncQueue<const plan::TaskSpec *>> m_queue;
    std::deque<Lane> m_lanes;
};

} // namespace

Registration asyncQueueRegistration()
{
    return {{"async-queue", plan::Family::EventLoop, "Async queue", "A bounded queue on a Qt event loop: one producer, c consumer coroutines",
             {countParameter("consumers", "Consumers", "How many coroutines take tasks", 4, 1, 100'000),
              countParameter("capacity", "Queue capacity", "How many tasks the queue holds before the producer waits", 50, 1, 1'000'000)},
             everyStep(), true},
            [](const Parameters &p) -> std::unique_ptr<Executor> { return std::make_unique<AsyncQueue>(intParameter(p, "consumers"), intParameter(p, "capacity")); }};
}

} // namespace interleave::executors
