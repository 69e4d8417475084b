// SPDX-License-Identifier: GPL-3.0-or-later
// An experiment before its first run: what it leaves out, what the machine is like, what a millisecond of computing is.
#include "core/engine/experiment.h"

#include "core/engine/repeats.h"
#include "core/engine/run_folder.h"
#include "core/engine/seed.h"
#include "core/plan/estimate.h"
#include "core/plan/plan_json.h"
#include "core/record/cautions.h"
#include "core/spawn/spawn.h"

#include <algorithm>

namespace interleave::engine {
namespace {

constexpr base::Nanoseconds kCalibrationLimit{20'000'000'000};
constexpr std::chrono::milliseconds kLonger{50}; // than what two readings need between them

int repeatsOf(const EngineOptions &options, const plan::Plan &plan)
{
    return options.precautions.repeatDisturbed ? static_cast<int>(mostRepeats(plan.repetitions)) : 0;
}

} // namespace

Experiment::Experiment(boost::asio::io_context &io, const EngineOptions &options, plan::Plan plan, EngineEvents events, const std::atomic<bool> &stopAsked, std::function<void()> ended)
    : m_io(io), m_options(options), m_events(std::move(events)), m_ended(std::move(ended)), m_planJson(plan::toJson(plan))
    , m_record(std::make_shared<record::ExperimentRecord>()), m_traces(static_cast<int>(plan.repetitions), repeatsOf(options, plan))
    , m_pace(plan.executors.size()), m_stopAsked(stopAsked), m_machine(options.machine ? options.machine : std::make_shared<metrics::MachineReader>())
    , m_lookTimer(io)
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
    removeDeadFolders();
    m_begin = base::monotonicNow();
    m_record->environment = record::readEnvironment();
    m_allowedCores = m_record->environment.cores.allowed;
    leaveOut();
    if (m_refused.size() == m_record->plan.executors.size())
        return end(base::Error{base::ErrorCode::BadInput, m_record->leftOut.front().reason + "; choose another concurrency model", "executors"});
    const std::uint64_t seed = mix(m_record->plan.workload.seed, 0);
    m_record->environment.orderSeed = seed;
    m_schedule = Schedule(m_record->plan, seed);
    if (m_options.precautions.lookFirst)
        lookFirst();
    else
        prepare();
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

void Experiment::lookFirst()
{
    const metrics::MachineReading before = m_machine->read();
    m_lookTimer.expires_after(m_machine->nextDelay() + kLonger);
    m_lookTimer.async_wait([self = shared_from_this(), before](boost::system::error_code) {
        if (self->m_stopped)
            self->end({});
        else
            self->lookedAt(before);
    });
}

void Experiment::lookedAt(const metrics::MachineReading &before)
{
    const metrics::MachineUse use = metrics::useBetween(before, m_machine->read(), base::Nanoseconds{0});
    record::Environment &environment = m_record->environment;
    environment.foreignPercent = use.foreignPercent;
    environment.stealPercent = use.stealPercent;
    environment.pressureCpuUs = use.pressureUsPerS;
    prepare();
}

void Experiment::prepare()
{
    m_record->environment.cautions = record::cautionsFor(m_record->environment, record::crowdsOf(m_record->plan, m_options.catalogue));
    if (m_options.precautions.spinUnits)
        m_unit.emplace();
    if (plan::needsCalibration(m_record->plan.workload))
        calibrate();
    else
        firstRun();
}

void Experiment::calibrate()
{
    RunProcessOptions options = processOptions(wire::encodeCalibrate());
    options.timeout = kCalibrationLimit;
    RunProcess::Handlers handlers;
    handlers.done = [self = shared_from_this()](const RunOutcome &outcome) {
        self->m_process.reset();
        self->calibrated(outcome);
    };
    m_process = std::make_shared<RunProcess>(m_io, std::move(options), std::move(handlers));
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
    tellEstimate();
    if (m_events.recorded)
        m_events.recorded(*m_record);
    next();
}

void Experiment::tellEstimate()
{
    if (m_options.catalogue.executors.empty())
        return;
    const record::Environment &environment = m_record->environment;
    const plan::Estimate estimate = plan::estimate(m_record->plan, m_options.catalogue, environment.iterationsPerMs, environment.cores.allowed);
    m_pace.estimate(estimate.secondsARun);
    if (m_events.estimated)
        m_events.estimated(estimate);
}

} // namespace interleave::engine
