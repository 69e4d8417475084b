// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/assemble.h"
#include "core/engine/trace_keeper.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <signal.h>

namespace base = interleave::base;
namespace engine = interleave::engine;
namespace metrics = interleave::metrics;
namespace plan = interleave::plan;
namespace record = interleave::record;
namespace trace = interleave::trace;
namespace wire = interleave::wire;
using namespace std::chrono_literals;

namespace {

/// Samples every `step` with these percentages; the first has none.
std::vector<metrics::Sample> samplesOf(base::Nanoseconds step, const std::vector<double> &percent)
{
    std::vector<metrics::Sample> samples(percent.size() + 1);
    for (std::size_t i = 0; i < samples.size(); ++i) {
        samples[i].time = 1s + static_cast<int>(i) * step;
        if (i > 0)
            samples[i].cpuPercent = percent[i - 1];
    }
    return samples;
}

/// Two tasks: the first succeeds, the second only starts.
struct OneRun {
    std::shared_ptr<trace::Mapping> mapping;
    std::vector<plan::TaskSpec> tasks;
    engine::RunFacts facts;
    engine::RunOutcome outcome;

    OneRun() : tasks(2)
    {
        trace::Capacity capacity;
        capacity.tasks = 2;
        capacity.lanes = 4;
        capacity.detailBytes = 1U << 20;
        mapping = trace::Mapping::create(capacity).value();
        tasks[1].id = base::TaskId{1};
        tasks[1].index = 1;
        trace::LaneWriter lane(mapping, trace::LaneRole::Application, "application", base::kNoLane);
        mapping->setRunStart(base::monotonicNow());
        for (const auto &task : tasks)
            lane.submitted(task.id, *mapping->runStart());
        for (const auto &task : tasks)
            lane.started(task.id);
        lane.closed(base::TaskId{0}, {base::Nanoseconds(1), base::Nanoseconds(0), {}});
        lane.finished(base::TaskId{0}, trace::TaskStatus::Succeeded);
        facts.trace = mapping;
        facts.tasks = tasks;
        facts.timeoutS = 2.5;
        facts.allowedCores = 2;
    }
    record::RunRecord assemble() const { return engine::assemble(facts, outcome); }
    void finish(bool stopped)
    {
        wire::RunnerMessage started, finished;
        started.setupNs = 100'000'000;
        started.baselineRssBytes = 7000;
        finished.makespanNs = 800'000'000;
        finished.teardownNs = 100'000'000;
        finished.userNs = 900'000'000;
        finished.systemNs = 100'000'000;
        finished.peakRssBytes = 9000;
        finished.voluntarySwitches = 5;
        finished.minorFaults = 300;
        finished.majorFaults = 2;
        finished.processesStarted = 6;
        finished.stopped = stopped;
        outcome.started = started;
        outcome.finished = finished;
    }
};

} // namespace

TEST(PeakCpu, IsOfTheBusiestTenthOfASecond)
{
    // A burst of 40 ms at 200 % within 100 ms that are otherwise idle.
    EXPECT_NEAR(*engine::peakCpuPercent(samplesOf(20ms, {0, 0, 0, 0, 0, 200, 200, 0, 0, 0, 0, 0}), 0ns), 80, 1e-6);
    EXPECT_NEAR(*engine::peakCpuPercent(samplesOf(20ms, {50, 50, 50, 50, 50, 100, 100, 100, 100, 100, 50}), 0ns), 100, 1e-6);
}

TEST(PeakCpu, OfAShortRunIsOfAllOfIt)
{
    EXPECT_NEAR(*engine::peakCpuPercent(samplesOf(20ms, {100, 50}), 0ns), 75, 1e-6);
    EXPECT_FALSE(engine::peakCpuPercent(samplesOf(20ms, {}), 0ns));
    EXPECT_FALSE(engine::peakCpuPercent({}, 0ns));
}

