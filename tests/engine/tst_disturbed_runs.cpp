// SPDX-License-Identifier: GPL-3.0-or-later
// Whole experiments on a machine that does what the test says; the runner plays its part only (fake_runner.cpp).
#include "core/spawn/spawn.h"
#include "tests/engine/engine_bench.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>

using namespace interleave;
using namespace interleave::engine::test;
using namespace std::chrono_literals;
using record::RunStatus;
using testing::Contains;
using testing::Each;
using testing::HasSubstr;
using testing::IsEmpty;

namespace {

/// A machine of which nothing is known but what the test sets.
class TestMachine : public metrics::MachineReader {
public:
    metrics::MachineReading read() override
    {
        metrics::MachineReading reading;
        reading.time = base::monotonicNow();
        reading.bootTime = reading.wallClock = reading.time + (m_slept += sleeps ? 1h : 0h);
        reading.swappedPages = m_pages += swaps ? 3 : 0;
        if (busy)
            reading.times = metrics::MachineTimes{2, 1s, 0s};
        return reading;
    }
    std::atomic<bool> swaps{false}, sleeps{false}, busy{false};

private:
    std::int64_t m_pages = 0;
    base::Nanoseconds m_slept{0};
};

constexpr std::int64_t kRounds = 8;

class DisturbedRuns : public testing::Test {
protected:
    DisturbedRuns()
    {
        options.runnerPath = spawn::siblingProgram("fake-runner");
        options.traceDetailBytes = 1U << 20;
        options.machine = machine;
        options.precautions.repeatDisturbed = true;
        plan = planOf("fine", sleepTasks(3, 1), {executor("serial"), executor("thread-per-task")}, kRounds, 1);
    }
    /// `before` gets the key of each run right before its first look at the machine.
    const record::ExperimentRecord &run(const std::function<void(engine::Engine &, const record::RunKey &)> &before = {})
    {
        engine::Engine engine(options);
        auto events = listener.events();
        events.runStarted = [&, told = events.runStarted](const std::shared_ptr<const record::LiveRun> &live) {
            if (before)
                before(engine, live->key());
            told(live);
        };
        EXPECT_TRUE(engine.start(plan, std::move(events)).ok());
        engine.wait();
        EXPECT_TRUE(listener.result.ok()) << listener.result.error().text();
        return *listener.record;
    }
    std::vector<int> roundsOf(const record::ExperimentRecord &record, bool superseded) const
    {
        std::vector<int> rounds;
        for (const auto &one : record.runs)
            if (one->superseded == superseded)
                rounds.push_back(one->key.round);
        return rounds;
    }

    std::shared_ptr<TestMachine> machine = std::make_shared<TestMachine>();
    engine::EngineOptions options;
    plan::Plan plan;
    Listener listener;
};

} // namespace

TEST_F(DisturbedRuns, ADisturbedRoundIsRunOnceMoreAtTheEndAndKept)
{
    int measured = 0;
    const auto &record = run([&](engine::Engine &, const record::RunKey &key) {
        measured += key.warmup ? 0 : 1;
        machine->swaps = measured == 6; // in the third round
    });
    EXPECT_EQ(record.runs.size(), 2 * kRounds + 2U);
    EXPECT_EQ(roundsOf(record, true), (std::vector<int>{2, 2}));
    for (std::uint32_t entry = 0; entry < 2; ++entry)
        EXPECT_EQ(record.runsOf(base::EntryId{entry}).size(), static_cast<std::size_t>(kRounds));
    const record::RunRecord &disturbed = *record.runs[5];
    EXPECT_TRUE(disturbed.superseded);
    EXPECT_THAT(disturbed.conditions.disturbance, HasSubstr("pages were swapped"));
    EXPECT_THAT(disturbed.warnings, Contains("disturbed: " + disturbed.conditions.disturbance));
    EXPECT_THAT(disturbed.warnings, Contains(HasSubstr("in no figure")));
    const record::RunRecord &beside = *record.runs[4];
    EXPECT_TRUE(beside.superseded) << "of the same round: they are compared in pairs";
    EXPECT_EQ(beside.conditions.disturbance, "");
    EXPECT_EQ(record.runs[16]->key.round, 2);
    EXPECT_EQ(record.runs[16]->key.entry, record.runs[4]->key.entry);
    EXPECT_EQ(record.runs[16]->key.run.value, 18U);
    ASSERT_FALSE(listener.progress.empty());
    EXPECT_TRUE(listener.progress.back().again);
    EXPECT_FALSE(listener.progress.front().again);
    EXPECT_FALSE(record.stopped);
    for (std::uint32_t entry = 0; entry < 2; ++entry)
        EXPECT_TRUE(record.representative(base::EntryId{entry})->trace);
}

