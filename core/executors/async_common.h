// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/eventloop/event_loop.h"
#include "core/eventloop/generator.h"
#include "core/eventloop/loop_services.h"
#include "core/eventloop/scope.h"
#include "core/eventloop/steps.h"
#include "core/eventloop/wait.h"
#include "core/executors/executor.h"

#include <QTimer>

#include <memory>

namespace interleave::executors {

/// What the event-loop family shares: a Qt event loop with its lane in the calling thread, the tasks as a sequence that arrives, and
/// the way back to the sink.
class AsyncExecutor : public Executor {
public:
    base::Result<void> prepare(RunContext &context) override;
    base::Result<void> run(RunContext &context) override;
    void shutDown(RunContext &context) override;
    /// How late the loop came to what was ready, as a heartbeat of 10 ms saw it.
    [[nodiscard]] Figures figures() const override { return m_figures; }

protected:
    /// Sees to it that everything that arrives() is delivered. By default each task becomes a coroutine of its own, body().
    virtual eventloop::Task<void> serve();
    /// The coroutine of one task; calls deliver() at its end.
    virtual eventloop::Task<void> body(const plan::TaskSpec &task);
    /// So many tasks may be between their arrival and their delivery at once; the next one is not taken before.
    [[nodiscard]] virtual std::size_t mostAlive() const { return SIZE_MAX; }

    /// The tasks as they fall due, or, in a closed loop, as clients ask. Ends with the last one, or the cancel.
    eventloop::AsyncGenerator<const plan::TaskSpec *> arrivals();
    /// A task from its start to its delivery; after a cancel it does not start.
    eventloop::Task<void> perform(const eventloop::StepEnvironment &environment, const plan::TaskSpec &task);
    void deliver(const plan::TaskSpec &task, workloads::TaskOutcome outcome);
    /// A task that never started: its end, on `lane`.
    void abandon(const plan::TaskSpec &task, trace::LaneWriter &lane);
    /// A task that has not started begins to wait, for room in a queue or for a permit: part of its queue time. Returns when.
    base::Nanoseconds holdBack(const plan::TaskSpec &task, trace::BlockCause cause, base::LaneId queue = base::kNoLane);
    /// It waits no more.
    void letGo(const plan::TaskSpec &task, trace::BlockCause cause, base::Nanoseconds since, base::LaneId queue = base::kNoLane);
    /// What tasks borrow whose life stands on `lane`, which this thread writes.
    [[nodiscard]] eventloop::StepEnvironment environmentOn(trace::LaneWriter &lane) const;
    eventloop::Scope &scope() { return *m_scope; }

    RunContext *m_context = nullptr;
    trace::LaneWriter m_lane;
    std::unique_ptr<eventloop::EventLoop> m_loop;
    std::unique_ptr<eventloop::LoopServices> m_shared;
    std::unique_ptr<eventloop::StepEnvironment> m_environment; ///< of what runs on the loop's own lane

private:
    eventloop::Task<void> supply();
    [[nodiscard]] bool crowded() const { return m_taken - m_delivered >= mostAlive(); }
    void quitWhenDone();
    std::unique_ptr<eventloop::Scope> m_scope;
    std::unique_ptr<QTimer> m_watch;
    eventloop::Waiter *m_awaitingResult = nullptr; ///< arrivals(), when only a result can bring the next task
    Figures m_figures;
    bool m_supplied = false;
    std::size_t m_taken = 0, m_delivered = 0;
};

} // namespace interleave::executors
