// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/entry_comparison.h"
#include "tests/analysis/experiment.h"

#include <gtest/gtest.h>

using namespace interleave;
using namespace interleave::analysis;
using interleave::analysis::test::Experiment;
using record::RunRecord;

namespace {

std::vector<double> rounds(double factor, int n = 10)
{
    std::vector<double> values;
    for (int i = 0; i < n; ++i)
        values.push_back(1e8 * factor * (1 + 0.01 * ((i * 7) % 5)));
    return values;
}

TEST(CompareEntries, TakesRoundsInWhichBothHaveAFigureWhateverTheirGroups)
{
    Experiment experiment;
    const auto a = experiment.entry("a", {"io"});
    const auto b = experiment.entry("b", {"cpu"});
    experiment.runs(a, rounds(1, 12));
    experiment.runs(b, rounds(1.1));
    const Comparison comparison = compareEntries(experiment.record(), a, b);
    EXPECT_EQ(comparison.verdict, Verdict::FirstBetter);
    EXPECT_EQ(comparison.rounds, 10U);
    EXPECT_NEAR(*comparison.ratio, 1.1, 1e-9);
    EXPECT_EQ(compareEntries(experiment.record(), b, a).verdict, Verdict::SecondBetter);
}

TEST(CompareEntries, ARunInWhichNothingSucceededIsNoRound)
{
    Experiment experiment;
    const auto a = experiment.entry("a");
    const auto b = experiment.entry("b");
    experiment.runs(a, rounds(1));
    experiment.runs(b, rounds(2), [](RunRecord &run) { run.tasks[0].status = run.key.round < 5 ? trace::TaskStatus::Failed : trace::TaskStatus::Succeeded; });
    EXPECT_EQ(compareEntries(experiment.record(), a, b).rounds, 5U);
    EXPECT_EQ(compareEntries(experiment.record(), a, b).verdict, Verdict::TooFewRounds);
}

} // namespace
