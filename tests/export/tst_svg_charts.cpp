// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/svg_charts.h"

#include "core/analysis/distributions.h"
#include "core/analysis/interactions.h"
#include "core/export/svg_axis.h"
#include "core/export/svg_canvas.h"
#include "tests/export/example.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <regex>

namespace interleave::exporting {
namespace {

std::size_t countOf(const std::string &text, const std::string &word)
{
    std::size_t n = 0;
    for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + word.size()))
        ++n;
    return n;
}

/// The experiment of the example with all its runs good and `rounds` rounds, the second entry ten times slower and with more memory.
record::ExperimentRecord goodExperiment(int rounds)
{
    record::ExperimentRecord experiment = exampleExperiment();
    const auto model = experiment.runs[0];
    experiment.runs.clear();
    for (int i = 0; i < 2 * rounds; ++i) {
        auto run = std::make_shared<record::RunRecord>(*model);
        const auto entry = static_cast<std::uint32_t>(i % 2);
        run->key = {base::RunId{static_cast<std::uint32_t>(i + 1)}, base::EntryId{entry}, i / 2, i / 2, false};
        run->entry = experiment.plan.executors[entry];
        run->makespanNs = (entry == 0 ? 1'000'000 : 3'000'000) + 1'000 * i;
        run->usage.pssPeakBytes = (entry + 1) * 1024 * 1024;
        run->usage.userNs = (entry + 1) * 1'000;
        run->usage.systemNs = 0;
        experiment.runs.push_back(run);
    }
    return experiment;
}

TEST(SvgCharts, EveryRunIsADotAndEveryEntryWithSixRunsHasItsInterval)
{
    const record::ExperimentRecord experiment = goodExperiment(6);
    const std::string svg = makespanSvg(experiment, analysis::rank(experiment));
    EXPECT_EQ(countOf(svg, "<circle"), 12U);
    EXPECT_EQ(countOf(svg, "class=\"thick"), 4U) << "median and interval of two entries";
    const record::ExperimentRecord few = goodExperiment(5);
    EXPECT_EQ(countOf(makespanSvg(few, analysis::rank(few)), "class=\"thick"), 2U) << "below six runs there is no interval";
}

TEST(SvgCharts, ThePartsOfABarFillItToTheLatency)
{
    const record::ExperimentRecord experiment = goodExperiment(6);
    const std::string svg = timeSplitSvg(experiment, analysis::rank(experiment));
    const std::regex bar("<rect x=\"([0-9.]+)\" y=\"[0-9.]+\" width=\"([0-9.]+)\" height=\"16\"");
    double end = 0;
    std::size_t bars = 0;
    for (auto it = std::sregex_iterator(svg.begin(), svg.end(), bar); it != std::sregex_iterator(); ++it) {
        const double x = std::stod((*it)[1]);
        if (x > 210.5)
            EXPECT_NEAR(x, end, 0.02) << "each part begins where the one before ends";
        else
            ++bars;
        end = x + std::stod((*it)[2]);
    }
    EXPECT_EQ(bars, 2U);
    EXPECT_NEAR(end, Axis::linear(80, 210, 770).at(80), 0.02) << "latencies are 60 and 100 ns: 80 on average";
}

TEST(SvgCharts, TheScatterRingsExactlyTheParetoSet)
{
    const record::ExperimentRecord experiment = goodExperiment(6);
    const analysis::Ranking ranking = analysis::rank(experiment);
    const auto points = analysis::scatterOf(experiment, ranking);
    ASSERT_EQ(points.size(), 2U);
    EXPECT_TRUE(points[0].pareto && !points[1].pareto) << "the second takes more time and memory";
    EXPECT_EQ(countOf(scatterSvg(experiment, ranking), "r=\"8.5\""), 1U);
}

TEST(SvgCharts, NamesOfThingsThatLieCloseTogetherDoNotLieOverEachOther)
{
    record::ExperimentRecord experiment = goodExperiment(6);
    experiment.plan.executors.front().label = "the name of the first of the two";
    const std::string svg = scatterSvg(experiment, analysis::rank(experiment));
    std::vector<std::pair<double, double>> names;
    const std::regex name("<text x=\"([0-9.]+)\" y=\"([0-9.]+)\" class=\"t\"");
    for (auto it = std::sregex_iterator(svg.begin(), svg.end(), name); it != std::sregex_iterator(); ++it)
        names.emplace_back(std::stod((*it)[1]), std::stod((*it)[2]));
    ASSERT_EQ(names.size(), 2U);
    EXPECT_TRUE(std::abs(names[0].second - names[1].second) >= 14 || std::abs(names[0].first - names[1].first) > 26 * 7);
}