TEST_F(DisturbedRuns, AMachineThatIsDisturbedAllTheTimeIsNotMeasuredForEver)
{
    machine->swaps = true;
    const auto &record = run();
    EXPECT_EQ(record.runs.size(), 2 * (kRounds + 2U)) << "a quarter of the rounds, once";
    EXPECT_EQ(roundsOf(record, true), (std::vector<int>{0, 0, 1, 1}));
    for (std::uint32_t entry = 0; entry < 2; ++entry)
        EXPECT_EQ(record.runsOf(base::EntryId{entry}).size(), static_cast<std::size_t>(kRounds));
    for (const auto &one : record.runs)
        EXPECT_NE(one->conditions.disturbance, "") << "what counts stays marked";
}

TEST_F(DisturbedRuns, NothingIsRepeatedUnlessAskedFor)
{
    machine->swaps = true;
    options.precautions = {};
    const auto &record = run();
    EXPECT_EQ(record.runs.size(), 2 * static_cast<std::size_t>(kRounds));
    EXPECT_THAT(roundsOf(record, true), IsEmpty());
    EXPECT_NE(record.runs[0]->conditions.disturbance, "");
}

TEST_F(DisturbedRuns, ARepetitionThatIsStoppedDoesNotCount)
{
    machine->swaps = true;
    const auto &record = run([](engine::Engine &engine, const record::RunKey &key) {
        if (key.run.value == 2 + 2 * kRounds)
            engine.requestStop();
    });
    EXPECT_EQ(record.runs.size(), 2 * kRounds + 1U);
    EXPECT_TRUE(record.runs.back()->superseded);
    EXPECT_EQ(roundsOf(record, true).size(), 1U);
    EXPECT_TRUE(record.stopped);
}

TEST_F(DisturbedRuns, ARunDuringWhichTheMachineSleptIsInvalidAndDoneOnceMore)
{
    int measured = 0;
    const auto &record = run([&](engine::Engine &, const record::RunKey &key) {
        measured += key.warmup ? 0 : 1;
        machine->sleeps = measured == 1;
    });
    EXPECT_EQ(record.runs[0]->status, RunStatus::Failed);
    EXPECT_THAT(record.runs[0]->error, HasSubstr("the machine slept"));
    EXPECT_TRUE(record.runs[0]->superseded && record.runs[0]->conditions.suspended);
    EXPECT_EQ(record.runs.size(), 2 * kRounds + 2U);
    for (const auto &one : record.runsOf(record.runs[0]->key.entry))
        EXPECT_EQ(one->status, RunStatus::Finished);
}

TEST_F(DisturbedRuns, ABudgetEndsTheRoundsAfterAWholeOne)
{
    plan.stop.budgetS = 0.001;
    machine->swaps = true;
    const auto &record = run();
    EXPECT_EQ(record.runs.size(), 2U) << "one round there always is; nor is there time for another of the same number";
    EXPECT_EQ(record.endedBy, "budget of 0.001 s used up after 1 of 8 rounds");
    EXPECT_FALSE(record.stopped);
}

TEST_F(DisturbedRuns, APrecisionThatIsReachedEndsTheRounds)
{
    plan.stop.precisionPercent = 1; // the fake runner's makespans are all the same
    plan.repetitions = 20;
    const auto &record = run();
    EXPECT_EQ(record.runs.size(), 12U) << "below six rounds there is no interval";
    EXPECT_EQ(record.endedBy, "precision of 1 % reached after 6 of 20 rounds");
}

