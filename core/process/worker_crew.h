// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/process/supervisor.h"

#include <deque>
#include <functional>
#include <optional>
#include <string>

namespace interleave::process {

using TaskList = std::deque<const plan::TaskSpec*>;

/// The workers of one run that get their tasks dealt: keeps their time-outs, and says what became of every task that was dealt,
/// whatever happens to the worker. When and what to deal is the executor's business.
class WorkerCrew : public Supervisor {
public:
    class Member;
    struct Handlers {
        /// The worker has no task (left). It may be given some, or be dismissed.
        std::function<void(Member& worker)> idle;
        /// The end of a dealt task; it stands in the trace already.
        Settled settled;
        /// The worker is gone, and invalid after this call. `unstarted`: those of its tasks that it never began, in order; they have no outcome yet.
        /// Not called for a dismissed worker that ends as it should.
        std::function<void(Member& worker, TaskList unstarted, const std::string& reason)> lost;
    };

    explicit WorkerCrew(CrewOptions options)
        : Supervisor(std::move(options))
    {
    }

    /// Call once, before the first start.
    void setHandlers(Handlers handlers);
    /// Starts a worker; `idle` comes when it is ready. `cause`: the task that it is started for, if it is for one. Errors: as spawnChild.
    base::Result<Member*> start(base::TaskId cause = base::kNoTask);
    /// Sends tasks, and what they are given, to a worker, which may still be starting. `last`: it gets no more and ends after them.
    void deal(Member& worker, TaskList tasks, bool last = false);
    /// Asks an idle worker to end.
    void dismiss(Member& worker);
    /// Cancels: workers with tasks are asked to stop (SIGTERM), and killed when they do not; what they had is settled as cancelled.
    void cancel();
    /// Settles a task that no worker has: its end in the trace, then `settled`.
    using Supervisor::settle;

private:
    void becameReady(Supervised& worker) override;
    bool received(Supervised& worker, const wire::TaskResult& result, std::size_t bytes) override;
    bool received(Supervised& worker, const wire::Payload& piece, std::size_t bytes) override;
    void ended(Supervised& worker, const std::string& reason) override;
    void watchTasks(Supervised& worker, base::Nanoseconds now) override;

    static Member& memberOf(Supervised& worker);
    void dealMessage(Member& worker, std::span<const plan::TaskSpec* const> tasks);
    void headChanged(Member& member);
    void settleHead(Member& member, const wire::TaskResult& result);
    /// What became of a task whose worker died; false: it never started.
    bool account(const Member& member, const plan::TaskSpec& task, const std::string& reason);
    void overdue(Member& member);

    Handlers m_handlers;
    bool m_cancelled = false;
};

/// One worker of the crew.
class WorkerCrew::Member : public Supervised {
public:
    [[nodiscard]] std::size_t load() const { return m_tasks.size(); }

private:
    friend class WorkerCrew;
    /// What the task under way gives back, as far as it has come.
    struct Coming {
        wire::PayloadCheck check;
        std::size_t bytes = 0; ///< with what the messages add
    };
    TaskList m_tasks; ///< dealt and not settled; the first is the one under way
    std::optional<Coming> m_coming; ///< of the first
    base::Nanoseconds m_headSince{0};
};

} // namespace interleave::process
