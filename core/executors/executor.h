// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/unique_fd.h"
#include "core/plan/catalogue.h"
#include "core/plan/tasks.h"
#include "core/trace/trace.h"
#include "core/workloads/run_services.h"

#include <array>
#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace interleave::executors {

/// Where an executor pulls its tasks from. Holds each task back until it is due, and records its submission on the
/// application's lane. Threads: any number may pull; each task is handed out once.
class TaskSource {
public:
    /// `tasks` must outlive the source. The application lane is the source's: only it appends there.
    TaskSource(std::span<const plan::TaskSpec> tasks, trace::LaneWriter &applicationLane, const plan::Arrival &arrival = {});

    /// What `poll` found: a task; nothing yet but `nextDue`; nothing ever (`exhausted`); or none of these, in a closed loop:
    /// every client waits for its result.
    struct Pull {
        const plan::TaskSpec *task = nullptr;
        std::optional<base::Nanoseconds> nextDue; ///< absolute
        bool exhausted = false;
    };
    /// A client of a closed loop has its result, and asks again after its think time. Nothing in an open loop.
    /// The sink calls this; an executor that polls looks again after each result.
    void completed();
    /// The run starts at `runStart` (absolute): due times count from it. Call once, before the first pull.
    void open(base::Nanoseconds runStart);
    /// Never blocks: for event loops.
    Pull poll();
    /// Blocks until a task is due; null when there are no more or the source was closed.
    const plan::TaskSpec *next();
    /// Ends the supply: pending and later calls find it exhausted (cancel).
    void close();
    [[nodiscard]] std::size_t size() const { return m_tasks.size(); }
    /// Tasks not handed out so far.
    [[nodiscard]] std::size_t remaining() const;

private:
    /// When the next task is due, absolute; empty: no client is free.
    [[nodiscard]] std::optional<base::Nanoseconds> dueOfNext() const;
    std::span<const plan::TaskSpec> m_tasks;
    trace::LaneWriter &m_lane;
    const bool m_closedLoop;
    const std::size_t m_clients;
    const base::Nanoseconds m_think;
    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    std::size_t m_next = 0;
    std::deque<base::Nanoseconds> m_free; ///< when each client that has its result asks again, in order
    base::Nanoseconds m_start{0};
    bool m_closed = false;
};

/// What became of a task.
struct Outcome {
    base::TaskId task;
    trace::TaskStatus status = trace::TaskStatus::Succeeded;
    std::string error;
};

/// Takes results and knows when all are in. Threads: any. The end of the task is already in the trace when it arrives here.
class ResultSink {
public:
    /// `accepted` is called after each result, by the thread that brought it.
    explicit ResultSink(std::size_t expected, std::function<void()> accepted = {});
    void accept(Outcome outcome);
    /// Blocks until every expected result is in. False: `until` passed first.
    bool waitAll(std::optional<base::Nanoseconds> until = {});
    [[nodiscard]] std::size_t count() const { return m_count.load(std::memory_order_acquire); }
    [[nodiscard]] std::size_t expected() const { return m_expected; }
    /// When the first result reached the consumer; empty before.
    [[nodiscard]] std::optional<base::Nanoseconds> firstResult() const;
    /// When the last one did; empty before all are in.
    [[nodiscard]] std::optional<base::Nanoseconds> lastResult() const;
    /// Counts by TaskStatus.
    [[nodiscard]] std::vector<std::size_t> counts() const;
    /// Success unless a task's result came more than once: the first one counts, the others are an error of the concurrency model.
    [[nodiscard]] base::Result<void> eachOnce() const;

private:
    bool isFirstOf(base::TaskId task);
    const std::size_t m_expected;
    std::vector<std::atomic<std::uint64_t>> m_seen; ///< a bit a task
    std::atomic<std::size_t> m_repeated{0};
    std::atomic<std::uint32_t> m_firstRepeated{base::kNoTask.value};
    const std::function<void()> m_accepted;
    std::atomic<std::size_t> m_count{0};
    std::atomic<std::int64_t> m_first{0}, m_last{0};
    std::array<std::atomic<std::size_t>, 6> m_byStatus{};
    std::mutex m_mutex;
    std::condition_variable m_all;
};

/// Asked to stop? Shared by everything of a run. Threads: any.
class CancelToken {
public:
    CancelToken();
    void cancel();
    [[nodiscard]] bool cancelled() const { return m_cancelled.load(std::memory_order_relaxed); }
    /// Sleeps until `deadline` (absolute) or the cancel. False: cancelled.
    bool sleepUntil(base::Nanoseconds deadline);
    [[nodiscard]] const std::atomic<bool> &flag() const { return m_cancelled; }
    /// Readable from the cancel on: for waits on descriptors.
    [[nodiscard]] int descriptor() const { return m_event.get(); }

private:
    std::atomic<bool> m_cancelled{false};
    base::UniqueFd m_event;
    std::mutex m_mutex;
    std::condition_variable m_changed;
};

/// What a run lends its executor.
struct RunContext {
    std::shared_ptr<trace::Mapping> trace;
    base::LaneId applicationLane;
    TaskSource &source;
    ResultSink &sink;
    CancelToken &cancel;
    std::span<const plan::TaskSpec> tasks; ///< all of them (sizes, chunking); the order of work comes from `source`
    const workloads::RunServices &services; ///< what the steps borrow
};

/// Figures of one concurrency model by name. Units: the end of the name says it, as in results.json.
using Figures = std::map<std::string, std::int64_t>;

/// HOW tasks are run: one concurrency model. Life: prepare → run → (destroy). One run a process.
class Executor {
public:
    virtual ~Executor() = default;
    /// Creates the workers; its time is the set-up time. Errors: Refused when the machine does not give them.
    virtual base::Result<void> prepare(RunContext &context) = 0;
    /// Runs every task of the source to an outcome in the sink; returns when all are in, or soon (≤ 0.5 s) after a cancel,
    /// with every task that was handed out accounted for. Called from the runner's main thread; an event-loop executor
    /// runs its loop here.
    virtual base::Result<void> run(RunContext &context) = 0;
    /// Ends the workers; its time is the tear-down time.
    virtual void shutDown(RunContext &context) = 0;
    /// What the model counts beside its tasks; asked for once, after shutDown.
    [[nodiscard]] virtual Figures figures() const { return {}; }
    /// What these figures say, in one line; empty: nothing.
    [[nodiscard]] virtual std::string verdict() const { return {}; }
};

/// Parameters by key; values checked and complete (automatic ones excepted).
using Parameters = std::map<std::string, plan::ParameterValue>;
std::int64_t intParameter(const Parameters &parameters, std::string_view key);
bool boolParameter(const Parameters &parameters, std::string_view key);
std::string wordParameter(const Parameters &parameters, std::string_view key);

/// One line of the registry: the descriptor and how to make the executor.
struct Registration {
    plan::ExecutorDescriptor descriptor;
    std::unique_ptr<Executor> (*make)(const Parameters &parameters);
};

/// Every concurrency model, in the order of the documentation; those that this version only knows by name have no `make`.
std::span<const Registration> registry();
/// The catalogue that the application hands out.
plan::Catalogue makeCatalogue();
base::Result<std::unique_ptr<Executor>> makeExecutor(const plan::ExecutorEntry &entry);

} // namespace interleave::executors
