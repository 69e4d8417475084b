// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/engine/engine_bench.h"

#include "core/metrics/proc_file.h"
#include "core/metrics/proc_parse.h"

#include <thread>

namespace interleave::engine::test {

plan::TaskGroup sleepTasks(std::int64_t count, double ms)
{
    plan::TaskGroup group;
    group.name = "sleepers";
    group.count = count;
    group.steps = {plan::Sleep{ms}};
    return group;
}

plan::ExecutorEntry executor(const std::string &id, std::map<std::string, plan::ParameterValue> parameters)
{
    plan::ExecutorEntry entry;
    entry.id = id;
    entry.parameters = std::move(parameters);
    entry.label = plan::defaultLabel(entry);
    return entry;
}

plan::Plan planOf(
    const std::string& name, plan::TaskGroup group, std::vector<plan::ExecutorEntry> executors, std::int64_t repetitions, std::int64_t warmup)
{
    plan::Plan plan;
    plan.name = name;
    plan.workload.groups = {std::move(group)};
    plan.executors = std::move(executors);
    plan.repetitions = repetitions;
    plan.warmup = warmup;
    return plan;
}

EngineEvents Listener::events()
{
    EngineEvents events;
    events.progress = [this](const Progress &now) {
        const std::lock_guard lock(m_mutex);
        progress.push_back(now);
    };
    events.runStarted = [this](std::shared_ptr<const record::LiveRun> run) {
        const std::lock_guard lock(m_mutex);
        started.push_back(std::move(run));
        m_changed.notify_all();
    };
    events.runFinished = [this](std::shared_ptr<const record::RunRecord> run) {
        const std::lock_guard lock(m_mutex);
        runs.push_back(std::move(run));
    };
    events.finished = [this](std::shared_ptr<const record::ExperimentRecord> all, base::Result<void> how) {
        const std::lock_guard lock(m_mutex);
        record = std::move(all);
        result = std::move(how);
        ++finished;
    };
    return events;
}

std::shared_ptr<const record::LiveRun> Listener::awaitRun(const std::function<bool(const record::LiveRun &)> &when)
{
    std::shared_ptr<const record::LiveRun> run;
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait_for(lock, std::chrono::seconds(10), [this] { return !started.empty(); });
        run = started.empty() ? nullptr : started.back();
    }
    return run && (!when || eventually([&] { return when(*run); })) ? run : nullptr;
}

bool eventually(const std::function<bool()> &condition)
{
    const auto until = base::monotonicNow() + std::chrono::seconds(10);
    while (!condition()) {
        if (base::monotonicNow() > until)
            return false;
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    return true;
}

bool isAlive(pid_t pid)
{
    std::vector<char> buffer(4096);
    const auto stat = metrics::parseStat(metrics::readOnce("/proc/" + std::to_string(pid) + "/stat", buffer));
    return stat && stat->state != 'Z';
}

} // namespace interleave::engine::test
