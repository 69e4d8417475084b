// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/runtime/process/executor_run.h"

#include <algorithm>
#include <cstdlib>
#include <thread>

namespace interleave::test {

ExecutorRun::ExecutorRun(std::vector<plan::TaskSpec> tasks, const char* workerPath, const plan::Arrival& arrival)
    : m_tasks(std::move(tasks))
    , m_mapping(trace::Mapping::create({static_cast<std::uint32_t>(m_tasks.size()), 1024, 1U << 20, 64U << 20}).value())
    , m_application(m_mapping, trace::LaneRole::Application, "application", base::kNoLane)
    , m_source(m_tasks, m_application, arrival)
    , m_sink(m_tasks.size(), [this] { m_source.completed(); })
    , m_context{m_mapping, m_application.id(), m_source, m_sink, m_cancel, m_tasks, m_services}
{
    m_services.workerPath = workerPath;
}

base::Result<void> ExecutorRun::conduct(const plan::ExecutorEntry& entry)
{
    const auto executor = executors::makeExecutor(entry);
    if (!executor)
        return executor.error();
    if (auto prepared = (*executor)->prepare(m_context); !prepared)
        return prepared;
    std::thread other;
    if (m_when) {
        other = std::thread([this] {
            const trace::Reader reader(m_mapping);
            while (!m_when(reader))
                std::this_thread::sleep_for(std::chrono::milliseconds(1));
            m_what(*this);
        });
    }
    const auto start = base::monotonicNow();
    m_mapping->setRunStart(start);
    m_source.open(start);
    auto result = (*executor)->run(m_context);
    m_runTime = base::monotonicNow() - start;
    if (other.joinable())
        other.join();
    (*executor)->shutDown(m_context);
    return result;
}

void ExecutorRun::meanwhile(std::function<bool(const trace::Reader&)> when, std::function<void(ExecutorRun&)> what)
{
    m_when = std::move(when);
    m_what = std::move(what);
}

void ExecutorRun::stop()
{
    m_source.close();
    m_cancel.cancel();
}

std::vector<trace::LaneInfo> ExecutorRun::workers() const
{
    auto lanes = trace::Reader(m_mapping).newLanes();
    std::erase_if(lanes, [](const trace::LaneInfo& lane) { return lane.role != trace::LaneRole::Worker; });
    return lanes;
}

std::vector<trace::Event> ExecutorRun::events(trace::EventKind kind) const
{
    std::vector<trace::Event> found;
    for (const auto& [lane, event] : trace::Reader(m_mapping).newEvents()) {
        if (event.kind == kind)
            found.push_back(event);
    }
    return found;
}

std::vector<trace::Reader::LaneEvent> ExecutorRun::eventsOf(std::uint32_t task) const
{
    std::vector<trace::Reader::LaneEvent> found = trace::Reader(m_mapping).newEvents();
    std::erase_if(found, [&](const auto& entry) { return entry.event.task != task; });
    std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.event.time < b.event.time; });
    return found;
}

int ExecutorRun::mostAtOnce() const
{
    std::vector<std::pair<base::Nanoseconds, int>> changes;
    for (const plan::TaskSpec& task : m_tasks) {
        const auto one = life(task.id.value);
        if (one.started && one.finished) {
            changes.emplace_back(*one.started, 1);
            changes.emplace_back(*one.finished, -1);
        }
    }
    std::sort(changes.begin(), changes.end());
    int now = 0, most = 0;
    for (const auto& [time, change] : changes)
        most = std::max(most, now += change);
    return most;
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
