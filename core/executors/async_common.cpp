// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/executors/async_common.h"

namespace interleave::executors {
namespace {

/// The cancel comes from another thread; looking 50 times a second keeps the loop free of locks.
constexpr std::chrono::milliseconds kLook(20);

} // namespace

base::Result<void> AsyncExecutor::prepare(RunContext &context)
{
    m_context = &context;
    m_lane = trace::LaneWriter(context.trace, trace::LaneRole::EventLoop, "event loop", context.applicationLane);
    m_loop = std::make_unique<eventloop::EventLoop>(m_lane);
    m_scope = std::make_unique<eventloop::Scope>(*m_loop);
    m_watch = std::make_unique<QTimer>();
    const auto look = [this] {
        if (m_context->cancel.cancelled())
            m_loop->cancel();
    };
    QObject::connect(m_watch.get(), &QTimer::timeout, m_loop.get(), look);
    return {};
}

base::Result<void> AsyncExecutor::run(RunContext &)
{
    m_watch->start(kLook);
    m_scope->spawn(supply());
    m_loop->run();
    m_watch->stop();
    return {};
}

void AsyncExecutor::shutDown(RunContext &)
{
    m_watch.reset();
    m_scope.reset();
    m_loop.reset();
}

eventloop::Task<void> AsyncExecutor::supply()
{
    for (;;) {
        const TaskSource::Pull next = m_context->source.poll();
        if (next.exhausted)
            break;
        if (next.task) {
            ++m_spawned;
            m_scope->spawn(body(*next.task));
        } else if (!co_await m_loop->sleepUntil(*next.nextDue)) {
            break;
        }
    }
    m_supplied = true;
    quitWhenDone();
}

void AsyncExecutor::quitWhenDone()
{
    if (m_supplied && m_delivered == m_spawned)
        m_loop->quit();
}

void AsyncExecutor::deliver(const plan::TaskSpec &task, workloads::TaskOutcome outcome)
{
    m_context->sink.accept({task.id, outcome.status, std::move(outcome.error)});
    ++m_delivered;
    quitWhenDone();
}

void AsyncExecutor::abandon(const plan::TaskSpec &task)
{
    m_lane.finished(task.id, trace::TaskStatus::Cancelled);
    deliver(task, {trace::TaskStatus::Cancelled, {}});
}

} // namespace interleave::executors
