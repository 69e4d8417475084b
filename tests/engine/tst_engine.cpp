// SPDX-License-Identifier: GPL-3.0-or-later
// The engine with the real runner and workers.
#include "core/engine/orphans.h"
#include "core/metrics/tree_sampler.h"
#include "core/spawn/spawn.h"
#include "tests/engine/engine_bench.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace interleave;
using namespace interleave::engine::test;
using namespace std::chrono_literals;
using record::RunStatus;
using trace::TaskStatus;
using testing::HasSubstr;

namespace {

std::int64_t number(int n) { return n; }

struct Trial {
    engine::Engine engine;
    Listener listener;

    void start(plan::Plan plan) { ASSERT_TRUE(engine.start(std::move(plan), listener.events()).ok()); }
    void run(plan::Plan plan)
    {
        start(std::move(plan));
        engine.wait();
    }
};

std::vector<plan::ExecutorEntry> sevenExecutors()
{
    return {executor("serial"), executor("thread-per-task"), executor("thread-pool", {{"workers", number(4)}}), executor("process-per-task"),
            executor("process-pool", {{"workers", number(4)}}), executor("async-gather"), executor("async-semaphore", {{"limit", number(4)}})};
}

std::size_t startedTasks(const record::LiveRun &run)
{
    trace::Reader reader(run.trace());
    std::size_t started = 0;
    for (std::uint32_t i = 0; i < reader.taskCount(); ++i)
        started += reader.life(base::TaskId{i}).started ? 1 : 0;
    return started;
}

/// The process that runs a task: that of the lane on which the task started.
pid_t processOf(const record::LiveRun &run, std::uint32_t task)
{
    trace::Reader reader(run.trace());
    return reader.laneInfo(reader.life(base::TaskId{task}).startLane).pid;
}

pid_t onlyChild()
{
    const auto children = engine::ownChildren();
    return children.size() == 1 ? children.front() : 0;
}

} // namespace

TEST(Engine, TheRecordSoFarIsToldBeforeTheFirstRunAndBetweenTheRuns)
{
    Trial trial;
    engine::EngineEvents events = trial.listener.events();
    std::vector<std::size_t> runsTold;
    int underWay = 0;
    bool idleEachTime = true;
    std::string version;
    events.runStarted = [&](const auto &) { ++underWay; };
    events.recorded = [&](const record::ExperimentRecord &record) {
        runsTold.push_back(record.warmups.size() + record.runs.size());
        idleEachTime = idleEachTime && engine::ownChildren().empty() && underWay == static_cast<int>(runsTold.back());
        version = record.environment.version;
    };
    ASSERT_TRUE(trial.engine.start(planOf("told", sleepTasks(2, 1), {executor("serial")}, 2, 1), events).ok());
    trial.engine.wait();
    EXPECT_EQ(runsTold, (std::vector<std::size_t>{0, 1, 2, 3}));
    EXPECT_TRUE(idleEachTime) << "a run was under way while the record was told";
    EXPECT_FALSE(version.empty());
}

TEST(Engine, SevenModelsRunEveryTaskOfASmallPlan)
{
    Trial trial;
    trial.run(planOf("seven", sleepTasks(10, 20), sevenExecutors(), 2, 1));
    ASSERT_TRUE(trial.listener.result.ok()) << trial.listener.result.error().text();
    const auto &record = *trial.listener.record;
    EXPECT_EQ(record.runs.size(), 14U);
    EXPECT_EQ(record.warmups.size(), 7U);
    EXPECT_FALSE(record.stopped);
    EXPECT_EQ(trial.listener.started.size(), 21U);
    for (const auto &run : record.runs) {
        SCOPED_TRACE(run->entry.label);
        EXPECT_EQ(run->status, RunStatus::Finished) << run->error;
        EXPECT_EQ(run->count(TaskStatus::Succeeded), 10U);
        EXPECT_EQ(run->eventsDropped, 0U);
        EXPECT_GT(run->eventsRecorded, 40U);
        ASSERT_TRUE(run->makespanNs && run->setupNs && run->firstResultNs);
        EXPECT_GE(*run->makespanNs, 20'000'000);
        for (const auto &task : run->tasks) {
            ASSERT_TRUE(task.submitted && task.started && task.finished);
            EXPECT_LE(*task.submitted, *task.started);
            EXPECT_GE(*task.finished - *task.started, 20'000'000);
            EXPECT_LE(*task.finished, *run->makespanNs);
        }
        EXPECT_FALSE(run->samples.empty());
        EXPECT_TRUE(run->usage.rssPeakBytes && run->usage.pssPeakBytes && run->usage.userNs && run->usage.cpuPercentMean);
        EXPECT_EQ(run->trace != nullptr, run == record.representative(run->key.entry));
    }
    for (std::uint32_t entry = 0; entry < 7; ++entry)
        EXPECT_EQ(record.runsOf(base::EntryId{entry}).size(), 2U);
    EXPECT_GT(record.environment.samplerCostPercent, 0) << "what the sampler cost is measured; how much is the benchmark's business";
    EXPECT_TRUE(engine::ownChildren().empty());
}

