// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/runtime/kit/run_bench.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace interleave::test {

/// One run of an executor with worker processes.
class ExecutorRun : public RunBench {
public:
    explicit ExecutorRun(std::vector<plan::TaskSpec> tasks, const char* workerPath = WORKER_PATH, const plan::Arrival& arrival = {});
    /// prepare, run, shut down. Errors of either end it.
    base::Result<void> conduct(const plan::ExecutorEntry& entry);
    /// Done by another thread while the run goes on, once `when` holds for the trace.
    void meanwhile(std::function<bool(const trace::Reader&)> when, std::function<void(ExecutorRun&)> what);

    [[nodiscard]] std::size_t count(trace::TaskStatus status) const { return sink.counts().at(static_cast<std::size_t>(status)); }
    [[nodiscard]] std::size_t results() const { return sink.count(); }
    [[nodiscard]] std::vector<trace::LaneInfo> workers() const;
    [[nodiscard]] std::vector<trace::Event> events(trace::EventKind kind) const;
    [[nodiscard]] std::size_t remaining() const { return source.remaining(); }
    /// When the first and the last result reached the consumer, since the run's start.
    [[nodiscard]] base::Nanoseconds firstResult() const { return sink.firstResult().value() - mapping->runStart().value(); }
    [[nodiscard]] base::Nanoseconds lastResult() const { return sink.lastResult().value() - mapping->runStart().value(); }
    /// Detail events of a task, in the order of time.
    [[nodiscard]] std::vector<trace::Reader::LaneEvent> eventsOf(std::uint32_t task) const;
    [[nodiscard]] trace::LaneInfo lane(base::LaneId id) const { return trace::Reader(mapping).laneInfo(id); }

private:
    void watch();
    std::function<bool(const trace::Reader&)> m_when;
    std::function<void(ExecutorRun&)> m_what;
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
