// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/widgets/charts/samples.h"

#include <cmath>

namespace interleave::samples {

namespace {
constexpr std::int64_t kMs = 1'000'000;
constexpr base::Nanoseconds kStart{5'000 * kMs};

plan::ExecutorDescriptor descriptor(std::string id, plan::Family family, std::string name)
{
    plan::ExecutorDescriptor d;
    d.id = std::move(id);
    d.family = family;
    d.name = std::move(name);
    return d;
}

plan::ExecutorEntry entry(std::string id, std::map<std::string, plan::ParameterValue> parameters = {})
{
    plan::ExecutorEntry e;
    e.id = std::move(id);
    e.parameters = std::move(parameters);
    e.label = plan::defaultLabel(e);
    return e;
}

record::TaskRow taskRow(std::uint32_t i, std::int64_t end, std::int64_t service)
{
    record::TaskRow row;
    row.task = i;
    row.index = i;
    row.lane = 1;
    row.status = trace::TaskStatus::Succeeded;
    row.due = 0;
    row.submitted = 0;
    row.started = std::max<std::int64_t>(0, end - service);
    row.finished = end;
    return row;
}
} // namespace

plan::Catalogue catalogue()
{
    using plan::Family;
    plan::Catalogue c;
    c.executors = {descriptor("serial", Family::Baseline, "Sequential"),
                   descriptor("thread-per-task", Family::Threads, "Thread per task"),
                   descriptor("thread-pool", Family::Threads, "TBB thread pool"),
                   descriptor("process-per-task", Family::Processes, "Process per task"),
                   descriptor("process-pool", Family::Processes, "Process pool"),
                   descriptor("async-gather", Family::EventLoop, "Coroutines, gathered"),
                   descriptor("async-semaphore", Family::EventLoop, "Coroutines behind a semaphore")};
    return c;
}

plan::Plan plan(std::size_t entries)
{
    plan::Plan p;
    p.name = "sample";
    plan::TaskGroup group;
    group.name = "work";
    group.count = 24;
    p.workload.groups = {group};
    p.executors = {entry("serial"),
                   entry("thread-per-task"),
                   entry("thread-pool", {{"workers", std::int64_t{4}}}),
                   entry("process-pool", {{"workers", std::int64_t{4}}}),
                   entry("async-gather"),
                   entry("async-semaphore", {{"limit", std::int64_t{8}}}),
                   entry("process-per-task")};
    p.executors.resize(entries);
    p.repetitions = 3;
    return p;
}

std::shared_ptr<const record::RunRecord> run(const plan::Plan &plan, std::uint32_t entry, double makespanMs, int tasks, int repetition)
{
    auto r = std::make_shared<record::RunRecord>();
    r->key.run = base::RunId{static_cast<std::uint32_t>(repetition) * 100 + entry};
    r->key.entry = base::EntryId{entry};
    r->key.round = r->key.repetition = repetition;
    r->entry = plan.executors[entry];
    r->status = record::RunStatus::Finished;
    r->runStart = kStart;
    const auto makespan = static_cast<std::int64_t>(makespanMs * kMs);
    r->makespanNs = makespan;
    r->setupNs = 2 * kMs;
    r->firstResultNs = makespan / tasks;
    for (int i = 0; i < tasks; ++i)
        r->tasks.push_back(taskRow(static_cast<std::uint32_t>(i), makespan * (i + 1) / tasks, 20 * kMs));
    for (std::int64_t t = 0; t <= makespan; t += 20 * kMs) {
        metrics::Sample sample;
        sample.time = kStart + base::Nanoseconds(t);
        const double wave = std::sin(static_cast<double>(t) / (40.0 * kMs) + entry);
        if (t > 0)
            sample.cpuPercent = (entry == 0 ? 95.0 : 150.0) + 40.0 * wave * (entry == 0 ? 0.1 : 1.0);
        sample.rssBytes = (24 + 9 * static_cast<std::int64_t>(entry)) * 1048576 + t / 200;
        sample.processes = 1;
        sample.threads = 5;
        r->samples.push_back(sample);
    }
    r->usage.cpuPercentMean = 150;
    r->usage.rssPeakBytes = (24 + 9 * static_cast<std::int64_t>(entry)) * 1048576;
    return r;
}

std::shared_ptr<const record::ExperimentRecord> experiment(std::size_t entries, int tasks)
{
    auto e = std::make_shared<record::ExperimentRecord>();
    e->plan = plan(entries);
    for (int repetition = 0; repetition < 3; ++repetition) {
        for (std::uint32_t i = 0; i < entries; ++i)
            e->runs.push_back(run(e->plan, i, i == 0 ? 840.0 + repetition : 400.0 - 30.0 * i + repetition, tasks, repetition));
    }
    return e;
}

} // namespace interleave::samples
