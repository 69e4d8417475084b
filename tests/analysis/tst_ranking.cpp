// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/ranking.h"
#include "tests/analysis/experiment.h"
#include "tests/analysis/reference.h"

#include <gmock/gmock.h>

#include <map>

using namespace interleave;
using namespace interleave::analysis;
using interleave::analysis::test::Experiment;
using interleave::analysis::test::kMs;
using interleave::analysis::test::reference;
using interleave::analysis::test::task;
using nlohmann::json;
using record::RunRecord;
using testing::ElementsAre;
using trace::TaskStatus;

namespace {

/// Rounds that differ a little, as those of a machine do; the same for every entry but for `factor`.
std::vector<double> rounds(double factor, int n = 10)
{
    std::vector<double> values;
    for (int i = 0; i < n; ++i)
        values.push_back(100.0 * kMs * factor * (1 + 0.01 * ((i * 7) % 5)));
    return values;
}

std::map<std::string, std::size_t> ranksOf(Experiment &experiment, const Ranking &ranking)
{
    std::map<std::string, std::size_t> ranks;
    for (const RankedEntry &row : ranking.rows) {
        if (row.rank)
            ranks[experiment.label(row.entry)] = *row.rank;
    }
    return ranks;
}

std::vector<std::string> shown(Experiment &experiment, const Ranking &ranking)
{
    std::vector<std::string> labels;
    for (const RankedEntry &row : ranking.rows)
        labels.push_back(experiment.label(row.entry));
    return labels;
}

std::vector<std::string> verdicts(const Ranking &ranking)
{
    std::vector<std::string> words;
    for (const RankedEntry &row : ranking.rows)
        words.push_back(verdictText(row, ranking.options.goal));
    return words;
}

Experiment experimentOf(const json &runs)
{
    Experiment experiment;
    for (const auto &[name, seconds] : runs.items()) {
        std::vector<double> ns;
        for (const double s : seconds)
            ns.push_back(s * 1e9);
        experiment.runs(experiment.entry(name), ns);
    }
    return experiment;
}

TEST(Ranking, IsThatOfTheReference)
{
    std::size_t checked = 0;
    const json all = reference("ranking_reference.json");
    for (const json &aCase : all["cases"]) {
        ++checked;
        Experiment experiment = experimentOf(aCase["runs"]);
        const Ranking ranking = rank(experiment.record());
        EXPECT_EQ(ranking.comparisons, aCase["paired_sign_test"]["m"]);
        if (aCase["paired_sign_test"]["k"] == 0) {
            EXPECT_TRUE(ranksOf(experiment, ranking).empty()) << "three rounds rank nobody";
            for (const RankedEntry &row : ranking.rows)
                EXPECT_EQ(verdictText(row, Goal::Makespan), "too few rounds (needs 10)");
            continue;
        }
        const std::map<std::string, std::size_t> wanted = aCase["paired_sign_test"]["rank"];
        EXPECT_EQ(ranksOf(experiment, ranking), wanted) << aCase["id"];
    }
    EXPECT_GE(checked, 3U);
}

TEST(Ranking, FifteenCopiesOfTheSameThingAreAllFirst)
{
    Experiment experiment;
    std::uint64_t state = 1;
    for (int entry = 0; entry < 15; ++entry) {
        std::vector<double> times;
        for (int i = 0; i < 20; ++i) {
            state = state * 6364136223846793005ULL + 1442695040888963407ULL;
            times.push_back(1e8 * (1 + 0.05 * static_cast<double>(state >> 11) * 0x1p-53));
        }
        experiment.runs(experiment.entry("m" + std::to_string(entry)), times);
    }
    const Ranking ranking = rank(experiment.record());
    EXPECT_EQ(ranking.comparisons, 105U);
    for (const RankedEntry &row : ranking.rows) {
        EXPECT_EQ(row.rank, 1U);
        EXPECT_EQ(rankText(row), "1–15 (tie)");
        EXPECT_EQ(verdictText(row, Goal::Makespan), "tie");
    }
}

TEST(Ranking, TiedEntriesStandInTheOrderOfTheirLabels)
{
    Experiment experiment;
    for (const char *label : {"zebra", "ant", "snail", "cow"})
        experiment.runs(experiment.entry(label), rounds(std::string_view(label) == "snail" ? 2 : std::string_view(label) == "zebra" ? 0.999 : 1));
    const Ranking ranking = rank(experiment.record());
    EXPECT_THAT(shown(experiment, ranking), ElementsAre("ant", "cow", "zebra", "snail"));
    EXPECT_THAT(verdicts(ranking), ElementsAre("tie", "tie", "tie", "slower"));
    EXPECT_EQ(rankText(ranking.rows[0]), "1–3 (tie)");
    EXPECT_EQ(rankText(ranking.rows[3]), "4");
}

TEST(Ranking, TheHeadlineIsAgainstTheRunnerUp)
{
    Experiment experiment;
    const auto slow = experiment.entry("slow");
    const auto best = experiment.entry("best");
    const auto next = experiment.entry("next");
    experiment.runs(slow, rounds(3));
    experiment.runs(best, rounds(1));
    experiment.runs(next, rounds(1.25));
    const Ranking ranking = rank(experiment.record());
    EXPECT_THAT(verdicts(ranking), ElementsAre("best", "slower", "slower"));
    ASSERT_TRUE(ranking.leagues.at(0).headline);
    EXPECT_EQ(ranking.leagues[0].headline->a, best);
    EXPECT_EQ(ranking.leagues[0].headline->b, next);
    EXPECT_NEAR(*ranking.leagues[0].headline->comparison.ratio, 1.25, 1e-6);
    EXPECT_NEAR(*ranking.between(slow, best)->ratio, 1.0 / 3, 1e-6);
    EXPECT_EQ(ranking.between(slow, best)->verdict, Verdict::SecondBetter);
    EXPECT_EQ(ranking.between(best, best), std::nullopt);
}

TEST(Ranking, EntriesWithFailedTasksAreRankedOnlyAmongThemselves)
{
    Experiment experiment;
    const auto oneFails = [](RunRecord &run) { run.tasks.push_back(task(1, 5, TaskStatus::Failed)); };
    experiment.runs(experiment.entry("clean"), rounds(2));
    experiment.runs(experiment.entry("broken fast"), rounds(0.5), oneFails);
    experiment.runs(experiment.entry("broken slow"), rounds(0.7), oneFails);
    const Ranking ranking = rank(experiment.record());
    EXPECT_THAT(shown(experiment, ranking), ElementsAre("clean", "broken fast", "broken slow"));
    EXPECT_THAT(verdicts(ranking), ElementsAre("nothing to compare", "best", "slower"));
    ASSERT_EQ(ranking.leagues.size(), 2U);
    EXPECT_FALSE(ranking.leagues[0].withFailures);
    EXPECT_TRUE(ranking.leagues[1].withFailures);
    EXPECT_EQ(ranking.comparisons, 1U);

    RankingOptions onPurpose;
    onPurpose.failuresOnPurpose = true;
    EXPECT_THAT(verdicts(rank(experiment.record(), onPurpose)), ElementsAre("best", "slower", "slower"));
}

TEST(Ranking, AFailedRunMarksItsEntry)
{
    Experiment experiment;
    const auto a = experiment.entry("a");
    experiment.runs(a, rounds(1));
    experiment.run(a, 10, 1, [](RunRecord &run) { run.status = record::RunStatus::TimedOut; });
    experiment.runs(experiment.entry("b"), rounds(2, 11));
    const Ranking ranking = rank(experiment.record());
    EXPECT_EQ(ranking.leagues.size(), 2U);
    EXPECT_EQ(ranking.row(a)->rounds, 10U);
}

TEST(Ranking, WhereNothingSucceededTheEntryFailedAndIsNeverFirst)
{
    Experiment experiment;
    experiment.runs(experiment.entry("nothing works"), rounds(0.001), [](RunRecord &run) { run.tasks[0].status = TaskStatus::Failed; });
    experiment.runs(experiment.entry("works"), rounds(1));
    experiment.runs(experiment.entry("works too"), rounds(2));
    experiment.entry("cannot");
    experiment.entry("not yet");
    experiment.record().leftOut = {{base::EntryId{3}, "needs closed arrival"}};
    const Ranking ranking = rank(experiment.record());
    EXPECT_THAT(shown(experiment, ranking), ElementsAre("works", "works too", "not yet", "nothing works", "cannot"));
    EXPECT_THAT(verdicts(ranking), ElementsAre("best", "slower", "not run", "failed", "not applicable"));
    EXPECT_EQ(ranking.row(base::EntryId{0})->median, std::nullopt);
}

TEST(Ranking, EntriesWithOtherTaskGroupsAreNeverRankedTogether)
{
    Experiment experiment;
    experiment.runs(experiment.entry("a io", {"io"}), rounds(1));
    experiment.runs(experiment.entry("a all"), rounds(3));
    experiment.runs(experiment.entry("b io", {"io"}), rounds(1.5));
    experiment.runs(experiment.entry("b all by name", {"cpu", "io"}), rounds(2));
    const Ranking ranking = rank(experiment.record());
    ASSERT_EQ(ranking.leagues.size(), 2U);
    EXPECT_THAT(ranking.leagues[0].groups, ElementsAre("io"));
    EXPECT_THAT(ranking.leagues[1].groups, ElementsAre("io", "cpu"));
    EXPECT_THAT(shown(experiment, ranking), ElementsAre("a io", "b io", "b all by name", "a all"));
    EXPECT_THAT(verdicts(ranking), ElementsAre("best", "slower", "best", "slower"));
    EXPECT_EQ(ranking.comparisons, 2U) << "of everything that is shown together";
    EXPECT_EQ(ranking.between(base::EntryId{0}, base::EntryId{1}), std::nullopt);
}

TEST(Ranking, SupersededAndInvalidRunsAndWarmUpsAreInNoFigure)
{
    Experiment experiment;
    const auto a = experiment.entry("a");
    experiment.runs(a, rounds(1));
    experiment.run(a, 3, 1, [](RunRecord &run) { run.superseded = true; });
    experiment.run(a, 4, 1, [](RunRecord &run) { run.conditions.suspended = true; });
    experiment.run(a, 5, 1, [](RunRecord &run) { run.key.warmup = true; });
    const Ranking ranking = rank(experiment.record());
    EXPECT_EQ(ranking.row(a)->rounds, 10U);
    EXPECT_NEAR(*ranking.row(a)->median, 102.0 * kMs, 1);
}

TEST(Ranking, AnEntryThatMissedRoundsIsLeftWithoutAPlaceAndTheOthersAreRanked)
{
    Experiment experiment;
    experiment.runs(experiment.entry("stopped early"), rounds(0.5, 3));
    experiment.runs(experiment.entry("b"), rounds(1));
    experiment.runs(experiment.entry("c"), rounds(2));
    const Ranking ranking = rank(experiment.record());
    EXPECT_THAT(shown(experiment, ranking), ElementsAre("b", "c", "stopped early"));
    EXPECT_THAT(verdicts(ranking), ElementsAre("best", "slower", "too few rounds (needs 7)"));
    EXPECT_EQ(ranking.rows[2].rank, std::nullopt);
    EXPECT_TRUE(ranking.rows[2].median.has_value()) << "its number is shown";
}

TEST(Ranking, WithTooFewRoundsEntriesStandAsThePlanHasThem)
{
    Experiment experiment;
    for (const char *label : {"z", "b", "m"})
        experiment.runs(experiment.entry(label), rounds(label[0] == 'm' ? 0.1 : 1, 3));
    const Ranking ranking = rank(experiment.record());
    EXPECT_THAT(shown(experiment, ranking), ElementsAre("z", "b", "m"));
    EXPECT_FALSE(ranking.leagues.at(0).headline);
}

TEST(Ranking, EveryGoalHasItsFigure)
{
    Experiment experiment;
    const auto lean = experiment.entry("lean");
    const auto fast = experiment.entry("fast");
    const auto with = [](std::int64_t bytes, std::int64_t cpu, int tasks) {
        return [=](RunRecord &run) {
            run.usage.rssPeakBytes = bytes;
            run.usage.userNs = cpu;
            run.usage.systemNs = 0;
            run.tasks.clear();
            for (int i = 0; i < tasks; ++i)
                run.tasks.push_back(task(static_cast<std::uint32_t>(i), *run.makespanNs * (i + 1) / tasks));
        };
    };
    experiment.runs(lean, rounds(2), with(1000, 7 * kMs, 400));
    experiment.runs(fast, rounds(1), with(5000, 9 * kMs, 400));
    const auto first = [&](Goal goal) {
        RankingOptions options;
        options.goal = goal;
        const Ranking ranking = rank(experiment.record(), options);
        return experiment.label(ranking.rows[0].entry) + ": " + verdictText(ranking.rows[0], goal) + ", other: " + verdictText(ranking.rows[1], goal);
    };
    EXPECT_EQ(first(Goal::Makespan), "fast: best, other: slower");
    EXPECT_EQ(first(Goal::Throughput), "fast: best, other: lower");
    EXPECT_EQ(first(Goal::MeanLatency), "fast: best, other: slower");
    EXPECT_EQ(first(Goal::P99Latency), "fast: best, other: slower");
    EXPECT_EQ(first(Goal::Memory), "lean: best, other: larger");
    EXPECT_EQ(first(Goal::Cpu), "lean: best, other: more");
    EXPECT_EQ(first(Goal::Balanced), "fast: tie, other: tie") << "each is better in something";
}

TEST(Ranking, BalancedMeansBetterInSomethingAndWorseInNothing)
{
    Experiment experiment;
    const auto with = [](std::int64_t bytes) {
        return [=](RunRecord &run) { run.usage.rssPeakBytes = bytes; };
    };
    experiment.runs(experiment.entry("lean"), rounds(1), with(1000));
    experiment.runs(experiment.entry("fat"), rounds(1), with(2000));
    experiment.runs(experiment.entry("quick"), rounds(0.5), with(4000));
    RankingOptions options;
    options.goal = Goal::Balanced;
    const Ranking ranking = rank(experiment.record(), options);
    EXPECT_THAT(ranking.criteria, ElementsAre(Goal::Makespan, Goal::Memory)) << "no CPU was measured";
    EXPECT_EQ(ranking.comparisons, 6U);
    EXPECT_EQ(ranksOf(experiment, ranking), (std::map<std::string, std::size_t>{{"lean", 1}, {"fat", 2}, {"quick", 1}}));
    EXPECT_THAT(verdicts(ranking), ElementsAre("tie", "tie", "beaten"));
}

TEST(Ranking, MemoryIsTheShareWhereEveryRunHasItAndElseTheResidentSize)
{
    Experiment experiment;
    const auto a = experiment.entry("a");
    experiment.runs(a, rounds(1), [](RunRecord &run) { run.usage.rssPeakBytes = 10; run.usage.pssPeakBytes = 5; });
    EXPECT_EQ(memoryKindOf(experiment.record()), MemoryKind::Pss);
    experiment.runs(experiment.entry("b"), rounds(1), [](RunRecord &run) { run.usage.rssPeakBytes = 8; });
    EXPECT_EQ(memoryKindOf(experiment.record()), MemoryKind::Rss);
    RankingOptions options;
    options.goal = Goal::Memory;
    EXPECT_EQ(rank(experiment.record(), options).row(a)->median, 10);
}

TEST(Ranking, AP99NeedsEnoughTasks)
{
    Experiment experiment;
    experiment.runs(experiment.entry("a"), rounds(1));
    experiment.runs(experiment.entry("b"), rounds(2));
    RankingOptions options;
    options.goal = Goal::P99Latency;
    const Ranking ranking = rank(experiment.record(), options);
    EXPECT_THAT(verdicts(ranking), ElementsAre("no figure", "no figure"));
    EXPECT_TRUE(ranking.leagues.empty());
}

TEST(Ranking, WithoutTasksOrRunsThereIsNoFigureAndNoDivision)
{
    Experiment experiment;
    experiment.runs(experiment.entry("empty"), rounds(1), [](RunRecord &run) { run.tasks.clear(); run.makespanNs.reset(); });
    experiment.entry("nothing");
    EXPECT_THAT(verdicts(rank(experiment.record())), ElementsAre("no figure", "not run"));
    EXPECT_TRUE(rank(record::ExperimentRecord{}).rows.empty());
}

TEST(Ranking, ARunBelowTheClocksResolutionIsNoCost)
{
    Experiment experiment;
    experiment.runs(experiment.entry("zero"), std::vector<double>(10, 0.0));
    experiment.runs(experiment.entry("one"), rounds(1));
    const Ranking ranking = rank(experiment.record());
    EXPECT_THAT(shown(experiment, ranking), ElementsAre("one", "zero")) << "0 s is never first";
    EXPECT_THAT(verdicts(ranking), ElementsAre("nothing to compare", "no figure"));
}

TEST(Goal, HasANameAndIsFoundByIt)
{
    for (int i = 0; i < 7; ++i) {
        const auto goal = static_cast<Goal>(i);
        EXPECT_EQ(goalOf(toText(goal)), goal);
    }
    EXPECT_EQ(goalOf("fastest"), std::nullopt);
}

} // namespace