TEST(SvgCharts, ANarrowAxisHasFewSteps)
{
    EXPECT_EQ(Axis::linear(872e6, 0, 195, 3).ticks().size(), 3U) << "0, 500 ms, 1 s";
    EXPECT_EQ(Axis::linear(872e6, 0, 600).ticks().size(), 6U) << "0, 200 ms … 1 s";
}

TEST(SvgCharts, TheLatencyCurveRisesFromNothingToAll)
{
    const record::ExperimentRecord experiment = goodExperiment(1);
    const std::string svg = latencySvg(experiment, analysis::rank(experiment));
    std::smatch path;
    ASSERT_TRUE(std::regex_search(svg, path, std::regex("<path d=\"M([0-9.]+) ([0-9.]+)([^\"]*)\" class=\"line s1\"")));
    const std::string rest = path[3];
    EXPECT_DOUBLE_EQ(std::stod(path[2]), 270) << "bottom: no task yet";
    EXPECT_DOUBLE_EQ(std::stod(rest.substr(rest.rfind('V') + 1)), 10) << "top: all tasks";
}

TEST(SvgCharts, WithoutATraceOrRunsThereIsNoPicture)
{
    record::ExperimentRecord experiment = exampleExperiment();
    EXPECT_EQ(sequenceSvg(*experiment.runs[1]), "") << "no trace was kept of it";
    experiment.runs.clear();
    const analysis::Ranking ranking = analysis::rank(experiment);
    for (const std::string &svg : {makespanSvg(experiment, ranking), latencySvg(experiment, ranking), timeSplitSvg(experiment, ranking), seriesSvg(experiment, ranking),
                                   scatterSvg(experiment, ranking)})
        EXPECT_EQ(svg, "");
}

TEST(SvgCharts, TheSequenceShowsAtMostSoManyHandOvers)
{
    const record::ExperimentRecord experiment = exampleExperiment();
    const record::RunRecord &run = *experiment.runs[0];
    const std::size_t all = analysis::interactions(*run.trace, run.runStart, 0).messages.size();
    ASSERT_GT(all, 2U);
    EXPECT_EQ(countOf(sequenceSvg(run, 60), "class=\"head\""), all);
    EXPECT_EQ(countOf(sequenceSvg(run, 2), "class=\"head\""), 2U);
}

TEST(SvgAxis, TicksAreRoundNumbersAndTheLastCoversTheLargestValue)
{
    const Axis axis = Axis::linear(312e6, 0, 100);
    EXPECT_DOUBLE_EQ(axis.to(), 400e6);
    EXPECT_EQ(timeTick(axis.ticks().at(1).value), "100 ms");
    EXPECT_DOUBLE_EQ(axis.at(400e6), 100);
    EXPECT_DOUBLE_EQ(axis.at(200e6), 50);
    EXPECT_DOUBLE_EQ(Axis::linear(0, 0, 100).to(), 1) << "nothing but zeros has an axis too";
}

TEST(SvgAxis, ALogarithmicAxisGivesEachDecadeTheSameRoom)
{
    const Axis axis = Axis::logarithmic(1e3, 1e9, 0, 700);
    EXPECT_NEAR(axis.at(1e6) - axis.at(1e5), axis.at(1e8) - axis.at(1e7), 1e-9);
    EXPECT_GT(axis.ticks().size(), 5U);
    EXPECT_GE(axis.at(1), 0) << "held within the axis";
}

TEST(SvgStyle, EntriesOfOneHueDifferInDashAndMarker)
{
    const auto looks = seriesLooks({"thread-pool", "thread-pool", "serial", "async-hybrid", "gil-threads"});
    EXPECT_EQ(looks[0].hue, looks[1].hue);
    EXPECT_NE(looks[0].dash, looks[1].dash);
    EXPECT_NE(looks[0].marker, looks[1].marker);
    EXPECT_EQ(looks[2].hue, 0);
    EXPECT_NE(looks[3].hue, looks[4].hue);
}

} // namespace
} // namespace interleave::exporting
