// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/experiment.h"

#include "core/engine/assemble.h"
#include "core/engine/run_folder.h"
#include "core/plan/plan_json.h"
#include "core/spawn/spawn.h"

#include <boost/asio/post.hpp>

#include <algorithm>
#include <new>
#include <utility>

namespace interleave::engine {
namespace {

constexpr base::Nanoseconds kCalibrationLimit{20'000'000'000};
constexpr std::size_t kLanesASpawn = 1024; // lanes beside those that tasks may open
constexpr std::uint32_t kMostLanes = 65536;
constexpr std::size_t kMostBallast = 4096;

/// A draw that depends on the seed and the run only.
std::uint64_t mix(std::uint64_t seed, std::uint64_t number)
{
    std::uint64_t z = seed + 0x9e3779b97f4a7c15U * (number + 1);
    z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31U);
}

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

Experiment::Experiment(boost::asio::io_context &io, const EngineOptions &options, plan::Plan plan, EngineEvents events, std::function<void()> ended)
    : m_io(io), m_options(options), m_events(std::move(events)), m_ended(std::move(ended)), m_planJson(plan::toJson(plan))
    , m_record(std::make_shared<record::ExperimentRecord>()), m_traces(static_cast<int>(plan.repetitions)), m_pace(plan.executors.size())
{
    if (m_options.runnerPath.empty())
        m_options.runnerPath = spawn::siblingProgram("interleave-runner");
    if (m_options.workerPath.empty())
        m_options.workerPath = spawn::siblingProgram("interleave-worker");
    m_record->plan = std::move(plan);
}

void Experiment::begin()
{
    spawn::becomeSubreaper();
    m_record->environment = record::readEnvironment();
    leaveOut();
    if (m_refused.size() == m_record->plan.executors.size())
        return end(base::Error{base::ErrorCode::BadInput, m_record->leftOut.front().reason + "; choose another concurrency model", "executors"});
    makeSchedule();
    if (plan::needsCalibration(m_record->plan.workload))
        calibrate();
    else
        firstRun();
}

/// What an entry cannot run is known now: it is left out, not failed.
void Experiment::leaveOut()
{
    const plan::Plan &plan = m_record->plan;
    for (std::size_t i = 0; i < plan.executors.size(); ++i) {
        const plan::ExecutorDescriptor *descriptor = m_options.catalogue.executor(plan.executors[i].id);
        const auto reason = descriptor ? plan::whyLeftOut(plan.workload, plan.executors[i], *descriptor) : std::nullopt;
        if (!reason)
            continue;
        const base::EntryId entry{static_cast<std::uint32_t>(i)};
        m_refused.insert(entry);
        m_record->leftOut.push_back({entry, *reason});
    }
    if (!m_record->leftOut.empty() && m_events.leftOut)
        m_events.leftOut(*m_record);
}

void Experiment::makeSchedule()
{
    const plan::Plan &plan = m_record->plan;
    const std::uint64_t seed = mix(plan.workload.seed, 0);
    m_record->environment.orderSeed = seed;
    const auto add = [&](const std::vector<std::vector<std::size_t>> &order, bool warmup) {
        for (std::size_t round = 0; round < order.size(); ++round)
            for (const std::size_t entry : order[round])
                m_schedule.push_back({base::RunId{static_cast<std::uint32_t>(m_schedule.size())}, base::EntryId{static_cast<std::uint32_t>(entry)},
                                      static_cast<int>(round), static_cast<int>(round), warmup});
    };
    add(roundOrder(plan.executors.size(), static_cast<int>(plan.warmup), mix(seed, 1)), true);
    add(roundOrder(plan.executors.size(), static_cast<int>(plan.repetitions), seed), false);
}

RunProcessOptions Experiment::processOptions(std::string firstLine) const
{
    RunProcessOptions options;
    options.runnerPath = m_options.runnerPath;
    options.firstLine = std::move(firstLine);
    options.allowedCores = m_record->environment.cores.allowed;
    return options;
}

void Experiment::calibrate()
{
    RunProcessOptions options = processOptions(wire::encodeCalibrate());
    options.timeout = kCalibrationLimit;
    m_process
        = std::make_shared<RunProcess>(m_io, std::move(options), RunProcess::Handlers{{}, {}, [self = shared_from_this()](const RunOutcome& outcome) {
                                                                                          self->m_process.reset();
                                                                                          self->calibrated(outcome);
                                                                                      }});
    if (const auto started = m_process->start(); !started) {
        m_process.reset();
        end(base::Error{base::ErrorCode::Refused, started.error().text(), {}});
    }
}

void Experiment::calibrated(const RunOutcome &outcome)
{
    if (m_stopped)
        return end({});
    if (!outcome.calibrated || outcome.calibrated->iterationsPerMs <= 0) {
        const std::string why = outcome.failed ? outcome.failed->error : "runner " + spawn::describeWaitStatus(outcome.waitStatus);
        return end(base::Error{outcome.failed ? outcome.failed->code : base::ErrorCode::Failed, "could not calibrate cpu_ms: " + why, {}});
    }
    m_record->environment.iterationsPerMs = outcome.calibrated->iterationsPerMs;
    firstRun();
}

void Experiment::firstRun()
{
    if (m_events.recorded)
        m_events.recorded(*m_record);
    next();
}

void Experiment::next()
{
    while (m_position < m_schedule.size() && m_refused.contains(m_schedule[m_position].entry))
        ++m_position;
    if (m_stopped || m_position >= m_schedule.size())
        return end(m_error ? base::Result<void>(*m_error) : base::Result<void>());
    startRun(m_schedule[m_position]);
}

void Experiment::startRun(const record::RunKey &key)
{
    const plan::Plan &plan = m_record->plan;
    const plan::ExecutorEntry &entry = plan.executors[key.entry.value];
    m_tasks = plan::expandTasks(plan.workload, entry, {m_record->environment.iterationsPerMs});
    auto trace = trace::Mapping::create(capacityFor(m_tasks.size(), m_options.traceDetailBytes));
    if (!trace)
        return end(trace.error());
    m_trace = std::move(trace).value();
    m_live = std::make_shared<record::LiveRun>(key, entry, m_trace, m_tasks.size());
    m_tasksDone = 0;
    m_runBegin = base::monotonicNow();
    const std::string folder = newRunFolder();
    RunProcessOptions options
        = processOptions(wire::encode(wire::RunSpec{m_planJson, key.entry.value, m_record->environment.iterationsPerMs, m_options.workerPath, folder}));
    options.traceFd = m_trace->fd();
    options.folder = folder;
    options.timeout = base::Nanoseconds(static_cast<std::int64_t>(plan.timeoutS * 1e9));
    options.environmentBytes = mix(m_record->environment.orderSeed, 2 + key.run.value) % kMostBallast;
    RunProcess::Handlers handlers;
    handlers.message = [self = shared_from_this()](const wire::RunnerMessage &message) {
        if (message.kind != wire::RunnerMessage::Kind::Progress)
            return;
        self->m_tasksDone = message.tasksDone;
        self->reportProgress();
    };
    handlers.sample = [live = m_live](const metrics::Sample &sample) { live->addSample(sample); };
    handlers.done = [self = shared_from_this()](const RunOutcome &outcome) { self->runEnded(outcome); };
    m_process = std::make_shared<RunProcess>(m_io, std::move(options), std::move(handlers));
    reportProgress();
    if (m_events.runStarted)
        m_events.runStarted(m_live);
    if (const auto started = m_process->start(); !started) {
        m_process.reset();
        m_live->setDone();
        end(base::Error{base::ErrorCode::Refused, started.error().text(), {}});
    }
}

void Experiment::runEnded(const RunOutcome &outcome)
{
    m_process.reset();
    const record::RunKey key = m_schedule[m_position++];
    RunFacts facts;
    facts.key = key;
    facts.entry = m_live->entry();
    facts.trace = m_trace;
    facts.tasks = m_tasks;
    facts.timeoutS = m_record->plan.timeoutS;
    facts.allowedCores = m_record->environment.cores.allowed;
    facts.keepTrace = !key.warmup || m_options.keepAllTraces;
    const double seconds = base::toSeconds(base::monotonicNow() - m_runBegin);
    std::shared_ptr<const record::RunRecord> run;
    try {
        run = std::make_shared<const record::RunRecord>(assemble(facts, outcome));
    } catch (const std::bad_alloc &) {
        m_live->setDone();
        return end(base::Error{base::ErrorCode::Refused, "no memory for the record of a run of " + facts.entry.label, {}});
    }
    note(*run, outcome, seconds);
    m_live->setDone();
    m_live.reset();
    m_trace.reset();
    keep(run);
    if (m_events.recorded)
        m_events.recorded(*m_record);
    if (m_events.runFinished)
        m_events.runFinished(run);
    const auto code = outcome.failed ? std::optional(outcome.failed->code) : std::nullopt;
    // The same plan would be turned down again in every other run.
    if (code == base::ErrorCode::BadInput || code == base::ErrorCode::Unsupported)
        return end(*m_error);
    next();
}

void Experiment::keep(std::shared_ptr<const record::RunRecord> run)
{
    const base::EntryId entry = run->key.entry;
    if (run->key.warmup) {
        m_record->warmups.push_back(std::move(run));
        return;
    }
    m_record->runs.push_back(std::move(run));
    if (!m_options.keepAllTraces)
        m_traces.prune(*m_record, entry);
}

void Experiment::note(const record::RunRecord &run, const RunOutcome &outcome, double seconds)
{
    if (run.status == record::RunStatus::Finished) {
        Pace &pace = m_pace[run.key.entry.value];
        pace.seconds += seconds;
        ++pace.runs;
    }
    m_samplerCost += outcome.samplerCost;
    m_sampledTime += outcome.duration;
    if (!outcome.failed || m_stopped)
        return;
    const base::ErrorCode code = outcome.failed->code;
    if (code == base::ErrorCode::Refused)
        m_refused.insert(run.key.entry);
    if (!m_error && code != base::ErrorCode::Failed && code != base::ErrorCode::Cancelled)
        m_error = base::Error{code, outcome.failed->error, run.entry.label};
}

std::optional<double> Experiment::secondsLeft() const
{
    Pace all;
    for (const Pace &pace : m_pace) {
        all.seconds += pace.seconds;
        all.runs += pace.runs;
    }
    if (all.runs == 0)
        return std::nullopt;
    const auto expected = [&](base::EntryId entry) {
        const Pace &own = m_pace[entry.value];
        return own.runs > 0 ? own.seconds / own.runs : all.seconds / all.runs;
    };
    double left = 0;
    for (std::size_t i = m_position; i < m_schedule.size(); ++i)
        left += m_refused.contains(m_schedule[i].entry) ? 0 : expected(m_schedule[i].entry);
    if (m_process && m_position < m_schedule.size()) {
        const double spent = base::toSeconds(base::monotonicNow() - m_runBegin);
        left -= std::min(spent, expected(m_schedule[m_position].entry));
    }
    return left;
}

void Experiment::reportProgress()
{
    if (!m_events.progress || m_position >= m_schedule.size())
        return;
    const record::RunKey &key = m_schedule[m_position];
    const plan::Plan &plan = m_record->plan;
    Progress progress;
    progress.label = plan.executors[key.entry.value].label;
    progress.entry = key.entry;
    progress.round = key.round;
    progress.rounds = static_cast<int>(key.warmup ? plan.warmup : plan.repetitions);
    progress.warmup = key.warmup;
    progress.runsDone = m_position;
    progress.runsTotal = m_schedule.size();
    progress.tasksDone = m_tasksDone;
    progress.tasksTotal = m_tasks.size();
    progress.secondsLeft = secondsLeft();
    m_events.progress(progress);
}

void Experiment::stop()
{
    m_stopped = true;
    if (m_process)
        m_process->stop(EndReason::Cancel);
}

void Experiment::end(base::Result<void> result)
{
    // From a turn of its own: `begin` and call-backs of a run may still be on the stack.
    boost::asio::post(m_io, [self = shared_from_this(), result = std::move(result)] {
        record::ExperimentRecord &record = *self->m_record;
        record.stopped = self->m_stopped && self->m_position < self->m_schedule.size();
        if (!record.runs.empty() && record.runs.back()->status == record::RunStatus::Cancelled)
            record.stopped = true;
        if (self->m_sampledTime.count() > 0)
            record.environment.samplerCostPercent = 100.0 * base::toSeconds(self->m_samplerCost) / base::toSeconds(self->m_sampledTime);
        if (!self->m_options.keepAllTraces)
            TraceKeeper::keepRepresentatives(record);
        if (self->m_events.finished)
            self->m_events.finished(std::move(self->m_record), result);
        std::exchange(self->m_ended, {})();
    });
}

} // namespace interleave::engine
