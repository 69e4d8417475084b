// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/session_compare.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace interleave::analysis {
namespace {

using record::ExperimentRecord;
using testing::ElementsAre;
using testing::SizeIs;

/// Makespans in ms for each label; `spread` lets runs differ by so much from one to the next.
ExperimentRecord session(const std::vector<std::pair<std::string, double>> &entries, int runs = 10, double spread = 0.001)
{
    ExperimentRecord experiment;
    experiment.plan.workload.groups = {{"io", 1, {plan::Sleep{1.0}}, {}, {}, {}}};
    experiment.environment.cpuModel = "A CPU";
    experiment.environment.hostname = "here";
    std::uint32_t number = 0;
    for (const auto &[label, ms] : entries) {
        experiment.plan.executors.push_back({"thread-pool", label, {}, {}});
        for (int i = 0; i < runs; ++i) {
            auto run = std::make_shared<record::RunRecord>();
            run->key = {base::RunId{number++}, base::EntryId{static_cast<std::uint32_t>(experiment.plan.executors.size() - 1)}, i, i, false};
            run->entry = experiment.plan.executors.back();
            run->status = record::RunStatus::Finished;
            run->makespanNs = static_cast<std::int64_t>(ms * 1e6 * (1 + spread * (i - runs / 2)));
            record::TaskRow task;
            task.status = trace::TaskStatus::Succeeded;
            run->tasks = {task};
            experiment.runs.push_back(run);
        }
    }
    return experiment;
}

void failOneTask(ExperimentRecord &experiment)
{
    auto run = std::make_shared<record::RunRecord>(*experiment.runs[0]);
    run->tasks[0].status = trace::TaskStatus::Failed;
    experiment.runs[0] = run;
}

std::vector<std::string> verdicts(const SessionComparison &comparison)
{
    std::vector<std::string> words;
    for (const ComparedEntry &row : comparison.rows)
        words.push_back(verdictText(row, comparison));
    return words;
}

} // namespace

TEST(SessionCompare, WhatIsSlowerFasterOrTheSameIsSaidOfTheSecond)
{
    const auto comparison = compareSessions(session({{"a", 100}, {"b", 100}, {"c", 100}}), session({{"a", 110}, {"b", 80}, {"c", 100}}));
    EXPECT_THAT(verdicts(comparison), ElementsAre("slower", "faster", "no difference resolved"));
    ASSERT_TRUE(comparison.rows[0].comparison && comparison.rows[0].comparison->ratio);
    EXPECT_NEAR(*comparison.rows[0].comparison->ratio, 1.1, 0.002);
    EXPECT_NEAR(*comparison.rows[1].comparison->ratio, 0.8, 0.002);
    EXPECT_LT(*comparison.rows[0].comparison->low, *comparison.rows[0].comparison->high);
    EXPECT_NEAR(*comparison.rows[0].a.median, 99.95e6, 1e4); // between the two middle runs
    EXPECT_EQ(comparison.rows[0].a.runs, 10U);
}

TEST(SessionCompare, ADifferenceThatDoesNotMatterIsNoVerdict)
{
    const auto comparison = compareSessions(session({{"a", 100}}, 10, 1e-5), session({{"a", 101}}, 10, 1e-5));
    EXPECT_THAT(verdicts(comparison), ElementsAre("difference below 2 %"));
}

TEST(SessionCompare, TooFewRunsAreSaidWithTheNumberThatIsNeeded)
{
    const auto comparison = compareSessions(session({{"a", 100}}, 3), session({{"a", 200}}, 3));
    EXPECT_THAT(verdicts(comparison), ElementsAre("too few runs (needs 4)")); // 2 ÷ C(6, 3) = 0.1, 2 ÷ C(8, 4) = 0.029
    EXPECT_FALSE(comparison.rows[0].a.low) << "no interval of three runs";
    EXPECT_THAT(verdicts(compareSessions(session({{"a", 100}}, 4), session({{"a", 200}}, 4))), ElementsAre("slower"));
}

TEST(SessionCompare, MoreRowsAskForMore)
{
    std::vector<std::pair<std::string, double>> one, other;
    for (int i = 0; i < 15; ++i) {
        one.emplace_back(std::to_string(i), 100);
        other.emplace_back(std::to_string(i), 200);
    }
    EXPECT_THAT(verdicts(compareSessions(session(one, 4), session(other, 4))).front(), testing::StartsWith("too few runs (needs "));
}

