// SPDX-License-Identifier: GPL-3.0-or-later
// Which runs there are, and which of them count: schedule, repeated rounds, stop rules, what recording costs. No process is started.
#include "core/engine/engine.h"
#include "core/engine/own_cost.h"
#include "core/engine/pace.h"
#include "core/engine/repeats.h"
#include "core/engine/schedule.h"
#include "core/engine/stop_rule.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <sstream>

using namespace interleave;
using namespace interleave::engine;
using record::RunStatus;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

namespace {

plan::Plan planOf(std::size_t entries, std::int64_t repetitions, std::int64_t warmup)
{
    plan::Plan plan;
    plan.executors.resize(entries);
    plan.repetitions = repetitions;
    plan.warmup = warmup;
    return plan;
}

std::vector<record::RunKey> runAll(Schedule &schedule, const std::set<base::EntryId> &without = {})
{
    std::vector<record::RunKey> keys;
    while (const record::RunKey *key = schedule.current(without)) {
        keys.push_back(*key);
        schedule.advance();
    }
    return keys;
}

struct RunOf {
    std::uint32_t run = 0, entry = 0;
    int round = 0;
    std::int64_t makespan = 1;
    std::string disturbance = {};
    RunStatus status = RunStatus::Finished;
};

record::ExperimentRecord experimentOf(const std::vector<RunOf> &runs, std::size_t entries = 1)
{
    record::ExperimentRecord experiment;
    experiment.plan = planOf(entries, 10, 0);
    for (const RunOf &one : runs) {
        auto run = std::make_shared<record::RunRecord>();
        run->key.run = base::RunId{one.run};
        run->key.entry = base::EntryId{one.entry};
        run->key.round = one.round;
        run->makespanNs = one.makespan;
        run->status = one.status;
        run->conditions.disturbance = one.disturbance;
        experiment.runs.push_back(run);
    }
    return experiment;
}

record::ExperimentRecord withMakespans(const std::vector<std::vector<std::int64_t>> &ofEntries)
{
    std::vector<RunOf> runs;
    for (std::uint32_t entry = 0; entry < ofEntries.size(); ++entry)
        for (std::size_t round = 0; round < ofEntries[entry].size(); ++round)
            runs.push_back({static_cast<std::uint32_t>(runs.size()), entry, static_cast<int>(round), ofEntries[entry][round]});
    return experimentOf(runs, ofEntries.size());
}

std::vector<std::uint32_t> superseded(const record::ExperimentRecord &experiment)
{
    std::vector<std::uint32_t> numbers;
    for (const auto &run : experiment.runs)
        if (run->superseded)
            numbers.push_back(run->key.run.value);
    return numbers;
}

} // namespace

TEST(Schedule, WarmUpRoundsThenMeasuredOnesInTheirOrder)
{
    Schedule schedule(planOf(3, 4, 2), 7);
    EXPECT_EQ(schedule.size(), 18U);
    const auto keys = runAll(schedule);
    ASSERT_EQ(keys.size(), 18U);
    const auto order = roundOrder(3, 4, 7);
    for (std::size_t i = 0; i < keys.size(); ++i) {
        EXPECT_EQ(keys[i].run.value, i);
        EXPECT_EQ(keys[i].warmup, i < 6);
        EXPECT_EQ(keys[i].round, static_cast<int>(i < 6 ? i / 3 : (i - 6) / 3));
        EXPECT_EQ(keys[i].repetition, keys[i].round);
        if (i >= 6) {
            EXPECT_EQ(keys[i].entry.value, order[(i - 6) / 3][(i - 6) % 3]);
        }
    }
}

TEST(Schedule, PassesOverWhatIsLeftOut)
{
    Schedule schedule(planOf(3, 2, 0), 7);
    const auto keys = runAll(schedule, {base::EntryId{1}});
    EXPECT_EQ(keys.size(), 4U);
    for (const auto &key : keys)
        EXPECT_NE(key.entry.value, 1U);
}

TEST(Schedule, KnowsWhereARoundBeginsWhoeverIsPassedOver)
{
    Schedule schedule(planOf(2, 3, 1), 1);
    const std::set<base::EntryId> without{schedule.current({})->entry};
    std::vector<bool> begins;
    while (schedule.current(without)) {
        begins.push_back(schedule.beginsRound());
        schedule.advance();
    }
    EXPECT_EQ(begins, (std::vector<bool>{true, true, true, true}));
    Schedule both(planOf(2, 2, 1), 1);
    begins.clear();
    while (both.current({})) {
        begins.push_back(both.beginsRound());
        both.advance();
    }
    EXPECT_EQ(begins, (std::vector<bool>{true, false, true, false, true, false}));
}

