// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/runtime/process/executor_run.h"

#include <algorithm>
#include <cstdlib>
#include <thread>

namespace interleave::test {

ExecutorRun::ExecutorRun(std::vector<plan::TaskSpec> theTasks, const char* workerPath, const plan::Arrival& arrival)
    : RunBench(std::move(theTasks), arrival, {0, 1024, 1U << 20, 64U << 20})
{
    services.workerPath = workerPath;
}

base::Result<void> ExecutorRun::conduct(const plan::ExecutorEntry& entry)
{
    const auto executor = executors::makeExecutor(entry);
    if (!executor)
        return executor.error();
    std::thread other;
    const auto begun = [&] {
        if (m_when)
            other = std::thread([this] { watch(); });
    };
    auto result = RunBench::conduct(**executor, begun);
    if (other.joinable())
        other.join();
    return result;
}

void ExecutorRun::watch()
{
    const trace::Reader reader(mapping);
    while (!m_when(reader))
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    m_what(*this);
}

void ExecutorRun::meanwhile(std::function<bool(const trace::Reader&)> when, std::function<void(ExecutorRun&)> what)
{
    m_when = std::move(when);
    m_what = std::move(what);
}

std::vector<trace::LaneInfo> ExecutorRun::workers() const
{
    auto lanes = trace::Reader(mapping).newLanes();
    std::erase_if(lanes, [](const trace::LaneInfo& lane) { return lane.role != trace::LaneRole::Worker; });
    return lanes;
}

std::vector<trace::Event> ExecutorRun::events(trace::EventKind kind) const
{
    std::vector<trace::Event> found;
    for (const auto& [lane, event] : trace::Reader(mapping).newEvents()) {
        if (event.kind == kind)
            found.push_back(event);
    }
    return found;
}

std::vector<trace::Reader::LaneEvent> ExecutorRun::eventsOf(std::uint32_t task) const
{
    std::vector<trace::Reader::LaneEvent> found = trace::Reader(mapping).newEvents();
    std::erase_if(found, [&](const auto& entry) { return entry.event.task != task; });
    std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.event.time < b.event.time; });
    return found;
}

std::vector<plan::TaskSpec> tasksOf(std::uint32_t n, plan::StepKind kind, std::int64_t amount, base::Nanoseconds timeout)
{
    std::vector<plan::TaskSpec> tasks(n);
    for (std::uint32_t i = 0; i < n; ++i) {
        tasks[i].id = base::TaskId{i};
        tasks[i].index = i;
        tasks[i].timeout = timeout;
        tasks[i].steps = {{kind, amount}};
    }
    return tasks;
}

Script::Script(const char* what, const char* task)
{
    ::setenv("INTERLEAVE_TEST_SCRIPT", what, 1);
    ::setenv("INTERLEAVE_TEST_TASK", task, 1);
}

Script::~Script()
{
    ::unsetenv("INTERLEAVE_TEST_SCRIPT");
    ::unsetenv("INTERLEAVE_TEST_TASK");
}

plan::ExecutorEntry poolEntry(std::int64_t workers, std::int64_t chunk)
{
    plan::ExecutorEntry entry{"process-pool", "process-pool", {{"workers", workers}}, {}};
    if (chunk > 0)
        entry.parameters["chunk"] = chunk;
    return entry;
}

plan::ExecutorEntry queueEntry(std::int64_t workers) { return {"process-queue", "process-queue", {{"workers", workers}}, {}}; }

plan::ExecutorEntry perTaskEntry(std::int64_t limit) { return {"process-per-task", "process-per-task", {{"limit", limit}}, {}}; }

} // namespace interleave::test
