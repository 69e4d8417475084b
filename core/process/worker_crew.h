// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/tasks.h"
#include "core/process/worker_process.h"
#include "core/trace/trace.h"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <deque>
#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <string>

namespace interleave::process {

using TaskList = std::deque<const plan::TaskSpec*>;

/// The workers of one run: starts them, deals tasks to them, keeps their time-outs, and says what became of every task that was
/// dealt, whatever happens to the worker. When and what to deal is the executor's business. Records the dispatcher's lane.
/// Threads: one, which must live as long as the workers.
class WorkerCrew {
public:
    class Member;
    struct Handlers {
        /// The worker has no task (left). It may be given some, or be dismissed.
        std::function<void(Member& worker)> idle;
        /// The end of a dealt task; it stands in the trace already.
        std::function<void(const plan::TaskSpec& task, trace::TaskStatus status, const std::string& error)> settled;
        /// The worker is gone, and invalid after this call. `unstarted`: those of its tasks that it never began, in order; they have no outcome yet.
        /// Not called for a dismissed worker that ends as it should.
        std::function<void(Member& worker, TaskList unstarted, const std::string& reason)> lost;
    };

    WorkerCrew(std::string workerPath, std::shared_ptr<trace::Mapping> trace, base::LaneId parent);
    ~WorkerCrew();
    WorkerCrew(const WorkerCrew&) = delete;
    WorkerCrew& operator=(const WorkerCrew&) = delete;

    /// Call once, before the first start.
    void setHandlers(Handlers handlers) { m_handlers = std::move(handlers); }
    /// Starts a worker; `idle` comes when it is ready. `cause`: the task that it is started for, if it is for one. Errors: as spawnChild.
    base::Result<Member*> start(base::TaskId cause = base::kNoTask);
    /// Sends tasks to a worker, which may still be starting. `last`: it gets no more and ends after them.
    void deal(Member& worker, TaskList tasks, bool last = false);
    /// Asks an idle worker to end.
    void dismiss(Member& worker);
    void dismissAll();
    /// Cancels: workers with tasks are asked to stop (SIGTERM), and killed when they do not; what they had is settled as cancelled.
    void cancel();
    /// Handles what happened; if nothing did, waits for it, at longest until `until` (absolute). Keeps time-outs.
    void step(base::Nanoseconds until);
    /// Ends a `step` that waits, or the next one. Threads: any.
    void wake();

    [[nodiscard]] std::size_t size() const { return m_members.size(); }
    [[nodiscard]] trace::LaneWriter& lane() { return m_lane; }
    /// Settles a task that no worker has: its end in the trace, then `settled`.
    void settle(const plan::TaskSpec& task, trace::TaskStatus status, const std::string& error);

private:
    bool received(Member& member, const wire::TaskResult& result, std::size_t bytes);
    void headChanged(Member& member);
    void ended(Member& member, const WorkerEnd& end);
    /// What became of a task whose worker died; false: it never started.
    bool account(const plan::TaskSpec& task, const std::string& reason);
    void tell(const plan::TaskSpec& task, trace::TaskStatus otherwise);
    void watch(base::Nanoseconds now);
    void overdue(Member& member);
    void endGently(Member& member, base::Nanoseconds now);

    const std::string m_workerPath;
    const std::shared_ptr<trace::Mapping> m_trace;
    const trace::Reader m_reader;
    trace::LaneWriter m_lane;
    Handlers m_handlers;
    boost::asio::io_context m_io{1};
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> m_work{m_io.get_executor()};
    boost::asio::steady_timer m_timer{m_io};
    base::Nanoseconds m_armed{0}; ///< what the timer was set to
    std::list<Member> m_members; ///< stable addresses: handlers hold them
    std::uint32_t m_started = 0;
    base::Nanoseconds m_watched{0};
    bool m_cancelled = false;
};

/// One worker of the crew.
class WorkerCrew::Member {
public:
    [[nodiscard]] base::LaneId lane() const { return m_lane; }
    [[nodiscard]] std::size_t load() const { return m_tasks.size(); }

private:
    friend class WorkerCrew;
    std::unique_ptr<WorkerProcess> m_process;
    base::LaneId m_lane;
    TaskList m_tasks; ///< dealt and not settled; the first is the one under way
    base::Nanoseconds m_headSince{0};
    bool m_ready = false, m_dismissed = false;
    std::optional<base::Nanoseconds> m_killAt; ///< asked to end; killed then
    base::Nanoseconds m_readyBy{0};
    std::string m_why; ///< why it was ended, where its end alone does not say it
};

} // namespace interleave::process
