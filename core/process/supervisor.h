// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/tasks.h"
#include "core/process/worker_process.h"
#include "core/trace/trace.h"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace interleave::process {

constexpr base::Nanoseconds kTaskGrace = std::chrono::milliseconds(500); ///< beyond its time-out, which the worker keeps by itself
constexpr base::Nanoseconds kTermGrace = std::chrono::milliseconds(500); ///< between asking and killing a worker that hangs
constexpr base::Nanoseconds kCancelGrace = std::chrono::milliseconds(250); ///< the same when a run is cancelled

/// What the workers of a run are started with.
struct CrewOptions {
    std::string workerPath;
    std::shared_ptr<trace::Mapping> trace;
    base::LaneId parent; ///< of the dispatcher's lane
    std::optional<wire::Setup> setup = {}; ///< what each worker is told first; empty: its tasks need nothing of the run
    int locksFd = -1; ///< memory of the run's locks, if it has any; stays the caller's
};

/// One worker under supervision; a crew derives its own, with what it knows of the worker's tasks.
struct Supervised {
    virtual ~Supervised() = default;
    std::unique_ptr<WorkerProcess> process;
    base::LaneId lane;
    bool ready = false;
    bool dismissed = false; ///< its end is expected
    base::Nanoseconds readyBy{0};
    std::optional<base::Nanoseconds> killAt; ///< asked to end; killed then
    std::string why; ///< why it was ended, where its end alone does not say it
};

/// What every crew of workers has in common: starts them, waits for them, ends those that hang, kills all when it goes, and records the
/// dispatcher's lane. Who has which task is the crew's business.
/// Threads: one, which must live as long as the workers.
class Supervisor {
public:
    using Settled = std::function<void(const plan::TaskSpec& task, trace::TaskStatus status, const std::string& error)>;

    Supervisor(const Supervisor&) = delete;
    Supervisor& operator=(const Supervisor&) = delete;

    /// Asks all to end that were not asked before.
    void dismissAll();
    /// Handles what happened; if nothing did, waits for it, at longest until `until` (absolute). Keeps time-outs.
    void step(base::Nanoseconds until);
    /// Ends a `step` that waits, or the next one. Threads: any.
    void wake();
    [[nodiscard]] std::size_t size() const { return m_workers.size(); }
    [[nodiscard]] trace::LaneWriter& lane() { return m_lane; }

protected:
    explicit Supervisor(CrewOptions options);
    virtual ~Supervisor();

    /// More than every worker is given.
    struct Extra {
        std::vector<std::string> arguments;
        std::vector<std::pair<int, int>> descriptors;
    };
    /// Errors: as spawnChild.
    base::Result<Supervised*> launch(std::unique_ptr<Supervised> worker, base::TaskId cause, const Extra& extra);
    /// Says to a worker on its own channel that it may end; killed when it does not.
    void dismiss(Supervised& worker);
    void endGently(Supervised& worker, base::Nanoseconds grace);

    virtual void becameReady(Supervised& worker) = 0;
    /// What came from it. False: nobody asked for it, a fault.
    virtual bool received(Supervised& worker, const wire::TaskResult& result, std::size_t bytes) = 0;
    virtual bool received(Supervised& worker, const wire::Payload& piece, std::size_t bytes) = 0;
    /// It is gone; what it left behind can be taken while it still counts.
    virtual void lastWords(Supervised&) { }
    /// It no longer counts; destroyed after this.
    virtual void ended(Supervised& worker, const std::string& reason) = 0;
    /// Every ten milliseconds, for each worker, then once for all.
    virtual void watchTasks(Supervised& worker, base::Nanoseconds now) = 0;
    virtual void watchAll(base::Nanoseconds) { }

    /// Settles a task: its end in the trace, if it has none yet, then the call-back.
    void settle(const plan::TaskSpec& task, trace::TaskStatus status, const std::string& error);
    /// Its result did not come back whole: a success that its worker recorded does not stand.
    void settleDamaged(const plan::TaskSpec& task, const std::string& error);
    void setSettled(Settled settled) { m_settled = std::move(settled); }
    [[nodiscard]] static std::string overdueText(const plan::TaskSpec& task);

    [[nodiscard]] std::list<std::unique_ptr<Supervised>>& workers() { return m_workers; }
    [[nodiscard]] const std::shared_ptr<trace::Mapping>& trace() const { return m_options.trace; }
    [[nodiscard]] const trace::Reader& reader() const { return m_reader; }
    [[nodiscard]] boost::asio::io_context& io() { return m_io; }

private:
    WorkerHandlers handlersFor(Supervised& worker);
    void leave(Supervised& worker, const WorkerEnd& end);
    void tell(const plan::TaskSpec& task, trace::TaskStatus otherwise);
    void watch(base::Nanoseconds now);
    void watch(Supervised& worker, base::Nanoseconds now);

    const CrewOptions m_options;
    wire::Bytes m_setup; ///< as it is sent
    const trace::Reader m_reader;
    trace::LaneWriter m_lane;
    Settled m_settled;
    boost::asio::io_context m_io{1};
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> m_work{m_io.get_executor()};
    boost::asio::steady_timer m_timer{m_io};
    base::Nanoseconds m_armed{0}; ///< what the timer was set to
    std::list<std::unique_ptr<Supervised>> m_workers; ///< in the order of their starts
    std::uint32_t m_started = 0;
    base::Nanoseconds m_watched{0};
};

} // namespace interleave::process