TEST(PeakCpu, LeavesOutWhatWasBeforeTheStart)
{
    EXPECT_NEAR(*engine::peakCpuPercent(samplesOf(100ms, {400, 400, 50, 60}), 1s + 200ms), 60, 1e-6);
}

TEST(Assemble, RunnerThatFinishedGivesAFinishedRun)
{
    OneRun run;
    run.finish(false);
    metrics::Sample sample;
    sample.rssBytes = 12'000;
    sample.pssBytes = 8'000;
    run.outcome.samples = {sample, {}};
    const auto record = run.assemble();
    EXPECT_EQ(record.status, record::RunStatus::Finished);
    EXPECT_TRUE(record.error.empty());
    EXPECT_EQ(record.makespanNs, 800'000'000);
    EXPECT_EQ(record.runStart, *run.mapping->runStart());
    EXPECT_DOUBLE_EQ(*record.usage.cpuPercentMean, 100.0); // 1 s of CPU in 1 s of set-up, run and tear-down
    EXPECT_DOUBLE_EQ(*record.usage.cpuPercentAllowedMean, 50.0);
    EXPECT_EQ(record.usage.rssPeakBytes, 12'000);
    EXPECT_EQ(record.usage.pssPeakBytes, 8'000);
    EXPECT_EQ(record.usage.baselineBytes, 7'000);
    EXPECT_EQ(record.samples.size(), 2U);
    EXPECT_EQ(record.tasks[0].status, trace::TaskStatus::Succeeded);
    EXPECT_TRUE(record.trace);
}

TEST(Assemble, WhatTheModelCountsAndSaysIsInTheRecord)
{
    OneRun run;
    run.finish(false);
    run.outcome.finished->firstResultNs = 100'000'000;
    run.outcome.finished->lastResultNs = 700'000'000;
    run.outcome.finished->figures = {{"switches", 12}};
    run.outcome.finished->verdict = "emulated: contention suggests async";
    const auto record = run.assemble();
    EXPECT_EQ(record.firstResultNs, 100'000'000);
    EXPECT_EQ(record.lastResultNs, 700'000'000);
    EXPECT_EQ(record.figures, (std::map<std::string, std::int64_t>{{"switches", 12}}));
    EXPECT_EQ(record.warnings, std::vector<std::string>{"emulated: contention suggests async"});
}

TEST(Assemble, CountersOfTheRunnerAreInTheRecord)
{
    OneRun run;
    run.finish(false);
    metrics::Sample sample;
    sample.threads = 7;
    run.outcome.samples = {sample, {}};
    run.outcome.processesSeen = 4;
    auto record = run.assemble();
    EXPECT_EQ(record.usage.minorFaults, 300);
    EXPECT_EQ(record.usage.majorFaults, 2);
    EXPECT_EQ(record.usage.voluntarySwitches, 5);
    EXPECT_EQ(record.usage.threadsPeak, 7);
    EXPECT_EQ(record.usage.processesStarted, 6) << "those that came and went unseen too";
    run.outcome.processesSeen = 9;
    EXPECT_EQ(run.assemble().usage.processesStarted, 9) << "those that others started too";
    run.outcome.finished.reset();
    record = run.assemble();
    EXPECT_EQ(record.usage.processesStarted, 9);
    EXPECT_FALSE(record.usage.minorFaults);
}

TEST(Assemble, LargestProcessIsTheRunnerAWorkerOrOneThatWasSeen)
{
    OneRun run;
    EXPECT_FALSE(run.assemble().usage.processPeakBytes);
    run.outcome.processPeakBytes = 4'000;
    EXPECT_EQ(run.assemble().usage.processPeakBytes, 4'000);
    run.finish(false);
    EXPECT_EQ(run.assemble().usage.processPeakBytes, 9'000);
    run.outcome.finished->workerPeakRssBytes = 11'000;
    EXPECT_EQ(run.assemble().usage.processPeakBytes, 11'000);
    EXPECT_EQ(run.assemble().usage.rssPeakBytes, 9'000) << "a worker's peak is not that of the sum";
    run.outcome.processPeakBytes = 20'000;
    EXPECT_EQ(run.assemble().usage.processPeakBytes, 20'000);
}

TEST(Assemble, RunDuringWhichTheMachineSleptIsInvalid)
{
    OneRun run;
    run.finish(false);
    engine::MachineLook before, after;
    before.machine.time = 10s;
    after.machine.time = 11s;
    after.machine.bootTime = 4s; // a second went by, and three more
    run.outcome.looks = {before, after};
    const auto record = run.assemble();
    EXPECT_EQ(record.status, record::RunStatus::Failed);
    EXPECT_EQ(record.error, "the machine slept for 3.0 s meanwhile: the run is invalid");
    EXPECT_TRUE(record.conditions.suspended);
    EXPECT_EQ(record.tasks[0].status, trace::TaskStatus::Succeeded) << "what the tasks did is what they did";
}

TEST(Assemble, SpinUnitOfBeforeTheRunIsAmongItsConditions)
{
    OneRun run;
    run.finish(false);
    EXPECT_FALSE(run.assemble().conditions.calibrationUnitNs);
    run.facts.spin = metrics::SpinUnit::Timing{1650us, 1500us};
    const auto conditions = run.assemble().conditions;
    EXPECT_DOUBLE_EQ(*conditions.calibrationUnitNs, 1'650'000);
    EXPECT_DOUBLE_EQ(*conditions.calibrationSpread, 1.1);
}

TEST(Assemble, ClockThatWasSetIsSaid)
{
    OneRun run;
    run.finish(false);
    engine::MachineLook before, after;
    before.machine.time = before.machine.bootTime = before.machine.wallClock = 1s;
    after.machine.time = after.machine.bootTime = 2s;
    after.machine.wallClock = 62s;
    run.outcome.looks = {before, after};
    const auto record = run.assemble();
    EXPECT_EQ(record.status, record::RunStatus::Finished);
    EXPECT_EQ(record.warnings, std::vector<std::string>{"the wall clock was set by 60 s meanwhile; no figure depends on it"});
}

TEST(Assemble, RunnersOwnPeakCountsWhenNoSampleSawIt)
{
    OneRun run;
    run.finish(false);
    EXPECT_EQ(run.assemble().usage.rssPeakBytes, 9'000);
    EXPECT_FALSE(run.assemble().usage.pssPeakBytes);
}

TEST(Assemble, RunnerThatWasKilledLosesWhatHadNotEnded)
{
    OneRun run;
    run.outcome.waitStatus = SIGKILL; // as waitpid tells it
    const auto record = run.assemble();
    EXPECT_EQ(record.status, record::RunStatus::Failed);
    EXPECT_EQ(record.error, "runner killed by SIGKILL");
    EXPECT_EQ(record.count(trace::TaskStatus::Succeeded), 1U);
    EXPECT_EQ(record.count(trace::TaskStatus::Lost), 1U);
    EXPECT_FALSE(record.makespanNs);
    EXPECT_FALSE(record.usage.userNs);
    EXPECT_FALSE(record.usage.rssPeakBytes);
}

TEST(Assemble, LastWordsOfTheRunnerAreInTheError)
{
    OneRun run;
    run.outcome.waitStatus = 3 << 8;
    run.outcome.standardError = "first\nout of tea\n\n";
    EXPECT_EQ(run.assemble().error, "runner ended early, exit code 3: out of tea");
}

TEST(Assemble, StoppedAndTimedOutRunsCancelWhatHadNotEnded)
{
    OneRun run;
    run.finish(true);
    run.outcome.reason = engine::EndReason::Cancel;
    EXPECT_EQ(run.assemble().status, record::RunStatus::Cancelled);
    EXPECT_EQ(run.assemble().count(trace::TaskStatus::Cancelled), 1U);
    run.outcome.finished.reset();
    run.outcome.reason = engine::EndReason::Timeout;
    const auto record = run.assemble();
    EXPECT_EQ(record.status, record::RunStatus::TimedOut);
    EXPECT_EQ(record.error, "timed out after 2.5 s");
    EXPECT_EQ(record.count(trace::TaskStatus::Cancelled), 1U);
}

TEST(Assemble, ALargeRunThatWasStoppedKeepsItsTasksAndNotItsTrace)
{
    OneRun run;
    run.finish(true);
    EXPECT_TRUE(run.assemble().trace) << "nobody stopped it";
    run.outcome.reason = engine::EndReason::Cancel;
    EXPECT_TRUE(run.assemble().trace) << "two tasks are no matter";
    run.tasks.resize(engine::kMostTasksOfAStoppedTrace + 1);
    run.facts.tasks = run.tasks;
    const auto record = run.assemble();
    EXPECT_FALSE(record.trace);
    EXPECT_EQ(record.tasks.size(), run.tasks.size());
    ASSERT_EQ(record.warnings.size(), 1U);
    EXPECT_NE(record.warnings[0].find("not kept"), std::string::npos);
}

TEST(Assemble, RunThatFinishedBeforeTheStopCameIsFinished)
{
    OneRun run;
    run.finish(false);
    run.outcome.reason = engine::EndReason::Cancel;
    EXPECT_EQ(run.assemble().status, record::RunStatus::Finished);
}

TEST(Assemble, WorkerThatDiedIsNamedInAWarning)
{
    OneRun run;
    run.finish(false);
    trace::LaneWriter dispatcher(run.mapping, trace::LaneRole::Dispatcher, "dispatcher", base::kNoLane);
    const trace::LaneWriter worker(run.mapping, trace::LaneRole::Worker, "worker 2", dispatcher.id());
    dispatcher.append(trace::EventKind::WorkerExited, base::kNoTask, worker.id(), 0);
    dispatcher.append(trace::EventKind::WorkerExited, base::kNoTask, worker.id(), SIGSEGV);
    EXPECT_EQ(run.assemble().warnings, (std::vector<std::string>{"worker 2: killed by SIGSEGV"}));
}

namespace {

std::shared_ptr<const record::RunRecord> tracedRun(std::int64_t makespan, std::size_t events = 1)
{
    record::RunRecord run;
    run.status = record::RunStatus::Finished;
    run.makespanNs = makespan;
    auto frozen = std::make_shared<record::FrozenTrace>();
    frozen->events.resize(events);
    run.trace = frozen;
    return std::make_shared<const record::RunRecord>(run);
}

std::size_t traced(const record::ExperimentRecord &experiment)
{
    return static_cast<std::size_t>(
        std::count_if(experiment.runs.begin(), experiment.runs.end(), [](const auto& run) { return run->trace != nullptr; }));
}

} // namespace

TEST(TraceKeeper, MedianRunHasItsTraceInTheEndWhateverTheOrder)
{
    std::mt19937 random(4);
    for (int repetitions = 1; repetitions <= 11; ++repetitions) {
        std::vector<std::int64_t> makespans(static_cast<std::size_t>(repetitions));
        for (std::size_t i = 0; i < makespans.size(); ++i)
            makespans[i] = static_cast<std::int64_t>(i + 1);
        for (int trial = 0; trial < 50; ++trial) {
            std::shuffle(makespans.begin(), makespans.end(), random);
            record::ExperimentRecord experiment;
            experiment.plan.executors.resize(1);
            const engine::TraceKeeper keeper(repetitions);
            for (const std::int64_t makespan : makespans) {
                experiment.runs.push_back(tracedRun(makespan));
                keeper.prune(experiment, base::EntryId{0});
            }
            engine::TraceKeeper::keepRepresentatives(experiment);
            EXPECT_EQ(traced(experiment), 1U);
            const auto representative = experiment.representative(base::EntryId{0});
            EXPECT_EQ(representative->makespanNs, (repetitions + 1) / 2);
            EXPECT_TRUE(representative->trace);
        }
    }
}

TEST(TraceKeeper, MedianRunHasItsTraceWhicheverRoundsAreRunOnceMore)
{
    std::mt19937 random(5);
    constexpr int kRepeats = 2;
    for (int repetitions = 1; repetitions <= 11; ++repetitions) {
        for (int trial = 0; trial < 100; ++trial) {
            std::vector<std::int64_t> makespans(static_cast<std::size_t>(repetitions + kRepeats));
            for (std::size_t i = 0; i < makespans.size(); ++i)
                makespans[i] = static_cast<std::int64_t>(i + 1);
            std::shuffle(makespans.begin(), makespans.end(), random);
            record::ExperimentRecord experiment;
            experiment.plan.executors.resize(1);
            const engine::TraceKeeper keeper(repetitions, kRepeats);
            const auto run = [&](std::size_t i) {
                experiment.runs.push_back(tracedRun(makespans[i]));
                keeper.prune(experiment, base::EntryId{0});
            };
            for (std::size_t i = 0; i < static_cast<std::size_t>(repetitions); ++i)
                run(i);
            const std::size_t repeated = std::min(random() % (kRepeats + 1), static_cast<unsigned long>(repetitions));
            for (std::size_t i = 0; i < repeated; ++i)
                run(static_cast<std::size_t>(repetitions) + i);
            std::vector<std::size_t> superseded(static_cast<std::size_t>(repetitions));
            std::iota(superseded.begin(), superseded.end(), 0U);
            std::shuffle(superseded.begin(), superseded.end(), random);
            for (std::size_t i = 0; i < repeated; ++i) {
                auto changed = std::make_shared<record::RunRecord>(*experiment.runs[superseded[i]]);
                changed->superseded = true;
                experiment.runs[superseded[i]] = changed;
            }
            engine::TraceKeeper::keepRepresentatives(experiment);
            ASSERT_EQ(experiment.runsOf(base::EntryId{0}).size(), static_cast<std::size_t>(repetitions));
            EXPECT_TRUE(experiment.representative(base::EntryId{0})->trace) << repetitions << " rounds, " << repeated << " once more";
            EXPECT_EQ(traced(experiment), 1U);
        }
    }
}

TEST(TraceKeeper, LetsGoEarlyOfWhatCannotBecomeTheMedian)
{
    record::ExperimentRecord experiment;
    experiment.plan.executors.resize(1);
    const engine::TraceKeeper keeper(10);
    for (std::int64_t i = 1; i <= 9; ++i)
        experiment.runs.push_back(tracedRun(i));
    keeper.prune(experiment, base::EntryId{0});
    // One run is left: it moves the median (rank 4 of 9 or of 10) by one at most.
    EXPECT_LE(traced(experiment), 3U);
    EXPECT_TRUE(experiment.runs[4]->trace);
}

TEST(TraceKeeper, BudgetLeavesTheNearestToTheMedian)
{
    record::ExperimentRecord experiment;
    experiment.plan.executors.resize(1);
    for (std::int64_t i = 1; i <= 5; ++i)
        experiment.runs.push_back(tracedRun(i, 500));
    const engine::TraceKeeper keeper(100, 0, 2 * engine::TraceKeeper::bytesOf(*experiment.runs[0]->trace));
    keeper.prune(experiment, base::EntryId{0});
    EXPECT_EQ(traced(experiment), 2U);
    EXPECT_TRUE(experiment.runs[2]->trace);
}

TEST(TraceKeeper, NeverChangesARecordThatOthersMayRead)
{
    record::ExperimentRecord experiment;
    experiment.plan.executors.resize(1);
    experiment.runs = {tracedRun(1), tracedRun(2), tracedRun(3)};
    const auto first = experiment.runs[0];
    engine::TraceKeeper::keepRepresentatives(experiment);
    EXPECT_TRUE(first->trace);
    EXPECT_FALSE(experiment.runs[0]->trace);
    EXPECT_EQ(experiment.runs[0]->makespanNs, 1);
}