TEST(Engine, WhatCannotRunTheWorkloadIsLeftOutWithTheReason)
{
    engine::EngineOptions options;
    options.catalogue.executors = {{"serial", plan::Family::Baseline, "", "", {}, {"sleep"}, true}, {"thread-pool", plan::Family::Threads, "", "", {}, {"compute"}, true}};
    engine::Engine engine(options);
    Listener listener;
    ASSERT_TRUE(engine.start(planOf("left out", sleepTasks(2, 1), {executor("thread-pool"), executor("serial")}), listener.events()).ok());
    engine.wait();
    ASSERT_TRUE(listener.result.ok()) << listener.result.error().text();
    ASSERT_EQ(listener.record->runs.size(), 1U);
    EXPECT_EQ(listener.record->runs[0]->entry.id, "serial");
    EXPECT_EQ(listener.record->leftOut, (std::vector<record::LeftOut>{{base::EntryId{0}, "thread-pool cannot run the step sleep of the group sleepers"}}));
}

TEST(Engine, APlanThatNoEntryCanRunIsRefusedBeforeAnyRun)
{
    engine::EngineOptions options;
    options.catalogue.executors = {{"serial", plan::Family::Baseline, "", "", {}, {"compute"}, true}};
    engine::Engine engine(options);
    Listener listener;
    ASSERT_TRUE(engine.start(planOf("nothing", sleepTasks(2, 1), {executor("serial")}), listener.events()).ok());
    engine.wait();
    ASSERT_FALSE(listener.result.ok());
    EXPECT_EQ(listener.result.error().code, base::ErrorCode::BadInput);
    EXPECT_THAT(listener.result.error().text(), HasSubstr("cannot run the step sleep"));
    EXPECT_TRUE(listener.started.empty());
}

TEST(Engine, MakespanOfSleepsIsWhatTheModelSays)
{
    Trial trial;
    trial.run(planOf("exact", sleepTasks(10, 100), sevenExecutors(), 3, 0));
    ASSERT_TRUE(trial.listener.result.ok()) << trial.listener.result.error().text();
    const std::map<std::string, std::int64_t> exactMs{
        {"serial", 1000}, {"thread-per-task", 100}, {"thread-pool", 300}, {"process-pool", 300}, {"async-gather", 100}, {"async-semaphore", 300}};
    for (const auto &run : trial.listener.record->runs) {
        const auto exact = exactMs.find(run->entry.id);
        if (exact != exactMs.end()) {
            EXPECT_GE(run->makespanNs.value_or(0), exact->second * 1'000'000) << run->entry.label;
        }
    }
#ifndef __SANITIZE_THREAD__ // which takes a quarter of a second for a call that it is told to pass over
    // The best of three: the others may have met a busy machine.
    for (std::uint32_t entry = 0; entry < 7; ++entry) {
        std::int64_t best = INT64_MAX;
        for (const auto &run : trial.listener.record->runsOf(base::EntryId{entry}))
            best = std::min(best, run->makespanNs.value_or(INT64_MAX));
        const auto exact = exactMs.find(trial.listener.record->plan.executors[entry].id);
        if (exact != exactMs.end()) {
            EXPECT_LE(best, exact->second * 1'050'000 + 15'000'000) << exact->first;
        }
    }
#endif
}

