// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/exporters.h"
#include "core/export/result_columns.h"
#include "tests/analysis/experiment.h"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include <set>
#include <sstream>

namespace interleave::exporting {
namespace {

using analysis::test::Experiment;
using analysis::test::kMs;
using analysis::test::task;
using nlohmann::json;
using record::RunRecord;
using testing::ElementsAre;
using testing::HasSubstr;

std::vector<double> rounds(double factor, int n = 10)
{
    std::vector<double> values;
    for (int i = 0; i < n; ++i)
        values.push_back(100.0 * kMs * factor * (1 + 0.01 * ((i * 7) % 5)));
    return values;
}

/// 72 tasks a run: enough for a p95, not for a p99.
void manyTasks(RunRecord &run)
{
    run.tasks.clear();
    for (std::uint32_t i = 0; i < 72; ++i)
        run.tasks.push_back(task(i, *run.makespanNs * (i + 1) / 72));
    run.usage.rssPeakBytes = 1'000'000 + *run.makespanNs;
    run.conditions.stealPercent = 1;
}

/// "b" and "a" are as quick as each other, "c" takes twice as long, "d" takes only one of the two groups, a task of "e" failed.
Experiment ranked()
{
    Experiment experiment;
    experiment.record().environment.cores.allowed = 2;
    experiment.runs(experiment.entry("c"), rounds(2), manyTasks);
    experiment.runs(experiment.entry("b"), rounds(1), manyTasks);
    experiment.runs(experiment.entry("a"), rounds(1), manyTasks);
    experiment.runs(experiment.entry("d", {"io"}), rounds(0.5), manyTasks);
    experiment.runs(experiment.entry("e"), rounds(0.1), [](RunRecord &run) {
        manyTasks(run);
        run.tasks[3].status = trace::TaskStatus::TimedOut;
    });
    return experiment;
}

std::vector<std::string> linesOf(const std::string &text)
{
    std::vector<std::string> lines;
    std::stringstream stream(text);
    for (std::string line; std::getline(stream, line);)
        lines.push_back(line);
    return lines;
}

std::string written(std::string_view format, Experiment experiment) { return bytesOf(*exporterOf(format), experiment.record()); }

TEST(RankedResults, SummaryCsvHasPlacesAndVerdicts)
{
    std::vector<std::string> ends;
    for (const std::string &line : linesOf(written("csv", ranked()))) {
        std::size_t at = line.size();
        for (int i = 0; i < 4; ++i)
            at = line.rfind(',', at - 1);
        ends.push_back(line.substr(at + 1));
    }
    EXPECT_THAT(ends, ElementsAre("rank,rank_last,ranked_among,verdict", "3,3,1,slower", "1,2,1,tie", "1,2,1,tie", ",,2,nothing to compare", ",,3,nothing to compare"));
}

TEST(RankedResults, TheTableHasTheRankFirstAndMaxOfNWhereAPercentileIsNotAllowed)
{
    Experiment experiment = ranked();
    const Columns table = resultColumns(experiment.record());
    ASSERT_EQ(table.rows.size(), 5U);
    EXPECT_THAT(std::vector(table.header.begin(), table.header.begin() + 3), ElementsAre("rank", "concurrency model", "verdict"));
    const auto row = [&](std::size_t i) { return std::vector(table.rows[i].begin(), table.rows[i].begin() + 3); };
    EXPECT_THAT(row(0), ElementsAre("1–2 (tie)", "a", "tie"));
    EXPECT_THAT(row(1), ElementsAre("1–2 (tie)", "b", "tie"));
    EXPECT_THAT(row(2), ElementsAre("3", "c", "slower"));
    EXPECT_THAT(row(3), ElementsAre("–", "d", "nothing to compare"));
    EXPECT_EQ(table.header.at(8), "p95 [ms]");
    EXPECT_EQ(table.rows[0].at(8), "97.0");
    EXPECT_EQ(table.header.at(9), "p99 [ms]");
    EXPECT_EQ(table.rows[0].at(9), "102.0 (max of 72)");
}

TEST(RankedResults, AFewTasksHaveAMaximumOnlyAndItIsSaidOnce)
{
    Experiment experiment;
    experiment.runs(experiment.entry("a"), rounds(1));
    const Columns table = resultColumns(experiment.record());
    EXPECT_EQ(table.rows.at(0).at(7), "102.0 (max of 1)");
    EXPECT_EQ(table.rows.at(0).at(8), "–");
    EXPECT_EQ(table.rows.at(0).at(9), "–");
}

TEST(RankedResults, ARunBelowTheClocksResolutionIsSaidToBeSo)
{
    Experiment experiment;
    experiment.runs(experiment.entry("a"), std::vector<double>(10, 0.0));
    EXPECT_EQ(resultColumns(experiment.record()).rows.at(0).at(4), "too fast to measure");
}

TEST(RankedResults, BelowTheTableStandsTheFindingThenWhoIsRankedApartThenTheNoise)
{
    Experiment experiment = ranked();
    EXPECT_THAT(resultFinding(experiment.record()),
                ElementsAre("No difference in makespan resolved among the first, a and b (it is below a factor of 1.000); c, next, is behind by a factor of 2.00 "
                            "(95 % interval 2.00 to 2.00, 10 rounds). But not every task succeeded: entries with failed tasks are ranked only among themselves.",
                            "Ranked only among themselves, for their task groups (io): d", "Ranked only among themselves, as tasks or runs failed: e",
                            "Noise yellow: the host of this virtual machine took 1 % of the CPU"));
    EXPECT_THAT(written("table", ranked()), HasSubstr("\n\nNo difference in makespan resolved"));
    EXPECT_THAT(written("markdown", ranked()), HasSubstr("\n\nNo difference in makespan resolved"));
}

TEST(RankedResults, AControlCharacterInALabelReachesNoTerminal)
{
    Experiment experiment;
    experiment.runs(experiment.entry("a\033[31m"), rounds(1));
    experiment.runs(experiment.entry("b"), rounds(2));
    EXPECT_THAT(written("table", experiment), testing::Not(HasSubstr("\033")));
}

TEST(RankedResults, ResultsJsonNamesTheGoalTheRulesAndEveryComparison)
{
    const json results = json::parse(written("json", ranked()));
    const json &first = results.at("summary").at(1);
    EXPECT_EQ(first.at("label"), "b");
    EXPECT_EQ(first.at("rank"), 1);
    EXPECT_EQ(first.at("rank_last"), 2);
    EXPECT_EQ(first.at("ranked_among"), 1);
    EXPECT_EQ(first.at("verdict"), "tie");
    EXPECT_TRUE(results.at("summary").at(3).at("rank").is_null());

    const json &ranking = results.at("ranking");
    EXPECT_EQ(ranking.at("goal"), "makespan");
    EXPECT_EQ(ranking.at("method"), "paired-rounds-sign-test");
    EXPECT_EQ(ranking.at("comparisons"), 3);
    EXPECT_EQ(ranking.at("threshold"), 0.02);
    EXPECT_EQ(ranking.at("leagues").at(0).at("order"), json({"a", "b", "c"}));
    EXPECT_EQ(ranking.at("leagues").at(0).at("headline").at("second"), "b");
    EXPECT_EQ(ranking.at("leagues").at(2).at("with_failures"), true);
    EXPECT_EQ(ranking.at("pairs").size(), 3U);
    const json &pair = ranking.at("pairs").at(0);
    EXPECT_EQ(pair.at("first"), "c");
    EXPECT_EQ(pair.at("verdict"), "second-better");
    EXPECT_NEAR(pair.at("ratio").get<double>(), 0.5, 1e-9);
    EXPECT_EQ(pair.at("rounds"), 10);
}

TEST(RankedResults, ResultsJsonHasAPlaceForEveryEntryByEveryGoal)
{
    const json results = json::parse(written("json", ranked()));
    const json &ranks = results.at("ranks");
    std::set<std::string> goals;
    for (const auto &[goal, rows] : ranks.items()) {
        goals.insert(goal);
        EXPECT_EQ(rows.size(), 5U) << goal;
    }
    EXPECT_THAT(goals, ElementsAre("balanced", "cpu", "makespan", "mean-latency", "memory", "p99-latency", "throughput"));
    EXPECT_EQ(ranks.at("cpu").at(0).at("verdict"), "no figure");
    EXPECT_TRUE(ranks.at("cpu").at(0).at("median").is_null());
    EXPECT_EQ(ranks.at("makespan").at(2).at("label"), "c");
    EXPECT_EQ(ranks.at("makespan").at(2).at("rank"), 3);
}

TEST(RankedResults, ResultsJsonHasTheFindingAndTheNoise)
{
    const json results = json::parse(written("json", ranked()));
    const json &finding = results.at("finding");
    EXPECT_EQ(finding.at("kind"), "shared-first");
    EXPECT_EQ(finding.at("first"), json({"a", "b"}));
    EXPECT_EQ(finding.at("other"), "c");
    EXPECT_NEAR(finding.at("comparison").at("ratio").get<double>(), 2, 1e-9);
    EXPECT_EQ(finding.at("caveat"), "failures");
    const json &noise = results.at("noise");
    EXPECT_EQ(noise.at("level"), "yellow");
    EXPECT_EQ(noise.at("decided_by"), "steal");
    EXPECT_EQ(noise.at("readings").at(0).at("value"), 1.0);
    EXPECT_THAT(noise.at("unavailable"), testing::Contains("swap"));
}

TEST(RankedResults, AFailedCheckIsSaidOnceAndMarksEachRun)
{
    Experiment experiment;
    experiment.record().plan.workload.groups.pop_back();
    experiment.record().environment.cores.allowed = 4;
    experiment.runs(experiment.entry("a"), rounds(1), [](RunRecord &run) { run.eventsDropped = 7; });
    EXPECT_THAT(resultNotes(experiment.record()),
                ElementsAre("a: in 10 runs, one of them: 7 of 7 events found no room and are lost. The sequence view has gaps; no figure depends on these events."));
    const json results = json::parse(written("json", experiment));
    const json &violations = results.at("runs").at(9).at("violations");
    ASSERT_EQ(violations.size(), 1U);
    EXPECT_EQ(violations.at(0).at("check"), "lost-events");
    EXPECT_EQ(violations.at(0).at("text"), "7 of 7 events found no room and are lost.");
}

TEST(RankedResults, TooFewRoundsAreSaidInEveryFormat)
{
    Experiment experiment;
    experiment.runs(experiment.entry("b"), rounds(1, 3));
    experiment.runs(experiment.entry("a"), rounds(2, 3));
    EXPECT_THAT(linesOf(written("csv", experiment)).at(1), testing::EndsWith(",,,1,too few rounds (needs 6)"));
    EXPECT_EQ(json::parse(written("json", experiment)).at("summary").at(0).at("rounds_needed"), 6);
    const std::string table = written("table", experiment);
    EXPECT_THAT(table, HasSubstr("too few rounds (needs 6)"));
    EXPECT_THAT(table, HasSubstr("Too few rounds to rank: a verdict takes 6 here, and there are 3."));
}

} // namespace
} // namespace interleave::exporting