TEST(Schedule, RepeatsARoundInItsOldOrderUnderItsOldNumber)
{
    Schedule schedule(planOf(3, 4, 1), 9);
    const auto first = runAll(schedule);
    EXPECT_FALSE(schedule.firstRepeat());
    schedule.repeat(std::vector<int>{1, 3});
    ASSERT_TRUE(schedule.firstRepeat());
    EXPECT_EQ(schedule.firstRepeat()->value, 15U);
    EXPECT_TRUE(schedule.current({}) && schedule.beginsRound()) << "of the last round's number, but another one";
    const auto again = runAll(schedule);
    ASSERT_EQ(again.size(), 6U);
    for (std::size_t i = 0; i < 6; ++i) {
        const auto &old = first[i < 3 ? 3 + 3 + i : 3 + 9 + i - 3];
        EXPECT_EQ(again[i].entry, old.entry);
        EXPECT_EQ(again[i].round, old.round);
        EXPECT_EQ(again[i].run.value, 15 + i);
        EXPECT_FALSE(again[i].warmup);
    }
}

TEST(Schedule, CutEndsItHere)
{
    Schedule schedule(planOf(2, 5, 0), 3);
    for (int i = 0; i < 4; ++i)
        schedule.advance();
    schedule.cut();
    EXPECT_EQ(schedule.current({}), nullptr);
    EXPECT_EQ(schedule.size(), 4U);
    schedule.repeat(std::vector<int>{0, 4});
    EXPECT_EQ(runAll(schedule).size(), 2U) << "a round that never was cannot be repeated";
}

TEST(Schedule, RepeatingNothingIsNothing)
{
    Schedule schedule(planOf(2, 2, 0), 3);
    runAll(schedule);
    schedule.repeat({});
    EXPECT_FALSE(schedule.firstRepeat());
    EXPECT_EQ(schedule.current({}), nullptr);
}

TEST(Repeats, AQuarterOfTheRoundsAndAtLeastOne)
{
    EXPECT_EQ(mostRepeats(1), 1U);
    EXPECT_EQ(mostRepeats(7), 1U);
    EXPECT_EQ(mostRepeats(8), 2U);
    EXPECT_EQ(mostRepeats(10), 2U);
    EXPECT_EQ(mostRepeats(40), 10U);
}

TEST(Repeats, ARoundIsDisturbedByAnyOfItsRunsAndTheFirstOnesAreTaken)
{
    const auto experiment = experimentOf({{0, 0, 0}, {1, 1, 0, 1, "x"}, {2, 0, 1}, {3, 1, 1}, {4, 0, 2, 1, "x"}, {5, 1, 2, 1, "y"}, {6, 0, 3, 1, "x"}}, 2);
    EXPECT_THAT(disturbedRounds(experiment, 10), ElementsAre(0, 2, 3));
    EXPECT_THAT(disturbedRounds(experiment, 2), ElementsAre(0, 2));
    EXPECT_THAT(disturbedRounds(experimentOf({{0, 0, 0}}), 2), IsEmpty());
}

TEST(Repeats, FirstTimesAreSupersededByWholeSecondOnes)
{
    auto experiment = experimentOf({{0, 0, 0}, {1, 1, 0}, {2, 0, 1, 1, "x"}, {3, 1, 1}, {4, 0, 1}, {5, 1, 1, 1, "again"}}, 2);
    const auto seen = experiment.runs[2];
    settleRepeats(experiment, base::RunId{4});
    EXPECT_THAT(superseded(experiment), ElementsAre(2, 3));
    EXPECT_EQ(experiment.runsOf(base::EntryId{0}).size(), 2U);
    EXPECT_EQ(experiment.runsOf(base::EntryId{1}).size(), 2U);
    EXPECT_EQ(experiment.runs.size(), 6U) << "nothing is thrown away";
    EXPECT_THAT(experiment.runs[3]->warnings, ElementsAre(HasSubstr("in no figure")));
    EXPECT_THAT(experiment.runs[5]->warnings, IsEmpty());
    EXPECT_EQ(experiment.runs[5]->conditions.disturbance, "again") << "disturbed once more, it counts and stays marked";
    EXPECT_FALSE(seen->superseded) << "a frozen run is never changed";
}