TEST(Engine, RoundsAreBalancedAndProgressCountsThem)
{
    Trial trial;
    trial.run(planOf("rounds", sleepTasks(2, 5), {executor("serial"), executor("thread-per-task")}, 4, 1));
    const auto &record = *trial.listener.record;
    ASSERT_EQ(record.runs.size(), 8U);
    std::map<std::uint32_t, int> firsts;
    for (std::size_t i = 0; i < record.runs.size(); ++i) {
        EXPECT_EQ(record.runs[i]->key.round, static_cast<int>(i / 2));
        EXPECT_EQ(record.runs[i]->key.repetition, static_cast<int>(i / 2));
        EXPECT_EQ(record.runs[i]->key.run.value, 2 + i); // the warm-up round counts
        EXPECT_FALSE(record.runs[i]->key.warmup);
        if (i % 2 == 0)
            ++firsts[record.runs[i]->key.entry.value];
    }
    EXPECT_EQ(firsts[0], 2);
    EXPECT_EQ(firsts[1], 2);
    EXPECT_NE(record.environment.orderSeed, 0U);
    ASSERT_FALSE(trial.listener.progress.empty());
    EXPECT_TRUE(trial.listener.progress.front().warmup);
    EXPECT_FALSE(trial.listener.progress.front().secondsLeft);
    EXPECT_EQ(trial.listener.progress.front().runsTotal, 10U);
    EXPECT_EQ(trial.listener.progress.back().runsDone, 9U);
    EXPECT_EQ(trial.listener.progress.back().rounds, 4);
    EXPECT_TRUE(trial.listener.progress.back().secondsLeft);
}

TEST(Engine, BusyThreadsShowAsCpu)
{
    Trial trial;
    plan::TaskGroup group;
    group.name = "busy";
    group.count = 4;
    group.steps = {plan::Compute{60.0, true}};
    trial.run(planOf("busy", group, {executor("serial"), executor("process-pool", {{"workers", number(2)}})}, 1, 0));
    ASSERT_TRUE(trial.listener.result.ok()) << trial.listener.result.error().text();
    EXPECT_GT(trial.listener.record->environment.iterationsPerMs, 0);
    for (const auto &run : trial.listener.record->runs) {
        SCOPED_TRACE(run->entry.label);
        EXPECT_EQ(run->status, RunStatus::Finished);
        ASSERT_TRUE(run->usage.userNs && run->usage.cpuPercentPeak);
        // Calibrated while other tests may have the cores: the work is within a factor of two of 4 × 60 ms.
        EXPECT_GT(*run->usage.userNs, 120'000'000);
        EXPECT_GT(*run->usage.cpuPercentPeak, 20);
        EXPECT_GT(*run->usage.cpuPercentMean, 20);
    }
}

