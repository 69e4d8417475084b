// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/eventloop/event_loop.h"
#include "core/eventloop/scope.h"
#include "core/eventloop/steps.h"
#include "core/executors/executor.h"

#include <QTimer>

#include <memory>

namespace interleave::executors {

/// What the event-loop family shares: a Qt event loop with its lane in the calling thread, a coroutine that turns tasks into
/// coroutines as they fall due, and the way back to the sink.
class AsyncExecutor : public Executor {
public:
    base::Result<void> prepare(RunContext &context) override;
    base::Result<void> run(RunContext &context) override;
    void shutDown(RunContext &context) override;

protected:
    /// The coroutine of one task; calls deliver() at its end.
    virtual eventloop::Task<void> body(const plan::TaskSpec &task) = 0;
    void deliver(const plan::TaskSpec &task, workloads::TaskOutcome outcome);
    /// A task that never started: its end, on the loop's lane.
    void abandon(const plan::TaskSpec &task);

    RunContext *m_context = nullptr;
    trace::LaneWriter m_lane;
    std::unique_ptr<eventloop::EventLoop> m_loop;

private:
    eventloop::Task<void> supply();
    void quitWhenDone();
    std::unique_ptr<eventloop::Scope> m_scope;
    std::unique_ptr<QTimer> m_watch;
    bool m_supplied = false;
    std::size_t m_spawned = 0, m_delivered = 0;
};

} // namespace interleave::executors