TEST(Repeats, SecondTimeThatWasStoppedIsItselfSuperseded)
{
    auto experiment = experimentOf({{0, 0, 0, 1, "x"}, {1, 1, 0}, {2, 0, 0}}, 2);
    settleRepeats(experiment, base::RunId{2});
    EXPECT_THAT(superseded(experiment), ElementsAre(2));
    experiment = experimentOf({{0, 0, 0, 1, "x"}, {1, 1, 0}, {2, 0, 0}, {3, 1, 0, 1, "", RunStatus::Cancelled}}, 2);
    settleRepeats(experiment, base::RunId{2});
    EXPECT_THAT(superseded(experiment), ElementsAre(2, 3));
}

TEST(Repeats, RunBeforeWhichTheMachineWasSlowerIsMarked)
{
    auto experiment = experimentOf({{0, 0, 0}, {1, 0, 1}, {2, 0, 2}, {3, 0, 3}, {4, 0, 4}, {5, 0, 5, 1, "x"}});
    const std::vector<double> minima{1500, 1510, 1640, 1660, 1495, 1900};
    for (std::size_t i = 0; i < minima.size(); ++i) {
        auto run = std::make_shared<record::RunRecord>(*experiment.runs[i]);
        run->conditions.calibrationUnitNs = minima[i] * 1.2;
        run->conditions.calibrationSpread = 1.2;
        experiment.runs[i] = run;
    }
    flagShifted(experiment);
    // The median is 1640: 1500 is 8.5 % below it, 1900 16 % above.
    EXPECT_EQ(experiment.runs[0]->conditions.disturbance, "");
    EXPECT_EQ(experiment.runs[3]->conditions.disturbance, "");
    EXPECT_EQ(experiment.runs[5]->conditions.disturbance, "x") << "it has its reason already";
    auto slow = std::make_shared<record::RunRecord>(*experiment.runs[3]);
    slow->conditions.calibrationUnitNs = 1850 * 1.2;
    experiment.runs[3] = slow;
    flagShifted(experiment);
    EXPECT_EQ(experiment.runs[3]->conditions.disturbance, "a fixed piece of work took 1.13 times its usual time right before it");
    EXPECT_THAT(experiment.runs[3]->warnings, ElementsAre("disturbed: " + experiment.runs[3]->conditions.disturbance));
    experiment.runs.pop_back();
    auto few = experiment;
    few.runs[0] = slow;
    const auto before = few.runs[0];
    flagShifted(few);
    EXPECT_EQ(few.runs[0], before) << "five say nothing";
}

TEST(StopRule, IntervalOfTheMedianHasTheRanksOfTheReference)
{
    std::ifstream file(TEST_DATA_DIR "/order_statistic_ci.csv");
    std::string line;
    std::getline(file, line);
    int checked = 0;
    while (std::getline(file, line)) {
        std::vector<std::string> cell;
        std::stringstream cells(line);
        for (std::string one; std::getline(cells, one, ',');)
            cell.push_back(one);
        if (cell.at(1) != "0.5" || cell.at(2) != "0.95")
            continue;
        std::vector<double> values(static_cast<std::size_t>(std::stoi(cell[0])));
        for (std::size_t i = 0; i < values.size(); ++i)
            values[i] = static_cast<double>(values.size() - i); // the rank is the value
        const auto interval = medianInterval(values);
        EXPECT_EQ(interval.has_value(), !cell.at(3).empty()) << line;
        if (interval) {
            EXPECT_EQ(interval->first, std::stod(cell[3])) << line;
            EXPECT_EQ(interval->second, std::stod(cell[4])) << line;
        }
        ++checked;
    }
    EXPECT_GT(checked, 10);
}

TEST(StopRule, HalfWidthIsOfTheMedian)
{
    EXPECT_FALSE(relativeHalfWidth({1, 2, 3, 4, 5}));
    EXPECT_DOUBLE_EQ(*relativeHalfWidth({98, 99, 100, 100, 101, 102}), 0.02);
    EXPECT_DOUBLE_EQ(*relativeHalfWidth({7, 7, 7, 7, 7, 7}), 0);
    EXPECT_FALSE(relativeHalfWidth({0, 0, 0, 0, 0, 0}));
}