TEST_F(DisturbedRuns, PrecisionIsReachedByRoundsThatCount)
{
    plan.stop.precisionPercent = 1;
    plan.repetitions = 20;
    int measured = 0;
    const auto &record = run([&](engine::Engine &, const record::RunKey &key) {
        measured += key.warmup ? 0 : 1;
        machine->swaps = measured == 3;
    });
    EXPECT_EQ(record.endedBy, "precision of 1 % reached after 7 of 20 rounds");
    EXPECT_EQ(record.runs.size(), 16U) << "seven rounds, and the second once more";
    EXPECT_EQ(record.runsOf(base::EntryId{0}).size(), 7U);
}

TEST_F(DisturbedRuns, RepetitionsAreExactWithoutAStopRule)
{
    const auto &record = run();
    EXPECT_EQ(record.runs.size(), 2 * static_cast<std::size_t>(kRounds));
    EXPECT_EQ(record.endedBy, "");
}

TEST_F(DisturbedRuns, TheMachineIsLookedAtFirstWhenAskedFor)
{
    options.precautions.lookFirst = true;
    machine->busy = true; // neither CPU is idle
    plan.repetitions = 1;
    const auto begin = base::monotonicNow();
    const auto &environment = run().environment;
    EXPECT_GE(base::monotonicNow() - begin, 200ms);
    ASSERT_TRUE(environment.foreignPercent);
    EXPECT_NEAR(*environment.foreignPercent, 100, 1e-6);
    EXPECT_THAT(environment.cautions, Contains(HasSubstr("other programs take 100 % of the machine")));
}

TEST_F(DisturbedRuns, AStopDuringTheFirstLookEndsIt)
{
    options.precautions.lookFirst = true;
    machine->busy = true;
    engine::Engine engine(options);
    ASSERT_TRUE(engine.start(plan, listener.events()).ok());
    engine.requestStop();
    engine.wait();
    EXPECT_FALSE(listener.record->environment.foreignPercent) << "it did not wait for the second reading";
    EXPECT_TRUE(listener.record->stopped);
    EXPECT_THAT(listener.record->runs, IsEmpty());
}

TEST_F(DisturbedRuns, AFixedPieceOfWorkIsTimedBeforeEachRun)
{
    options.precautions = {};
    options.precautions.spinUnits = true;
    plan.repetitions = 3;
    for (const auto &one : run().runs) {
        ASSERT_TRUE(one->conditions.calibrationUnitNs && one->conditions.calibrationSpread);
        EXPECT_GE(*one->conditions.calibrationUnitNs, 1'000'000);
        EXPECT_GE(*one->conditions.calibrationSpread, 1);
    }
}

TEST_F(DisturbedRuns, WhatRecordingCostsComesFromPairsAfterTheLastRound)
{
    options.precautions = {};
    options.precautions.ownCost = engine::Precautions::OwnCost::Always;
    plan.repetitions = 2;
    const auto &record = run();
    EXPECT_EQ(record.runs.size(), 4U);
    EXPECT_EQ(listener.started.size(), 6U) << "pairs are no runs of the experiment";
    EXPECT_EQ(record.environment.recorderCostPairs, 10);
    ASSERT_TRUE(record.environment.recorderCostPercent && record.environment.recorderCostLow);
    EXPECT_EQ(*record.environment.recorderCostPercent, 0) << "the fake runner's makespans are all the same";
    EXPECT_THAT(record.environment.recorderCostLabel, testing::AnyOf("serial", "thread-per-task"));
}

TEST_F(DisturbedRuns, WhatRecordingCostsIsUnknownWhereItWouldTakeMoreThanATenth)
{
    options.precautions = {};
    options.precautions.ownCost = engine::Precautions::OwnCost::IfCheap;
    plan.repetitions = 2;
    EXPECT_FALSE(run().environment.recorderCostPercent);
}
