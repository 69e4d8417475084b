// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/draw.h"
#include "core/plan/tasks.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

using namespace interleave;
using namespace interleave::plan;

namespace {

constexpr std::uint64_t kDraws = 100'000;
const ExecutorEntry kSerial{"serial", "serial", {}, {}};

std::vector<double> draws(const Distribution &distribution, std::uint64_t seed = 1)
{
    std::vector<double> all;
    for (std::uint64_t i = 0; i < kDraws; ++i)
        all.push_back(draw(distribution, {seed, drawStream(0, 0, 0), i}));
    return all;
}

double meanOf(const std::vector<double> &values)
{
    double sum = 0;
    for (const double v : values)
        sum += v;
    return sum / static_cast<double>(values.size());
}

double quantile(std::vector<double> values, double p)
{
    std::sort(values.begin(), values.end());
    return values[static_cast<std::size_t>(p * static_cast<double>(values.size()))];
}

TEST(Draw, TheUniformHasItsMeanVarianceAndEnds)
{
    const auto values = draws({Distribution::Kind::Uniform, 2, 6});
    EXPECT_NEAR(meanOf(values), 4, 0.02); // standard error 0.0037
    EXPECT_GE(*std::min_element(values.begin(), values.end()), 2);
    EXPECT_LE(*std::max_element(values.begin(), values.end()), 6);
    EXPECT_NEAR(quantile(values, 0.25), 3, 0.05);
}

TEST(Draw, TheExponentialHasItsMeanAndQuantiles)
{
    const auto values = draws({Distribution::Kind::Exponential, 20, 0});
    EXPECT_NEAR(meanOf(values), 20, 0.3); // standard error 0.063
    EXPECT_NEAR(quantile(values, 0.5), 20 * std::log(2.0), 0.3);
    EXPECT_NEAR(quantile(values, 0.95), 20 * std::log(20.0), 1.2);
}

TEST(Draw, TheLognormalHasItsMedianAndMean)
{
    const Distribution distribution{Distribution::Kind::Lognormal, 10, 0.5};
    const auto values = draws(distribution);
    EXPECT_NEAR(quantile(values, 0.5), 10, 0.1);
    EXPECT_NEAR(quantile(values, 0.8413), 10 * std::exp(0.5), 0.25); // one sigma
    EXPECT_NEAR(meanOf(values), mean(distribution), 0.1);
}

TEST(Draw, NeighboursAndStreamsAreIndependent)
{
    double products = 0, streams = 0;
    for (std::uint64_t i = 0; i < kDraws; ++i) {
        const double u = uniform({1, 5, i}) - 0.5;
        products += u * (uniform({1, 5, i + 1}) - 0.5);
        streams += u * (uniform({1, 6, i}) - 0.5);
    }
    const double standardError = 1.0 / 12 / std::sqrt(static_cast<double>(kDraws));
    EXPECT_LT(std::abs(products / kDraws), 4 * standardError);
    EXPECT_LT(std::abs(streams / kDraws), 4 * standardError);
}

TEST(Draw, TheSameSeedGivesTheSameTasksToEveryEntry)
{
    Workload workload;
    workload.seed = 7;
    workload.groups = {{"a", 3, {Sleep{Distribution{Distribution::Kind::Exponential, 5, 0}}}, {}, {}, {}},
                       {"b", 50, {Sleep{Distribution{Distribution::Kind::Uniform, 1, 9}}, Lock{"l", Distribution{Distribution::Kind::Lognormal, 2, 1}}}, {}, {}, {}}};
    const auto all = expandTasks(workload, kSerial, {});
    const auto onlyB = expandTasks(workload, {"thread-pool", "x", {}, {"b"}}, {});
    ASSERT_EQ(onlyB.size(), 50U);
    for (std::size_t i = 0; i < onlyB.size(); ++i)
        EXPECT_EQ(onlyB[i].steps, all[i + 3].steps);
    workload.seed = 8;
    EXPECT_NE(expandTasks(workload, kSerial, {})[0].steps, all[0].steps);
}

TEST(Draw, WhatIsDrawnStaysInItsRange)
{
    Workload workload;
    workload.groups = {{"a", 2000, {Sleep{Distribution{Distribution::Kind::Lognormal, 86'400'000, 10}}}, {}, {}, {}}};
    for (const TaskSpec &task : expandTasks(workload, kSerial, {}))
        EXPECT_LE(task.steps[0].amount, 86'400'000LL * 1'000'000);
}

TEST(Arrivals, AnIntervalBeginsAtZeroAndPoissonHasItsRate)
{
    Workload workload;
    workload.groups = {{"a", 20'000, {}, {}, {}, {}}};
    workload.arrival = {Arrival::Kind::Interval, 10, 0, 0, 0};
    auto tasks = expandTasks(workload, kSerial, {});
    EXPECT_EQ(tasks[0].due.count(), 0);
    EXPECT_EQ(tasks[3].due, std::chrono::milliseconds(30));
    workload.arrival = {Arrival::Kind::Poisson, 0, 100, 0, 0};
    tasks = expandTasks(workload, kSerial, {});
    EXPECT_TRUE(std::is_sorted(tasks.begin(), tasks.end(), [](const TaskSpec &a, const TaskSpec &b) { return a.due < b.due; }));
    EXPECT_NEAR(base::toSeconds(tasks.back().due), 200, 6); // standard error 1.4
}

TEST(Details, StandInTheOrderOfGroupsAndSteps)
{
    Workload workload;
    workload.groups = {{"a", 1, {Lock{"x", 1.0}, Lock{"y", 1.0}}, {}, {}, {}}, {"b", 1, {Network{0.0, 3.0, 4.0, "localhost", 80, false}, Lock{"y", 1.0}}, {}, 5, 6}};
    EXPECT_EQ(lockNames(workload), (std::vector<std::string>{"x", "y"}));
    const auto details = stepDetails(workload);
    ASSERT_EQ(details.size(), 4U);
    EXPECT_EQ(details[2].host, "localhost");
    EXPECT_EQ(details[2].port, 80);
    EXPECT_FALSE(details[2].keepAlive);
    const auto tasks = expandTasks(workload, kSerial, {});
    EXPECT_EQ(details[tasks[1].steps[1].detail].lock, 1U);
    EXPECT_EQ(tasks[1].steps[0].second, 3);
    EXPECT_EQ(tasks[1].steps[0].third, 4);
    EXPECT_EQ(tasks[1].payloadBytes, 5U);
    EXPECT_EQ(tasks[1].resultBytes, 6U);
}

TEST(LeftOut, IsSaidWithTheReason)
{
    Workload workload;
    workload.groups = {{"io", 1, {Sleep{1.0}}, {}, {}, {}}, {"net", 1, {Network{}}, {}, {}, {}}};
    ExecutorDescriptor descriptor{"x", Family::Threads, "X", "", {}, {"sleep"}, true};
    EXPECT_EQ(whyLeftOut(workload, {"x", "x", {}, {}}, descriptor), "x cannot run the step network of the group net");
    EXPECT_FALSE(whyLeftOut(workload, {"x", "x", {}, {"io"}}, descriptor));
    workload.arrival.kind = Arrival::Kind::Closed;
    descriptor.closedLoop = false;
    EXPECT_TRUE(whyLeftOut(workload, {"x", "x", {}, {"io"}}, descriptor));
}

} // namespace
