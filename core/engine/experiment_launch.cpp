// SPDX-License-Identifier: GPL-3.0-or-later
// One runner of an experiment: what it is given, and what is known when it is gone.
#include "core/engine/assemble.h"
#include "core/engine/experiment.h"
#include "core/engine/run_folder.h"
#include "core/engine/seed.h"

#include <algorithm>

namespace interleave::engine {
namespace {

constexpr std::size_t kLanesASpawn = 1024; // lanes beside those that tasks may open
constexpr std::uint32_t kMostLanes = 65536;
constexpr std::size_t kMostBallast = 4096;
constexpr double kSpinShare = 0.05; // of a run
constexpr double kFewestUnits = 3, kMostUnits = 20;
constexpr double kUnknownRunS = 0.1;
constexpr base::Nanoseconds kLongestSpin{30'000'000};

trace::Capacity capacityFor(std::size_t tasks, std::size_t detailBytes)
{
    trace::Capacity capacity;
    capacity.tasks = static_cast<std::uint32_t>(tasks);
    // A thread or process a task needs a lane each.
    capacity.lanes = static_cast<std::uint32_t>(std::min<std::size_t>(kMostLanes, tasks + kLanesASpawn));
    capacity.detailBytes = detailBytes;
    return capacity;
}

} // namespace

RunProcessOptions Experiment::processOptions(std::string firstLine) const
{
    RunProcessOptions options;
    options.runnerPath = m_options.runnerPath;
    options.firstLine = std::move(firstLine);
    options.allowedCores = m_allowedCores;
    return options;
}

base::Result<void> Experiment::makeTrace(const record::RunKey &key, bool recorded)
{
    const plan::ExecutorEntry &entry = m_record->plan.executors[key.entry.value];
    m_tasks = plan::expandTasks(m_record->plan.workload, entry, {m_record->environment.iterationsPerMs});
    auto trace = trace::Mapping::create(capacityFor(m_tasks.size(), recorded ? m_options.traceDetailBytes : 0));
    if (!trace)
        return trace.error();
    m_trace = std::move(trace).value();
    m_tasksDone = 0;
    return {};
}

/// Starts the runner for the trace that was made.
base::Result<void> Experiment::launch(const record::RunKey &key, bool recorded, RunProcess::Handlers handlers)
{
    const plan::Plan &plan = m_record->plan;
    const std::string folder = newRunFolder();
    m_allowedCores = metrics::readAllowedCores().allowed; // it may have changed since the last run
    RunProcessOptions options
        = processOptions(wire::encode(wire::RunSpec{m_planJson, key.entry.value, m_record->environment.iterationsPerMs, m_options.workerPath, folder}));
    options.traceFd = m_trace->fd();
    options.folder = folder;
    options.timeout = base::Nanoseconds(static_cast<std::int64_t>(plan.timeoutS * 1e9));
    options.environmentBytes = mix(m_record->environment.orderSeed, 2 + key.run.value) % kMostBallast;
    options.sampled = recorded;
    options.machine = m_machine.get();
    m_process = std::make_shared<RunProcess>(m_io, std::move(options), std::move(handlers));
    auto started = m_process->start();
    if (!started)
        m_process.reset();
    return started;
}

/// Times the fixed piece of work, as often as a twentieth of the run to come allows.
void Experiment::spin(base::EntryId entry)
{
    m_spin.reset();
    if (!m_unit)
        return;
    const double times = m_pace.expected(entry).value_or(kUnknownRunS) * kSpinShare / base::toSeconds(metrics::SpinUnit::kLength);
    m_spin = m_unit->measure(static_cast<int>(std::clamp(times, kFewestUnits, kMostUnits)), kLongestSpin);
}

RunFacts Experiment::factsOf(const record::RunKey &key) const
{
    RunFacts facts;
    facts.key = key;
    facts.entry = m_record->plan.executors[key.entry.value];
    facts.trace = m_trace;
    facts.tasks = m_tasks;
    facts.timeoutS = m_record->plan.timeoutS;
    facts.allowedCores = m_allowedCores;
    facts.spin = m_spin;
    facts.keepTrace = !key.warmup || m_options.keepAllTraces;
    return facts;
}

} // namespace interleave::engine
