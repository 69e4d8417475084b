// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/executors/async_common.h"

namespace interleave::executors {
namespace {

/// The cancel comes from another thread; looking 50 times a second keeps the loop free of locks.
constexpr std::chrono::milliseconds kLook(20);
Figures figuresOf(const eventloop::LoopLag &lag)
{
    Figures figures;
    const auto put = [&figures](const char *name, std::optional<base::Nanoseconds> value) {
        if (value)
            figures[name] = value->count();
    };
    put("loop_lag_max_ns", lag.max());
    put("loop_lag_mean_ns", lag.mean());
    put("loop_lag_p99_ns", lag.p99());
    return figures;
}

/// Of tasks that are due at once; then those that were taken have a turn, so that short ones do not pile up behind the rest.
constexpr std::size_t kInOneGo = 256;

} // namespace

base::Result<void> AsyncExecutor::prepare(RunContext &context)
{
    m_context = &context;
    m_lane = trace::LaneWriter(context.trace, trace::LaneRole::EventLoop, "event loop", context.applicationLane);
    m_loop = std::make_unique<eventloop::EventLoop>(m_lane);
    m_scope = std::make_unique<eventloop::Scope>(*m_loop);
    m_shared = std::make_unique<eventloop::LoopServices>(*m_loop, context.services, *context.trace);
    m_environment = std::make_unique<eventloop::StepEnvironment>(environmentOn(m_lane));
    m_watch = std::make_unique<QTimer>();
    const auto look = [this] {
        if (m_context->cancel.cancelled())
            m_loop->cancel();
    };
    QObject::connect(m_watch.get(), &QTimer::timeout, m_loop.get(), look);
    return {};
}

eventloop::StepEnvironment AsyncExecutor::environmentOn(trace::LaneWriter &lane) const
{
    return {*m_loop, lane, m_context->cancel.flag(), &m_context->services, m_shared.get(), nullptr};
}

base::Result<void> AsyncExecutor::run(RunContext &)
{
    m_watch->start(kLook);
    m_scope->spawn(supply());
    const workloads::WorkerCost cost;
    m_loop->run();
    m_lane.spent(cost.soFar());
    m_watch->stop();
    m_figures = figuresOf(m_loop->lag());
    return {};
}

void AsyncExecutor::shutDown(RunContext &)
{
    m_watch.reset();
    m_scope.reset();
    m_environment.reset();
    m_shared.reset();
    m_loop.reset();
}

eventloop::Task<void> AsyncExecutor::supply()
{
    auto serving = serve();
    co_await serving;
    m_supplied = true;
    quitWhenDone();
}

eventloop::Task<void> AsyncExecutor::serve()
{
    auto arriving = arrivals();
    while (const auto task = co_await arriving.next())
        m_scope->spawn(body(**task));
}

eventloop::Task<void> AsyncExecutor::body(const plan::TaskSpec &task) { return perform(*m_environment, task); }

eventloop::AsyncGenerator<const plan::TaskSpec *> AsyncExecutor::arrivals()
{
    for (;;) {
        const TaskSource::Pull next = crowded() ? TaskSource::Pull{} : m_context->source.poll();
        if (next.exhausted)
            co_return;
        if (next.task) {
            ++m_taken;
            co_yield next.task;
            if (m_taken % kInOneGo == 0)
                co_await m_loop->giveWay();
            continue;
        }
        eventloop::Waiter waiter(*m_loop, next.nextDue.value_or(eventloop::kNever));
        if (!next.nextDue)
            m_awaitingResult = &waiter;
        const eventloop::WaitEnd end = co_await waiter;
        m_awaitingResult = nullptr;
        if (end == eventloop::WaitEnd::Cancelled)
            co_return;
    }
}

eventloop::Task<void> AsyncExecutor::perform(const eventloop::StepEnvironment &environment, const plan::TaskSpec &task)
{
    if (m_context->cancel.cancelled()) {
        abandon(task, environment.lane);
        co_return;
    }
    eventloop::TaskRun run(environment, task);
    auto steps = eventloop::runSteps(run);
    workloads::TaskOutcome outcome = co_await steps;
    run.finish(outcome);
    deliver(task, std::move(outcome));
}

base::Nanoseconds AsyncExecutor::holdBack(const plan::TaskSpec &task, trace::BlockCause cause, base::LaneId queue)
{
    const auto now = base::monotonicNow();
    m_lane.append(trace::Event{now.count(), task.id.value, queue.value, trace::EventKind::Blocked, static_cast<std::uint8_t>(cause), 0, 0, 0});
    return now;
}

void AsyncExecutor::letGo(const plan::TaskSpec &task, trace::BlockCause cause, base::Nanoseconds since, base::LaneId queue)
{
    const auto now = base::monotonicNow();
    m_lane.append(trace::Event{now.count(), task.id.value, queue.value, trace::EventKind::Resumed, static_cast<std::uint8_t>(cause), 0, 0, 0});
    m_lane.heldBack(task.id, cause, now - since);
}

void AsyncExecutor::quitWhenDone()
{
    if (m_supplied && m_delivered == m_taken)
        m_loop->quit();
}

void AsyncExecutor::deliver(const plan::TaskSpec &task, workloads::TaskOutcome outcome)
{
    m_context->sink.accept({task.id, outcome.status, std::move(outcome.error)});
    ++m_delivered;
    if (m_awaitingResult)
        m_awaitingResult->wake();
    quitWhenDone();
}

void AsyncExecutor::abandon(const plan::TaskSpec &task, trace::LaneWriter &lane)
{
    lane.finished(task.id, trace::TaskStatus::Cancelled);
    deliver(task, {trace::TaskStatus::Cancelled, {}});
}

} // namespace interleave::executors
