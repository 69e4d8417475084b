// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/finding.h"
#include "tests/analysis/experiment.h"

#include <gtest/gtest.h>

using namespace interleave;
using namespace interleave::analysis;
using interleave::analysis::test::Experiment;
using interleave::analysis::test::kMs;
using interleave::analysis::test::task;
using record::RunRecord;
using trace::TaskStatus;

namespace {

std::vector<double> rounds(double factor, int n = 10)
{
    std::vector<double> values;
    for (int i = 0; i < n; ++i)
        values.push_back(100.0 * kMs * factor * (1 + 0.01 * ((i * 7) % 5)));
    return values;
}

Experiment experimentOf(std::initializer_list<std::pair<const char *, std::vector<double>>> entries, const Experiment::Change &change = {})
{
    Experiment experiment;
    experiment.record().environment.cores.allowed = 2;
    for (const auto &[label, times] : entries)
        experiment.runs(experiment.entry(label), times, change);
    return experiment;
}

Finding findingAbout(Experiment &experiment, Goal goal = Goal::Makespan)
{
    RankingOptions options;
    options.goal = goal;
    return findingOf(experiment.record(), rank(experiment.record(), options));
}

std::string said(Experiment experiment, Goal goal = Goal::Makespan) { return english(findingAbout(experiment, goal), experiment.record().plan); }

constexpr const char *kHere = " It holds for this workload on this machine (cores allowed: 2).";

TEST(Finding, NamesTheWinnerTheRunnerUpByHowMuchAndHowSure)
{
    Experiment experiment = experimentOf({{"slow", rounds(3)}, {"pool", rounds(1)}, {"gather", rounds(1.25)}});
    const Finding finding = findingAbout(experiment);
    EXPECT_EQ(finding.kind, FindingKind::Winner);
    EXPECT_EQ(finding.first, (std::vector{base::EntryId{1}}));
    EXPECT_EQ(finding.other, base::EntryId{2});
    EXPECT_NEAR(*finding.comparison->ratio, 1.25, 1e-9);
    EXPECT_EQ(said(experiment), std::string("pool finishes first: gather, the runner-up, takes 1.25 times as long (95 % interval 1.25 to 1.25, 10 rounds).") + kHere);
}

// Rounds are 0, 2, 4, 1, 3 % (twice) above the rest; against the same backwards their ratios are 0.971 to 1.030, each twice.
TEST(Finding, SaysThatNoDifferenceWasResolved)
{
    std::vector<double> other = rounds(1);
    std::reverse(other.begin(), other.end());
    Experiment experiment = experimentOf({{"b", rounds(1)}, {"a", other}});
    const Finding finding = findingAbout(experiment);
    EXPECT_EQ(finding.kind, FindingKind::NoDifference);
    EXPECT_EQ(said(experiment),
              std::string("No difference in makespan resolved between a and b: the ratio is 1.000 (95 % interval 0.971 to 1.030, 10 rounds).") + kHere);
    EXPECT_NEAR(*finding.atMost, 1.03, 1e-9);
}

TEST(Finding, OfManyTiedItSaysHowLargeADifferenceCanAtMostBe)
{
    std::vector<double> other = rounds(1);
    std::reverse(other.begin(), other.end());
    EXPECT_EQ(said(experimentOf({{"c", rounds(1)}, {"a", other}, {"b", rounds(1)}})),
              std::string("No difference in makespan resolved among a, b and c: if there is one, it is below a factor of 1.030 (10 rounds).") + kHere);
}

TEST(Finding, WhereSeveralLeadItSaysWhoComesNext)
{
    std::vector<double> other = rounds(1);
    std::reverse(other.begin(), other.end());
    Experiment experiment = experimentOf({{"far", rounds(4)}, {"c", rounds(1)}, {"a", other}, {"near", rounds(2)}});
    const Finding finding = findingAbout(experiment);
    EXPECT_EQ(finding.kind, FindingKind::SharedFirst);
    EXPECT_EQ(finding.other, base::EntryId{3});
    EXPECT_NEAR(*finding.comparison->ratio, 2, 0.05);
    EXPECT_NE(said(experiment).find("resolved among the first, a and c (it is below a factor of 1.030); near, next, is behind by a factor of 2"), std::string::npos)
        << said(experiment);
}

TEST(Finding, EachGoalHasItsSentence)
{
    const auto with = [](RunRecord &run) {
        run.usage.rssPeakBytes = *run.makespanNs;
        run.usage.userNs = *run.makespanNs;
        run.usage.systemNs = 0;
        run.tasks.clear();
        for (std::uint32_t i = 0; i < 400; ++i)
            run.tasks.push_back(task(i, *run.makespanNs));
    };
    Experiment experiment = experimentOf({{"a", rounds(1)}, {"b", rounds(2)}}, with);
    const auto begins = [&](Goal goal) {
        const std::string text = said(experiment, goal);
        return text.substr(0, text.find(" ("));
    };
    EXPECT_EQ(begins(Goal::Throughput), "a has the highest throughput: it is 2.00 times that of b, the runner-up");
    EXPECT_EQ(begins(Goal::MeanLatency), "a has the shortest mean latency: that of b, the runner-up, is 2.00 times as long");
    EXPECT_EQ(begins(Goal::P99Latency), "a has the shortest p99 latency: that of b, the runner-up, is 2.00 times as long");
    EXPECT_EQ(begins(Goal::Memory), "a needs the least memory: b, the runner-up, needs 2.00 times as much");
    EXPECT_EQ(begins(Goal::Cpu), "a uses the least CPU time: b, the runner-up, uses 2.00 times as much");
    EXPECT_EQ(begins(Goal::Balanced), "a is better than every other in time, memory or CPU and worse in none: b, the runner-up, takes 2.00 times as long");
}

TEST(Finding, BalancedEntriesThatAreEachBetterInSomethingAreNotCalledEqual)
{
    const auto with = [](RunRecord &run) { run.usage.rssPeakBytes = 1'000'000'000'000'000 / *run.makespanNs; };
    EXPECT_EQ(said(experimentOf({{"lean", rounds(2)}, {"quick", rounds(1)}}, with), Goal::Balanced),
              std::string("None of lean and quick is beaten by another in time, memory and CPU together (10 rounds).") + kHere);
}

TEST(Finding, WithTooFewRoundsItSaysHowManyAreNeeded)
{
    Experiment experiment = experimentOf({{"a", rounds(1, 3)}, {"b", rounds(2, 3)}, {"c", rounds(3, 3)}});
    const Finding finding = findingAbout(experiment);
    EXPECT_EQ(finding.kind, FindingKind::TooFewRounds);
    EXPECT_EQ(finding.needed, 7U);
    EXPECT_EQ(finding.rounds, 3U);
    EXPECT_TRUE(finding.first.empty()) << "nobody leads";
    EXPECT_EQ(said(experiment), std::string("Too few rounds to rank: a verdict takes 7 here, and there are 3.") + kHere);
}

TEST(Finding, WithoutAnythingToCompareItSaysSo)
{
    EXPECT_EQ(said({}), "No run has finished.");
    EXPECT_EQ(said(experimentOf({{"only", rounds(1)}})), std::string("There is nothing to compare only with.") + kHere);
    EXPECT_EQ(said(experimentOf({{"a", rounds(1)}}, [](RunRecord &run) { run.tasks[0].status = TaskStatus::Failed; })),
              "No task succeeded under any concurrency model.");
    EXPECT_EQ(said(experimentOf({{"a", rounds(1)}, {"b", rounds(1)}}), Goal::Memory), "No run has a figure to rank by: peak memory is not to be had.");
}

std::string caveatOf(const std::function<void(Experiment &)> &change)
{
    Experiment experiment = experimentOf({{"a", rounds(1)}, {"b", rounds(2)}}, [](RunRecord &run) { run.conditions.foreignPercent = 1; });
    change(experiment);
    const Finding finding = findingAbout(experiment);
    return std::string(toText(finding.caveat)) + ": " + english(finding.caveatSentence, experiment.record().plan);
}

template <class Change>
void everyRun(Experiment &experiment, Change change)
{
    for (auto &run : experiment.record().runs) {
        auto copy = std::make_shared<RunRecord>(*run);
        change(*copy);
        run = copy;
    }
}

TEST(Finding, TheCaveatIsTheOneThatLimitsItMost)
{
    EXPECT_EQ(caveatOf([](Experiment &) {}), "only-here: It holds for this workload on this machine (cores allowed: 2).");
    EXPECT_EQ(caveatOf([](Experiment &e) { e.record().environment.buildType = "Debug"; e.record().stopped = true; }),
              "debug-build: But this is a debug build: its times say little.");
    EXPECT_EQ(caveatOf([](Experiment &e) { everyRun(e, [](RunRecord &run) { run.conditions.stealPercent = 5; }); }),
              "noise-red: But the machine was not quiet: the host of this virtual machine took 5 % of the CPU.");
    EXPECT_EQ(caveatOf([](Experiment &e) { e.runs(e.entry("broken"), rounds(1), [](RunRecord &run) { run.tasks[0].status = TaskStatus::Failed; }); }),
              "failures: But not every task succeeded: entries with failed tasks are ranked only among themselves.");
    EXPECT_EQ(caveatOf([](Experiment &e) { e.runs(e.entry("other", {"io"}), rounds(1)); }),
              "other-groups: It speaks of a and b only: others take other task groups and are not compared with them.");
    EXPECT_EQ(caveatOf([](Experiment &e) { e.record().stopped = true; e.record().environment.turbo = true; }),
              "stopped: But the experiment was stopped before its end.");
    EXPECT_EQ(caveatOf([](Experiment &e) { e.record().environment.turbo = true; }),
              "noise-yellow: Take small differences with care: the CPU's turbo is on.");
    EXPECT_EQ(caveatOf([](Experiment &e) { e.record().environment.cautions = {"fewer cores than workers"}; }),
              "machine: Take it with care: fewer cores than workers.");
}

TEST(Finding, ACautionOfTheMachineIsAPhraseThatCanBeTranslated)
{
    const auto caveat = [](const std::string &caution) {
        Experiment experiment;
        experiment.runs(experiment.entry("a"), rounds(1));
        experiment.runs(experiment.entry("b"), rounds(1.3));
        experiment.record().environment.cautions = {caution};
        return findingOf(experiment.record(), rank(experiment.record())).caveatSentence;
    };
    const Phrase known = caveat("other programs take 12.5 % of the machine");
    EXPECT_EQ(english(known, {}), "Take it with care: other programs take 12.5 % of the machine.");
    ASSERT_EQ(known.arguments.at(0).kind, Argument::Kind::Part);
    EXPECT_EQ(known.arguments[0].part.at(0).pattern, "other programs take %1 % of the machine");
    EXPECT_EQ(caveat("something else").arguments.at(0).kind, Argument::Kind::Text);
}

TEST(FactorText, ShowsTheDigitsThatSaySomething)
{
    EXPECT_EQ(factorText(1), "1.000");
    EXPECT_EQ(factorText(1.0044), "1.004");
    EXPECT_EQ(factorText(0.95), "0.950");
    EXPECT_EQ(factorText(1.2549), "1.25");
    EXPECT_EQ(factorText(12.55), "12.6");
    EXPECT_EQ(factorText(130.4), "130");
}

TEST(Phrase, PutsArgumentsInWhereverTheyStand)
{
    plan::Plan plan;
    plan.executors = {{"serial", "100 %1", {}, {}}};
    EXPECT_EQ(english({"%2 of %1 in 5 % %3", {entriesArgument({base::EntryId{0}}), numberArgument(Argument::Kind::Number, 0.5)}}, plan), "0.5 of 100 %1 in 5 % %3");
}

} // namespace