TEST(Engine, StopDuringALongRunReturnsWithinASecond)
{
    for (const auto &entry : sevenExecutors()) {
        SCOPED_TRACE(entry.label);
        Trial trial;
        trial.start(planOf("long", sleepTasks(8, 20'000), {entry}, 3, 0));
        ASSERT_TRUE(trial.listener.awaitRun([](const auto &run) { return startedTasks(run) > 0; }));
        const auto begin = base::monotonicNow();
        trial.engine.requestStop();
        trial.engine.wait();
        EXPECT_LT(base::monotonicNow() - begin, 1s);
        ASSERT_EQ(trial.listener.record->runs.size(), 1U);
        EXPECT_EQ(trial.listener.record->runs[0]->status, RunStatus::Cancelled);
        EXPECT_EQ(trial.listener.record->runs[0]->count(TaskStatus::Cancelled), 8U);
        EXPECT_TRUE(trial.listener.record->stopped);
        EXPECT_TRUE(engine::ownChildren().empty());
    }
}

TEST(Engine, TimeoutEndsTheRun)
{
    Trial trial;
    auto plan = planOf("late", sleepTasks(2, 20'000), {executor("process-pool", {{"workers", number(2)}}), executor("async-gather")}, 1, 0);
    plan.timeoutS = 0.5;
    const auto begin = base::monotonicNow();
    trial.run(plan);
    EXPECT_LT(base::monotonicNow() - begin, 3s);
    ASSERT_EQ(trial.listener.record->runs.size(), 2U);
    for (const auto &run : trial.listener.record->runs) {
        EXPECT_EQ(run->status, RunStatus::TimedOut);
        EXPECT_EQ(run->count(TaskStatus::Cancelled), 2U);
    }
    EXPECT_TRUE(engine::ownChildren().empty());
}

TEST(Engine, RunnerKilledInTheMiddleFailsTheRunAndLeavesNoProcess)
{
    Trial trial;
    trial.start(planOf("killed", sleepTasks(8, 20'000), {executor("process-pool", {{"workers", number(4)}})}, 1, 0));
    const auto run = trial.listener.awaitRun([](const auto &live) { return startedTasks(live) >= 4; });
    ASSERT_TRUE(run);
    const pid_t runner = onlyChild();
    ASSERT_GT(runner, 0);
    metrics::TreeSampler tree(runner);
    tree.sample();
    const auto pids = tree.processes();
    ASSERT_EQ(pids.size(), 5U);
    ::kill(runner, SIGKILL);
    trial.engine.wait();
    const auto &record = *trial.listener.record->runs.at(0);
    EXPECT_EQ(record.status, RunStatus::Failed);
    EXPECT_EQ(record.error, "runner killed by SIGKILL");
    EXPECT_EQ(record.count(TaskStatus::Lost), 8U);
    for (const pid_t pid : pids)
        EXPECT_EQ(::kill(pid, 0), -1) << pid;
    EXPECT_TRUE(engine::ownChildren().empty());
}

TEST(Engine, WorkerKilledInTheMiddleCostsItsTaskOnly)
{
    Trial trial;
    trial.start(planOf("one less", sleepTasks(12, 400), {executor("process-pool", {{"workers", number(3)}, {"chunk", number(1)}})}, 1, 0));
    const auto run = trial.listener.awaitRun([](const auto &live) { return startedTasks(live) >= 3; });
    ASSERT_TRUE(run);
    ::kill(processOf(*run, 0), SIGKILL);
    trial.engine.wait();
    const auto &record = *trial.listener.record->runs.at(0);
    EXPECT_EQ(record.status, RunStatus::Finished) << record.error;
    EXPECT_EQ(record.count(TaskStatus::Succeeded), 11U);
    EXPECT_EQ(record.count(TaskStatus::Failed), 1U);
    EXPECT_EQ(record.tasks[0].status, TaskStatus::Failed);
    EXPECT_THAT(record.tasks[0].error, HasSubstr("SIGKILL"));
    EXPECT_THAT(record.warnings, testing::Contains(HasSubstr("SIGKILL")));
}

TEST(Engine, ControllerKilledLeavesNoProcess)
{
    const std::string host = spawn::siblingProgram("engine-host");
    pid_t controller = 0;
    char *arguments[] = {const_cast<char *>(host.c_str()), nullptr};
    ASSERT_EQ(::posix_spawn(&controller, host.c_str(), nullptr, nullptr, arguments, environ), 0);
    metrics::TreeSampler tree(controller);
    const bool up = eventually([&] { return tree.sample().processes == 6; }); // controller, runner, four workers
    const auto pids = tree.processes();
    ::kill(controller, SIGKILL);
    ::waitpid(controller, nullptr, 0);
    const auto killed = base::monotonicNow();
    EXPECT_TRUE(up);
    const bool gone = eventually([&] { return std::none_of(pids.begin(), pids.end(), isAlive); });
    EXPECT_TRUE(gone);
    EXPECT_LT(base::monotonicNow() - killed, 3s);
    for (const pid_t pid : engine::ownChildren()) // what re-parented to us, a subreaper since the first test
        ::waitpid(pid, nullptr, WNOHANG);
}
