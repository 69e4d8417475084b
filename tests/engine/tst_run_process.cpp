// SPDX-License-Identifier: GPL-3.0-or-later
// The engine against a runner that misbehaves.
#include "core/engine/orphans.h"
#include "core/spawn/spawn.h"
#include "tests/engine/engine_bench.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <signal.h>
#include <sys/wait.h>

using namespace interleave;
using namespace interleave::engine::test;
using namespace std::chrono_literals;
using record::RunStatus;
using testing::HasSubstr;

namespace {

struct Trial {
    engine::Engine engine;
    Listener listener;

    explicit Trial(engine::EngineOptions options = {spawn::siblingProgram("fake-runner"), {}, false, 1U << 20}) : engine(std::move(options)) { }
    void start(plan::Plan plan) { ASSERT_TRUE(engine.start(std::move(plan), listener.events()).ok()); }
    void run(plan::Plan plan)
    {
        start(std::move(plan));
        engine.wait();
    }
};

plan::Plan planNamed(const std::string &name, std::int64_t repetitions = 1)
{
    return planOf(name, sleepTasks(3, 1), {executor("serial")}, repetitions);
}

std::vector<pid_t> livingChildren()
{
    auto children = engine::ownChildren();
    std::erase_if(children, [](pid_t pid) { return !isAlive(pid); });
    return children;
}

} // namespace

TEST(RunProcess, RunnerThatBehavesFinishes)
{
    Trial trial;
    trial.run(planNamed("fine", 3));
    ASSERT_TRUE(trial.listener.result.ok());
    ASSERT_EQ(trial.listener.record->runs.size(), 3U);
    for (const auto &run : trial.listener.record->runs) {
        EXPECT_EQ(run->status, RunStatus::Finished) << run->error;
        EXPECT_EQ(run->count(trace::TaskStatus::Succeeded), 3U);
        EXPECT_THAT(run->warnings, testing::Each(testing::AnyOf(testing::StartsWith("disturbed: "), testing::StartsWith("CPU time read per worker")))) << "by what else runs here";
    }
    EXPECT_EQ(trial.listener.started.size(), 3U);
    EXPECT_EQ(trial.listener.runs.size(), 3U);
    EXPECT_EQ(trial.listener.finished, 1);
    EXPECT_TRUE(trial.listener.started[0]->done());
    EXPECT_FALSE(trial.engine.running());
    EXPECT_TRUE(engine::ownChildren().empty());
}

TEST(RunProcess, RunnerThatIsKilledFailsItsRunAndTheNextGoesOn)
{
    Trial trial;
    trial.run(planNamed("killed", 2));
    ASSERT_TRUE(trial.listener.result.ok());
    ASSERT_EQ(trial.listener.record->runs.size(), 2U);
    for (const auto &run : trial.listener.record->runs) {
        EXPECT_EQ(run->status, RunStatus::Failed);
        EXPECT_EQ(run->error, "runner killed by SIGKILL");
        EXPECT_EQ(run->count(trace::TaskStatus::Lost), 3U);
    }
}

TEST(RunProcess, LastWordsOfAChattyRunnerAreKept)
{
    Trial trial;
    trial.run(planNamed("chatty"));
    EXPECT_EQ(trial.listener.record->runs.at(0)->error, "runner ended early, exit code 3: boom");
}

TEST(RunProcess, GarbageFromTheRunnerFailsTheRunAtOnce)
{
    Trial trial;
    const auto begin = base::monotonicNow();
    trial.run(planNamed("garbage"));
    const auto &run = trial.listener.record->runs.at(0);
    EXPECT_EQ(run->status, RunStatus::Failed);
    EXPECT_THAT(run->error, HasSubstr("this is not a message"));
    EXPECT_LT(base::monotonicNow() - begin, 2s);
    EXPECT_TRUE(livingChildren().empty());
}

TEST(RunProcess, DeafRunnerIsKilledWithinASecondOfTheStop)
{
    Trial trial;
    trial.start(planNamed("deaf", 5));
    ASSERT_TRUE(trial.listener.awaitRun([](const auto &run) { return run.trace()->runStart().has_value(); }));
    const auto begin = base::monotonicNow();
    trial.engine.requestStop();
    trial.engine.wait();
    EXPECT_LT(base::monotonicNow() - begin, 1s);
    ASSERT_EQ(trial.listener.record->runs.size(), 1U);
    EXPECT_EQ(trial.listener.record->runs[0]->status, RunStatus::Cancelled);
    EXPECT_EQ(trial.listener.record->runs[0]->count(trace::TaskStatus::Cancelled), 3U);
    EXPECT_TRUE(trial.listener.record->stopped);
    EXPECT_TRUE(livingChildren().empty());
}

TEST(RunProcess, PoliteRunnerIsOnlyAsked)
{
    Trial trial;
    trial.start(planNamed("polite", 5));
    ASSERT_TRUE(trial.listener.awaitRun([](const auto &run) { return run.trace()->runStart().has_value(); }));
    const auto begin = base::monotonicNow();
    trial.engine.requestStop();
    trial.engine.wait();
    EXPECT_LT(base::monotonicNow() - begin, 250ms);
    EXPECT_EQ(trial.listener.record->runs.at(0)->status, RunStatus::Cancelled);
    EXPECT_TRUE(trial.listener.record->stopped);
}

TEST(RunProcess, TimeoutEndsTheRunAndTheNextGoesOn)
{
    Trial trial;
    auto plan = planNamed("deaf", 2);
    plan.timeoutS = 0.2;
    const auto begin = base::monotonicNow();
    trial.run(plan);
    EXPECT_LT(base::monotonicNow() - begin, 2 * (200ms + 1s));
    ASSERT_EQ(trial.listener.record->runs.size(), 2U);
    for (const auto &run : trial.listener.record->runs) {
        EXPECT_EQ(run->status, RunStatus::TimedOut);
        EXPECT_EQ(run->error, "timed out after 0.2 s");
    }
    EXPECT_FALSE(trial.listener.record->stopped);
}

