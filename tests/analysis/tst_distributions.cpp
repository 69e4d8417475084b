// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/distributions.h"
#include "tests/analysis/experiment.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

using namespace interleave;
using namespace interleave::analysis;
using interleave::analysis::test::Experiment;
using interleave::analysis::test::kMs;
using interleave::analysis::test::task;
using record::RunRecord;
using testing::ElementsAre;

namespace {

using Values = std::vector<double>;

Values counting(std::size_t n)
{
    Values values(n);
    std::iota(values.begin(), values.end(), 1.0);
    return values;
}

TEST(ValuePool, KeepsEveryValueOfAFewAndRejectsWhatIsNone)
{
    const ValuePool pool({3, 1, std::numeric_limits<double>::quiet_NaN(), 2, -1});
    EXPECT_TRUE(pool.exact());
    EXPECT_EQ(pool.size(), 3U);
    EXPECT_EQ(pool.rejected(), 2U);
    EXPECT_EQ(pool.min(), 1);
    EXPECT_EQ(pool.max(), 3);
    EXPECT_EQ(pool.quantile(0.5), 2);
    EXPECT_EQ(pool.percentile(0.5), std::nullopt) << "three values have no median that one may show";
}

TEST(ValuePool, OfNothingHasNothing)
{
    const ValuePool pool({});
    EXPECT_EQ(pool.size(), 0U);
    EXPECT_EQ(pool.min(), std::nullopt);
    EXPECT_EQ(pool.quantile(0.5), std::nullopt);
    EXPECT_TRUE(pool.ecdf().empty());
    EXPECT_TRUE(pool.percentilePlot().empty());
    EXPECT_EQ(boxOf(pool), std::nullopt);
    EXPECT_EQ(boxOf(Values{}), std::nullopt);
}

TEST(ValuePool, AboveAMillionIsAHistogramAndWithinAThousandth)
{
    Values values(ValuePool::kExactValues + 1);
    for (std::size_t i = 0; i < values.size(); ++i)
        values[i] = 1e6 + 37.0 * static_cast<double>(i);
    const ValuePool pool(values);
    EXPECT_FALSE(pool.exact());
    EXPECT_EQ(pool.size(), values.size());
    EXPECT_EQ(pool.min(), 1e6);
    EXPECT_EQ(pool.max(), values.back());
    for (const double p : {0.0, 0.5, 0.9, 0.99, 0.999, 1.0})
        EXPECT_NEAR(*pool.quantile(p) / quantileSorted(values, p), 1, 0.001) << p;
    EXPECT_EQ(pool.quantile(1), values.back());
}

TEST(DigitHistogram, HoldsEachValueWithinAThousandthFromANanosecondToAnHour)
{
    for (std::int64_t value = 1; value < 3'600'000'000'000; value += value / 7 + 1) {
        DigitHistogram histogram;
        histogram.add(value);
        EXPECT_GE(histogram.valueAt(0.5), value);
        EXPECT_LE(static_cast<double>(histogram.valueAt(0.5)), static_cast<double>(value) * 1.001);
    }
}

TEST(DigitHistogram, MergesAndCounts)
{
    DigitHistogram a, b;
    a.add(10, 3);
    b.add(1'000'000'000);
    b.add(-5);
    a.merge(b);
    EXPECT_EQ(a.total(), 5U);
    EXPECT_EQ(a.valueAt(0), 0);
    EXPECT_EQ(a.valueAt(0.5), 10);
    EXPECT_NEAR(static_cast<double>(a.valueAt(1)), 1e9, 1e6);
    EXPECT_EQ(DigitHistogram().valueAt(0.5), 0);
}

TEST(Ecdf, OfAFewIsEveryStep)
{
    const auto points = ValuePool({2, 1, 2, 4}).ecdf();
    ASSERT_EQ(points.size(), 3U);
    EXPECT_EQ(points[0].value, 1);
    EXPECT_EQ(points[0].share, 0.25);
    EXPECT_EQ(points[1].value, 2);
    EXPECT_EQ(points[1].share, 0.75);
    EXPECT_EQ(points[2].share, 1);
}

TEST(Ecdf, OfManyIsBoundedTrueAtEachPointAndKeepsTheExtremes)
{
    Values values = counting(100'000);
    values.push_back(1e9);
    const ValuePool pool(values);
    const auto points = pool.ecdf(200);
    EXPECT_LE(points.size(), 200U);
    EXPECT_GE(points.size(), 100U);
    EXPECT_EQ(points.front().value, 1);
    EXPECT_EQ(points.back().value, 1e9);
    EXPECT_EQ(points.back().share, 1);
    EXPECT_EQ(points[points.size() - 2].value, 100'000) << "the tail is dense";
    for (std::size_t i = 0; i + 1 < points.size(); ++i) {
        EXPECT_NEAR(points[i].share, points[i].value / 100'001, 1e-12);
        EXPECT_LT(points[i].value, points[i + 1].value);
        EXPECT_LT(points[i + 1].share - points[i].share, 0.03) << "no long jump";
    }
}

TEST(Ecdf, OfAMillionEqualValuesIsOneStep)
{
    const auto points = ValuePool(Values(5000, 7.0)).ecdf(100);
    ASSERT_EQ(points.size(), 1U);
    EXPECT_EQ(points[0].share, 1);
}

TEST(PercentilePlot, EndsAtTheLargestPercentileThatNAllows)
{
    const auto last = [](std::size_t n) { return ValuePool(counting(n)).percentilePlot().back().p; };
    EXPECT_EQ(last(5), 0) << "the smallest value alone";
    EXPECT_LT(last(367), 0.99);
    EXPECT_EQ(last(368), 0.99);
    EXPECT_EQ(last(3688), 0.999);
    EXPECT_EQ(last(36'887), 0.9999);
    EXPECT_EQ(last(900'000), 0.9999);
}

TEST(PercentilePlot, HasNamedPercentilesOnceAndIntervals)
{
    const auto points = ValuePool(counting(1000)).percentilePlot();
    EXPECT_TRUE(std::is_sorted(points.begin(), points.end(), [](const auto &a, const auto &b) { return a.p < b.p; }));
    for (const double named : {0.0, 0.25, 0.5, 0.9, 0.95, 0.99})
        EXPECT_EQ(std::count_if(points.begin(), points.end(), [&](const auto &p) { return std::abs(p.p - named) < 1e-6; }), 1) << named;
    const auto median = std::find_if(points.begin(), points.end(), [](const auto &p) { return p.p == 0.5; });
    EXPECT_EQ(median->value, 500.5);
    EXPECT_EQ(median->interval, medianInterval(counting(1000)));
    EXPECT_GE(points.size(), 20U);
}

TEST(Box, HasTukeysNumbersAndTheValuesThemselves)
{
    const auto box = boxOf({1, 2, 3, 4, 5, 6, 7, 8, 9, 100});
    EXPECT_EQ(box->n, 10U);
    EXPECT_EQ(box->median, 5.5);
    EXPECT_EQ(box->q1, 3.25);
    EXPECT_EQ(box->q3, 7.75);
    EXPECT_EQ(box->whiskerLow, 1);
    EXPECT_EQ(box->whiskerHigh, 9) << "the outlier is no whisker";
    EXPECT_EQ(box->max, 100) << "and is not dropped";
    ASSERT_EQ(box->points.size(), 10U);
    EXPECT_EQ(box->points[9].mark, OutlierMark::Severe);
    EXPECT_EQ(box->points[0].mark, OutlierMark::None);
}

TEST(Box, PointsStandInTheOrderOfTheRuns)
{
    const auto box = boxOf({5, 1, 3});
    EXPECT_EQ(box->points[0].value, 5);
    EXPECT_EQ(box->points[1].value, 1);
}

TEST(Box, OfManyValuesHasOnlyTheOutermostOutliers)
{
    Values values(5000, 10.0);
    for (int i = 0; i < 1000; ++i)
        values[static_cast<std::size_t>(i)] = 10 + i * 0.001;
    values[10] = 1e6;
    values[11] = 0.001;
    const auto box = boxOf(values);
    EXPECT_EQ(box->n, 5000U);
    EXPECT_LE(box->points.size(), Box::kAllPoints);
    EXPECT_EQ(box->points.front().value, 0.001);
    EXPECT_EQ(box->points.back().value, 1e6);
}

TEST(Box, OfOneValueIsThatValue)
{
    const auto box = boxOf({7});
    EXPECT_EQ(box->min, 7);
    EXPECT_EQ(box->whiskerLow, 7);
    EXPECT_EQ(box->whiskerHigh, 7);
    EXPECT_EQ(box->points.size(), 1U);
}

TEST(CommonHistogram, HasTheSameBinsForAll)
{
    const std::vector<ValuePool> pools{ValuePool({1, 10, 100}), ValuePool({10'000, 10'000, 0}), ValuePool({})};
    const auto histogram = commonHistogram(pools, 4);
    ASSERT_EQ(histogram.edges.size(), 5U);
    for (std::size_t i = 0; i < 5; ++i)
        EXPECT_NEAR(histogram.edges[i], std::pow(10.0, i), 1e-9 * std::pow(10.0, i));
    EXPECT_EQ(std::accumulate(histogram.counts[0].begin(), histogram.counts[0].end(), std::uint64_t{0}), 3U);
    EXPECT_THAT(histogram.counts[1], ElementsAre(0, 0, 0, 2)) << "the last bin holds its upper edge";
    EXPECT_THAT(histogram.zeros, ElementsAre(0, 1, 0));
    EXPECT_THAT(histogram.totals, ElementsAre(3, 3, 0));
    EXPECT_THAT(histogram.counts[2], ElementsAre(0, 0, 0, 0));
}

TEST(CommonHistogram, OfOneValueIsOneBinAndOfNoneNoBin)
{
    const auto same = commonHistogram(std::vector<ValuePool>{ValuePool({5, 5, 5})});
    ASSERT_EQ(same.edges.size(), 2U);
    EXPECT_LT(same.edges[0], 5);
    EXPECT_GT(same.edges[1], 5);
    EXPECT_THAT(same.counts[0], ElementsAre(3));
    const auto zeros = commonHistogram(std::vector<ValuePool>{ValuePool({0, 0})});
    EXPECT_TRUE(zeros.edges.empty());
    EXPECT_THAT(zeros.zeros, ElementsAre(2));
    EXPECT_TRUE(commonHistogram({}).counts.empty());
}

TEST(ParetoSet, HoldsWhatNobodyBeatsEverywhere)
{
    EXPECT_EQ(paretoSet({{1, 9}, {2, 8}, {3, 8}, {9, 1}, {9, 9}}), (std::vector<bool>{true, true, false, true, false}));
    EXPECT_EQ(paretoSet({{1, 1}, {1, 1}}), (std::vector<bool>{true, true})) << "equal points do not beat each other";
    EXPECT_EQ(paretoSet({{1, 1, 5}, {1, 1, 4}}), (std::vector<bool>{false, true}));
    EXPECT_TRUE(paretoSet({}).empty());
}

Experiment::Change with(std::int64_t bytes, std::int64_t cpu)
{
    return [=](RunRecord &run) {
        run.usage.rssPeakBytes = bytes;
        run.usage.userNs = cpu;
        run.usage.systemNs = 0;
    };
}

TEST(Scatter, FlagsTheParetoSetWithinALeague)
{
    Experiment experiment;
    const auto add = [&](const char *label, double ms, std::int64_t bytes, std::int64_t cpu, std::vector<std::string> groups = {}) {
        experiment.runs(experiment.entry(label, std::move(groups)), Values(10, ms * kMs), with(bytes, cpu));
    };
    add("quick", 10, 9000, 5);
    add("lean", 30, 1000, 5);
    add("beaten", 30, 9000, 6);
    add("frugal", 40, 9000, 1);
    add("of other groups", 99, 99'999, 99, {"io"});
    experiment.runs(experiment.entry("memory unknown"), Values(10, 1.0));
    const auto points = scatterOf(experiment.record(), rank(experiment.record()));
    ASSERT_EQ(points.size(), 5U);
    std::vector<bool> flags;
    for (const ScatterPoint &point : points)
        flags.push_back(point.pareto);
    EXPECT_EQ(flags, (std::vector<bool>{true, true, false, true, true}));
    EXPECT_EQ(points[0].timeNs, 10.0 * kMs);
    EXPECT_EQ(points[0].memoryBytes, 9000);
    EXPECT_EQ(points[0].time, std::pair(10.0 * kMs, 10.0 * kMs));
    EXPECT_NE(points[4].league, points[0].league);
}

TEST(PoolOf, TakesSucceededTasksOfRunsThatCount)
{
    Experiment experiment;
    const auto a = experiment.entry("a");
    experiment.runs(a, {10, 20, 30});
    experiment.run(a, 4, 5, [](RunRecord &run) { run.superseded = true; });
    experiment.run(a, 5, 6, [](RunRecord &run) { run.tasks[0].status = trace::TaskStatus::Failed; });
    experiment.run(a, 6, 7, [](RunRecord &run) { run.tasks[0].due = 3; });
    const ValuePool pool = poolOf(experiment.record(), a, TaskMetric::Latency);
    EXPECT_EQ(pool.size(), 4U);
    EXPECT_EQ(pool.min(), 4) << "from when it was due";
    EXPECT_EQ(pool.max(), 30);
    EXPECT_THAT(figuresOf(experiment.record(), a, Goal::Makespan), ElementsAre(10, 20, 30, 6, 7));
}

TEST(PoolOf, MoreThanAMillionTasksIsAHistogram)
{
    Experiment experiment;
    const auto a = experiment.entry("a");
    const auto many = [](RunRecord &run) {
        run.tasks.clear();
        for (std::uint32_t i = 0; i < 600'000; ++i)
            run.tasks.push_back(task(i, 1000 + i));
        run.tasks[0].due = 5000; // ended before it was due: no latency
    };
    experiment.runs(a, {1e6, 1e6}, many);
    const ValuePool pool = poolOf(experiment.record(), a, TaskMetric::Latency);
    EXPECT_FALSE(pool.exact());
    EXPECT_EQ(pool.size(), 1'199'998U);
    EXPECT_EQ(pool.rejected(), 2U);
    EXPECT_NEAR(*pool.percentile(0.5) / 301'000, 1, 0.001);
    EXPECT_EQ(pool.max(), 600'999);
}

} // namespace
