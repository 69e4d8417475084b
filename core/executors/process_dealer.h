// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/executors/executor.h"
#include "core/process/worker_crew.h"

#include <deque>
#include <functional>

namespace interleave::executors {

/// w long-lived worker processes, and how what falls due is dealt to them: in chunks, to the next free one. A worker that dies is
/// replaced, at most w times a run; then what remains fails with its reason. Says what became of every task it took from the source.
/// Threads: one, which lives as long as the workers; `lookAgain` from any.
class ProcessDealer {
public:
    struct Options {
        std::size_t workers = 1;
        std::size_t chunk = 1;
        std::string name; ///< the executor's, for messages
    };
    /// `settled` is called in the dealer's thread, with each task's outcome.
    ProcessDealer(Options options, RunContext &context, std::function<void(Outcome)> settled);

    /// Returns when every worker is ready. Errors: Refused.
    base::Result<void> start();
    /// Returns when everything of the source is settled; soon after a cancel.
    void run();
    void shutDown();
    /// A client of a closed loop may have become free.
    void lookAgain();

private:
    [[nodiscard]] base::Error refused(const std::string &why) const;
    void pull();
    void enqueue(const plan::TaskSpec &task);
    void deal();
    void settled(const plan::TaskSpec &task, trace::TaskStatus status, const std::string &error);
    void settle(const plan::TaskSpec &task, trace::TaskStatus status, const std::string &error);
    void settleAll(process::TaskList tasks, trace::TaskStatus status, const std::string &error);
    void lost(process::WorkerCrew::Member &worker, process::TaskList unstarted, const std::string &reason);
    void cancel();

    const Options m_options;
    RunContext &m_context;
    const std::function<void(Outcome)> m_settled;
    std::size_t m_replacements;
    std::unique_ptr<process::WorkerCrew> m_crew;
    std::deque<process::WorkerCrew::Member *> m_free;
    process::TaskList m_backlog;   ///< pulled, not dealt
    std::size_t m_outstanding = 0; ///< dealt, not settled
    std::optional<base::Nanoseconds> m_nextDue;
    std::atomic<bool> m_exhausted{false};
    bool m_dry = false, m_running = false, m_cancelled = false;
    std::string m_reason; ///< of the last worker that was lost
};

} // namespace interleave::executors