TEST(RunProcess, RunnerThatDoesNotGoIsEndedAndItsRunCounts)
{
    Trial trial;
    trial.run(planNamed("lingers"));
    const auto &run = trial.listener.record->runs.at(0);
    EXPECT_EQ(run->status, RunStatus::Finished);
    EXPECT_THAT(run->warnings, testing::Contains(HasSubstr("did not end by itself")));
    EXPECT_TRUE(livingChildren().empty());
}

TEST(RunProcess, RefusalEndsTheEntryAndIsTheResult)
{
    Trial trial;
    trial.run(planNamed("refuse", 5));
    ASSERT_FALSE(trial.listener.result.ok());
    EXPECT_EQ(trial.listener.result.error().code, base::ErrorCode::Refused);
    EXPECT_THAT(trial.listener.result.error().text(), HasSubstr("no threads left"));
    EXPECT_EQ(trial.listener.record->runs.size(), 1U); // not tried again and again
}

TEST(RunProcess, RunnerThatIsMissingIsRefusedByItsName)
{
    Trial trial({"/nowhere/interleave-runner", {}, false, 1U << 20});
    trial.run(planNamed("fine"));
    ASSERT_FALSE(trial.listener.result.ok());
    EXPECT_EQ(trial.listener.result.error().code, base::ErrorCode::Refused);
    EXPECT_THAT(trial.listener.result.error().text(), HasSubstr("/nowhere/interleave-runner"));
    ASSERT_TRUE(trial.listener.record);
    EXPECT_TRUE(trial.listener.record->runs.empty());
}

TEST(RunProcess, CalibrationComesFirstAndIsRecorded)
{
    Trial trial;
    auto plan = planNamed("fine");
    plan.workload.groups[0].steps = {plan::Compute{5.0, true}};
    trial.run(plan);
    ASSERT_TRUE(trial.listener.result.ok()) << trial.listener.result.error().text();
    EXPECT_DOUBLE_EQ(trial.listener.record->environment.iterationsPerMs, 1234);
    EXPECT_EQ(trial.listener.record->runs.size(), 1U);
}

TEST(RunProcess, OrphanOfTheRunIsEndedAndReaped)
{
    Trial trial;
    trial.run(planNamed("orphan"));
    const auto &run = trial.listener.record->runs.at(0);
    EXPECT_EQ(run->status, RunStatus::Finished);
    ASSERT_EQ(run->lanes.size(), 2U);
    const auto orphan = std::find_if(run->lanes.begin(), run->lanes.end(), [](const auto &lane) { return lane.name == "orphan"; });
    ASSERT_NE(orphan, run->lanes.end());
    EXPECT_GT(orphan->pid, 0);
    EXPECT_EQ(::kill(orphan->pid, 0), -1);
    ASSERT_FALSE(run->warnings.empty());
    EXPECT_THAT(run->warnings.back(), HasSubstr("outlived the runner"));
}

TEST(RunProcess, OtherChildrenOfTheControllerAreLeftAlone)
{
    int gate[2];
    ASSERT_EQ(::pipe(gate), 0);
    const pid_t other = ::fork();
    if (other == 0) {
        char word = 0;
        ::close(gate[1]);
        (void)!::read(gate[0], &word, 1);
        ::_exit(7);
    }
    const pid_t ended = ::fork();
    if (ended == 0)
        ::_exit(5);
    ASSERT_TRUE(eventually([&] { return !isAlive(ended); }));
    Trial trial;
    trial.run(planNamed("orphan"));
    EXPECT_TRUE(isAlive(other));
    int status = 0;
    EXPECT_EQ(::waitpid(ended, &status, 0), ended);
    EXPECT_EQ(WEXITSTATUS(status), 5);
    ::close(gate[1]);
    EXPECT_EQ(::waitpid(other, &status, 0), other);
    EXPECT_EQ(WEXITSTATUS(status), 7);
    ::close(gate[0]);
}

TEST(RunProcess, SecondExperimentWaitsItsTurn)
{
    Trial trial;
    trial.start(planNamed("polite"));
    EXPECT_FALSE(trial.engine.start(planNamed("fine"), {}).ok());
    trial.engine.requestStop();
    trial.engine.wait();
    trial.listener.finished = 0;
    trial.run(planNamed("fine"));
    EXPECT_EQ(trial.listener.finished, 1);
    EXPECT_EQ(trial.listener.record->runs.at(0)->status, RunStatus::Finished);
}

TEST(RunProcess, StopOfAnIdleEngineDoesNothing)
{
    Trial trial;
    trial.engine.requestStop();
    trial.run(planNamed("fine"));
    EXPECT_FALSE(trial.listener.record->stopped);
    EXPECT_EQ(trial.listener.record->runs.size(), 1U);
}

TEST(RunProcess, DestructorStopsARunUnderWay)
{
    Listener listener;
    const auto begin = [&] {
        engine::Engine engine({spawn::siblingProgram("fake-runner"), {}, false, 1U << 20});
        EXPECT_TRUE(engine.start(planNamed("deaf"), listener.events()).ok());
        EXPECT_TRUE(listener.awaitRun([](const auto &run) { return run.trace()->runStart().has_value(); }));
        return base::monotonicNow();
    }();
    EXPECT_LT(base::monotonicNow() - begin, 1s);
    EXPECT_EQ(listener.finished, 1);
    EXPECT_TRUE(livingChildren().empty());
}