TEST(StopRule, PrecisionIsReachedWhenEveryEntryHasIt)
{
    const std::vector<std::int64_t> narrow{98, 99, 100, 100, 101, 102}, wide{50, 80, 100, 100, 120, 150}, few{100, 100, 100, 100, 100};
    EXPECT_TRUE(precisionReached(withMakespans({narrow, narrow}), 2, {}, {}));
    EXPECT_FALSE(precisionReached(withMakespans({narrow, narrow}), 1.9, {}, {}));
    EXPECT_FALSE(precisionReached(withMakespans({narrow, wide}), 2, {}, {}));
    EXPECT_TRUE(precisionReached(withMakespans({narrow, wide}), 2, {base::EntryId{1}}, {})) << "what is left out decides nothing";
    EXPECT_FALSE(precisionReached(withMakespans({narrow, few}), 50, {}, {})) << "five rounds have no interval, however alike";
    EXPECT_FALSE(precisionReached(withMakespans({narrow}), 2, {}, {3})) << "a round to be repeated does not count";
    EXPECT_FALSE(precisionReached(withMakespans({{}}), 2, {base::EntryId{0}}, {}));
}

TEST(StopRule, SaysWhyItEnded)
{
    EXPECT_EQ(endedByPrecision(2, 12, 40), "precision of 2 % reached after 12 of 40 rounds");
    EXPECT_EQ(endedByBudget(0.5, 1, 1), "budget of 0.5 s used up after 1 of 1 round");
}

TEST(Pace, MeasuredBeforeEstimatedBeforeTheMeanOfAll)
{
    Pace pace(3);
    const base::EntryId a{0}, b{1}, c{2};
    EXPECT_FALSE(pace.expected(a));
    pace.estimate({2, 5, 0});
    EXPECT_EQ(pace.expected(a), 2);
    EXPECT_FALSE(pace.expected(c));
    pace.add(a, 3);
    pace.add(a, 5);
    EXPECT_EQ(pace.expected(a), 4);
    EXPECT_EQ(pace.expected(b), 5);
    EXPECT_EQ(pace.expected(c), 4);
    const std::vector<record::RunKey> runs{{{}, a}, {{}, b}, {{}, c}};
    EXPECT_EQ(pace.expected(runs, {}), 13);
    EXPECT_EQ(pace.expected(runs, {b}), 8);
    EXPECT_FALSE(Pace(3).expected(runs, {}));
}

TEST(OwnCost, IsTheMedianOfThePairs)
{
    EXPECT_FALSE(ownCostOf(std::vector<CostPair>{{101, 100}, {102, 100}}));
    const auto three = ownCostOf(std::vector<CostPair>{{101, 100}, {204, 200}, {105, 100}});
    ASSERT_TRUE(three);
    EXPECT_NEAR(three->percent, 2, 1e-9);
    EXPECT_EQ(three->pairs, 3);
    EXPECT_FALSE(three->low || three->high);
    const auto six = ownCostOf(std::vector<CostPair>{{99, 100}, {100, 100}, {101, 100}, {103, 100}, {104, 100}, {110, 100}, {0, 100}, {100, 0}});
    ASSERT_TRUE(six && six->low && six->high);
    EXPECT_NEAR(six->percent, 2, 1e-9);
    EXPECT_NEAR(*six->low, -1, 1e-9);
    EXPECT_NEAR(*six->high, 10, 1e-9);
    EXPECT_EQ(six->pairs, 6) << "a pair of which one did not run is none";
}

TEST(OwnCost, GoesToTheEntryThatRecordsMostAndFitsIn)
{
    const base::EntryId slow{0}, busy{1}, calm{2};
    const std::vector<CostCandidate> all{{slow, 500, 2.0}, {busy, 90'000, 1.0}, {calm, 10, 0.1}};
    EXPECT_EQ(planOwnCost(all, std::nullopt)->entry, busy);
    EXPECT_EQ(planOwnCost(all, std::nullopt)->pairs, kCostPairs);
    EXPECT_EQ(planOwnCost(all, 8.5)->entry, busy);
    EXPECT_EQ(planOwnCost(all, 8.5)->pairs, 4);
    EXPECT_EQ(planOwnCost(all, 5)->entry, calm) << "two pairs of the busy one would fit: too few";
    EXPECT_EQ(planOwnCost(all, 1000)->pairs, kCostPairs);
    EXPECT_FALSE(planOwnCost(all, 0.5));
    EXPECT_FALSE(planOwnCost(all, -3));
    EXPECT_FALSE(planOwnCost({}, std::nullopt));
}

TEST(OwnCost, PairsAreBalanced)
{
    EXPECT_TRUE(recordedFirst(0));
    EXPECT_FALSE(recordedFirst(1));
    EXPECT_TRUE(recordedFirst(2));
}
