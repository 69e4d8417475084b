// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/executors/executor.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace interleave::test {

/// One run of an executor in this process, as the runner conducts it.
class ExecutorRun {
public:
    explicit ExecutorRun(std::vector<plan::TaskSpec> tasks, const char* workerPath = WORKER_PATH, const plan::Arrival& arrival = {});
    /// prepare, run, shut down. Errors of either end it.
    base::Result<void> conduct(const plan::ExecutorEntry& entry);
    /// Done by another thread while the run goes on, once `when` holds for the trace.
    void meanwhile(std::function<bool(const trace::Reader&)> when, std::function<void(ExecutorRun&)> what);

    [[nodiscard]] trace::TaskLife life(std::uint32_t task) const { return trace::Reader(m_mapping).life(base::TaskId{task}); }
    [[nodiscard]] std::size_t count(trace::TaskStatus status) const { return m_sink.counts().at(static_cast<std::size_t>(status)); }
    [[nodiscard]] std::size_t results() const { return m_sink.count(); }
    [[nodiscard]] base::Nanoseconds runTime() const { return m_runTime; }
    [[nodiscard]] std::vector<trace::LaneInfo> workers() const;
    [[nodiscard]] std::vector<trace::Event> events(trace::EventKind kind) const;
    /// Most tasks between started and finished at one time.
    [[nodiscard]] int mostAtOnce() const;
    [[nodiscard]] std::size_t remaining() const { return m_source.remaining(); }
    /// When the first and the last result reached the consumer, since the run's start.
    [[nodiscard]] base::Nanoseconds firstResult() const { return m_sink.firstResult().value() - m_mapping->runStart().value(); }
    [[nodiscard]] base::Nanoseconds lastResult() const { return m_sink.lastResult().value() - m_mapping->runStart().value(); }
    /// What the runner does on a stop.
    void stop();
    executors::CancelToken& cancel() { return m_cancel; }
    workloads::RunServices& services() { return m_services; }
    /// Detail events of a task, in the order of time.
    [[nodiscard]] std::vector<trace::Reader::LaneEvent> eventsOf(std::uint32_t task) const;
    [[nodiscard]] trace::LaneInfo lane(base::LaneId id) const { return trace::Reader(m_mapping).laneInfo(id); }

private:
    std::vector<plan::TaskSpec> m_tasks;
    std::shared_ptr<trace::Mapping> m_mapping;
    trace::LaneWriter m_application;
    executors::TaskSource m_source;
    executors::ResultSink m_sink;
    executors::CancelToken m_cancel;
    workloads::RunServices m_services;
    executors::RunContext m_context;
    std::function<bool(const trace::Reader&)> m_when;
    std::function<void(ExecutorRun&)> m_what;
    base::Nanoseconds m_runTime{0};
};

/// n tasks of one step each.
std::vector<plan::TaskSpec> tasksOf(std::uint32_t n, plan::StepKind kind, std::int64_t amount, base::Nanoseconds timeout = {});
inline std::vector<plan::TaskSpec> sleeps(std::uint32_t n, std::chrono::milliseconds each)
{
    return tasksOf(n, plan::StepKind::Sleep, std::chrono::nanoseconds(each).count());
}

/// What scripted_child does at `task` ("3", "all"), while this lives.
class Script {
public:
    Script(const char* what, const char* task);
    ~Script();
    Script(const Script&) = delete;
    Script& operator=(const Script&) = delete;
};

plan::ExecutorEntry poolEntry(std::int64_t workers, std::int64_t chunk = 0);
plan::ExecutorEntry queueEntry(std::int64_t workers);
plan::ExecutorEntry perTaskEntry(std::int64_t limit = 64);

} // namespace interleave::test