TEST(SessionCompare, EntriesBelongTogetherByLabelAndThenByWhatTheyAre)
{
    ExperimentRecord a = session({{"x", 100}, {"y", 100}, {"z", 100}}), b = session({{"y", 100}, {"renamed", 100}, {"w", 100}});
    a.plan.executors[0].parameters["workers"] = std::int64_t{7}; // x
    b.plan.executors[1].parameters["workers"] = std::int64_t{7}; // renamed
    b.plan.executors[0].id = "serial";                           // y
    a.plan.executors[2].id = "process-pool";                     // z
    const auto comparison = compareSessions(a, b);
    ASSERT_THAT(comparison.rows, SizeIs(4));
    EXPECT_EQ(comparison.rows[0].b.entry, base::EntryId{1});
    EXPECT_FALSE(comparison.rows[0].otherExecutor);
    EXPECT_EQ(comparison.rows[1].b.entry, base::EntryId{0});
    EXPECT_TRUE(comparison.rows[1].otherExecutor);
    EXPECT_FALSE(comparison.rows[2].b.entry);
    EXPECT_EQ(verdictText(comparison.rows[2], comparison), "only in the first");
    EXPECT_FALSE(comparison.rows[3].a.entry);
    EXPECT_EQ(comparison.rows[3].label, "w");
    EXPECT_EQ(verdictText(comparison.rows[3], comparison), "only in the second");
}

TEST(SessionCompare, DifferentMachinesAreShownAndNotJudgedUnlessAsked)
{
    const auto a = session({{"a", 100}});
    auto b = session({{"a", 200}});
    b.environment.hostname = "there";
    b.environment.cores.allowed = 7;
    const auto shown = compareSessions(a, b);
    EXPECT_FALSE(shown.judged);
    ASSERT_THAT(shown.machine, SizeIs(2));
    EXPECT_EQ(shown.machine[0].what, "cores allowed");
    EXPECT_EQ(shown.machine[0].b, "7");
    EXPECT_EQ(shown.machine[1].a, "here");
    EXPECT_FALSE(shown.rows[0].comparison);
    EXPECT_TRUE(shown.rows[0].a.median && shown.rows[0].b.median);
    EXPECT_THAT(verdicts(shown), ElementsAre("not judged: different machines"));
    SessionCompareOptions options;
    options.acrossMachines = true;
    EXPECT_THAT(verdicts(compareSessions(a, b, options)), ElementsAre("slower"));
}

TEST(SessionCompare, AnotherBuildIsShownAndHindersNothing)
{
    const auto a = session({{"a", 100}});
    auto b = session({{"a", 200}});
    b.environment.version = "9";
    const auto comparison = compareSessions(a, b);
    EXPECT_TRUE(comparison.judged);
    ASSERT_THAT(comparison.build, SizeIs(1));
    EXPECT_EQ(comparison.build[0].what, "version");
}

TEST(SessionCompare, FailuresInOneOfThemAreNotJudged)
{
    const auto a = session({{"a", 100}});
    auto b = session({{"a", 50}});
    failOneTask(b);
    const auto comparison = compareSessions(a, b);
    EXPECT_EQ(comparison.rows[0].b.failed, 1U);
    EXPECT_THAT(verdicts(comparison), ElementsAre("not judged: failures in one of them"));
}

TEST(SessionCompare, AnEntryThatNeverRanIsNotMeasured)
{
    auto b = session({{"a", 100}});
    b.runs.clear();
    EXPECT_THAT(verdicts(compareSessions(session({{"a", 100}}), b)), ElementsAre("not measured in both"));
    EXPECT_THAT(compareSessions({}, {}).rows, testing::IsEmpty());
}

TEST(SessionCompare, DifferentWorkloadsAreNamed)
{
    const plan::Workload one = session({}).plan.workload;
    const auto differs = [&one](auto change) {
        plan::Workload other = one;
        change(other);
        const auto difference = workloadDifference(one, other);
        return difference ? differenceText(*difference) + ": " + difference->a + " | " + difference->b : "none";
    };
    EXPECT_EQ(differs([](auto &) {}), "none");
    EXPECT_EQ(differs([](auto &w) { w.groups[0].count = 2; }), "tasks of io: 1 | 2");
    EXPECT_EQ(differs([](auto &w) { w.groups.push_back(w.groups[0]); }), "number of task groups: 1 | 2");
    EXPECT_EQ(differs([](auto &w) { w.groups[0].name = "net"; }), "name of a task group: io | net");
    EXPECT_EQ(differs([](auto &w) { w.groups[0].steps[0] = plan::Compute{}; }), "steps of io: sleep | compute");
    EXPECT_EQ(differs([](auto &w) { w.groups[0].steps[0] = plan::Sleep{2.0}; }), "parameters of io:  | ");
    EXPECT_EQ(differs([](auto &w) { w.arrival.kind = plan::Arrival::Kind::Interval; }), "arrival of the tasks:  | ");
    EXPECT_EQ(differs([](auto &w) { w.seed = 2; }), "none") << "nothing is drawn";
    plan::Workload drawn = one;
    drawn.groups[0].steps[0] = plan::Sleep{plan::Distribution{plan::Distribution::Kind::Exponential, 5, 0}};
    plan::Workload other = drawn;
    other.seed = 2;
    ASSERT_TRUE(workloadDifference(drawn, other));
    EXPECT_EQ(workloadDifference(drawn, other)->what, "seed");
}

} // namespace interleave::analysis
