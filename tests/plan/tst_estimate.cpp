// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/estimate.h"
#include "core/plan/plan_json.h"
#include "core/plan/presets.h"
#include "small_catalogue.h"

#include <gtest/gtest.h>

using namespace interleave;
using namespace interleave::plan;

namespace {

constexpr double kStart = 0.05;

Plan planOf(std::int64_t count, std::vector<Step> steps, std::vector<ExecutorEntry> executors)
{
    Plan plan;
    plan.workload.groups = {{"g", count, std::move(steps), {}, {}, {}}};
    plan.executors = std::move(executors);
    return plan;
}

const ExecutorEntry kSerial{"serial", "serial", {}, {}};
const ExecutorEntry kPool{"thread-pool", "pool", {{"workers", std::int64_t{4}}}, {}};
const ExecutorEntry kGather{"async-gather", "gather", {}, {}};

TEST(Estimate, SleepsSideBySideAsFarAsTheExecutorLetsThem)
{
    const auto estimated = estimate(planOf(10, {Sleep{100.0}}, {kSerial, kPool, kGather}), smallCatalogue(), 0, 2);
    ASSERT_EQ(estimated.secondsARun.size(), 3U);
    EXPECT_NEAR(estimated.secondsARun[0], 1.0 + kStart, 1e-9);
    EXPECT_NEAR(estimated.secondsARun[1], 0.25 + kStart, 1e-9);
    EXPECT_NEAR(estimated.secondsARun[2], 0.1 + kStart, 1e-9);
    EXPECT_NEAR(estimated.seconds, (1.35 + 3 * kStart) * 11, 1e-9) << "ten rounds and one to warm up";
    EXPECT_FALSE(estimated.atLeast);
}

TEST(Estimate, ComputingTakesCores)
{
    const auto estimated = estimate(planOf(8, {Compute{100.0, true}}, {kSerial, kPool, kGather}), smallCatalogue(), 5000, 2);
    EXPECT_NEAR(estimated.secondsARun[0], 0.8 + kStart, 1e-9);
    EXPECT_NEAR(estimated.secondsARun[1], 0.4 + kStart, 1e-9) << "four workers on two cores";
    EXPECT_NEAR(estimated.secondsARun[2], 0.8 + kStart, 1e-9) << "a loop has one";
    EXPECT_NEAR(estimate(planOf(8, {Compute{500'000.0, false}}, {kSerial}), smallCatalogue(), 5000, 2).secondsARun[0], 0.8 + kStart, 1e-9);
    EXPECT_NEAR(estimate(planOf(8, {Compute{100'000'000.0, false}}, {kSerial}), smallCatalogue(), 0, 2).secondsARun[0], 0.8 + kStart, 1e-9) << "a guess";
}

TEST(Estimate, NumbersThatDifferAreTakenAtTheirMeanAndTheLongestTaskIsABound)
{
    EXPECT_NEAR(estimate(planOf(10, {Sleep{Indexed{100, 10, 10}}}, {kSerial, kGather}), smallCatalogue(), 0, 2).secondsARun[0], 1.45 + kStart, 1e-9);
    EXPECT_NEAR(estimate(planOf(10, {Sleep{Indexed{100, 10, 10}}}, {kSerial, kGather}), smallCatalogue(), 0, 2).secondsARun[1], 0.19 + kStart, 1e-9);
    const Distribution drawn{Distribution::Kind::Uniform, 50, 150};
    EXPECT_NEAR(estimate(planOf(10, {Sleep{drawn}}, {kSerial}), smallCatalogue(), 0, 2).secondsARun[0], 1.0 + kStart, 1e-9);
}

TEST(Estimate, ArrivalsAndClientsAreBoundsToo)
{
    Plan plan = planOf(11, {Sleep{10.0}}, {kGather});
    plan.workload.arrival = {Arrival::Kind::Interval, 50, 0, 0, 0};
    EXPECT_NEAR(estimate(plan, smallCatalogue(), 0, 2).secondsARun[0], 0.5 + kStart, 1e-9);
    plan.workload.arrival = {Arrival::Kind::Poisson, 0, 100, 0, 0};
    EXPECT_NEAR(estimate(plan, smallCatalogue(), 0, 2).secondsARun[0], 0.11 + kStart, 1e-9);
    plan.workload.arrival = {Arrival::Kind::Closed, 0, 0, 2, 90};
    EXPECT_NEAR(estimate(plan, smallCatalogue(), 0, 2).secondsARun[0], 0.55 + kStart, 1e-9);
}

TEST(Estimate, HoldersOfALockWaitForEachOther)
{
    Catalogue catalogue = smallCatalogue();
    for (auto &executor : catalogue.executors)
        executor.steps = {"lock", "command", "sleep"};
    const auto estimated = estimate(planOf(10, {Lock{"door", 20.0}}, {kGather, kPool}), catalogue, 0, 2);
    EXPECT_NEAR(estimated.secondsARun[0], 0.2 + kStart, 1e-9);
    EXPECT_NEAR(estimated.secondsARun[1], 0.2 + kStart, 1e-9);
}

TEST(Estimate, WhatNobodyKnowsBeforeMakesItABoundFromBelow)
{
    Catalogue catalogue = smallCatalogue();
    for (auto &executor : catalogue.executors)
        executor.steps = {"command", "file", "network"};
    EXPECT_TRUE(estimate(planOf(2, {Command{{"true"}, {}, 0}}, {kSerial}), catalogue, 0, 2).atLeast);
    EXPECT_TRUE(estimate(planOf(2, {File{}}, {kSerial}), catalogue, 0, 2).atLeast);
    Network network;
    network.delayMs = 100.0;
    EXPECT_FALSE(estimate(planOf(2, {network}, {kSerial}), catalogue, 0, 2).atLeast);
    EXPECT_NEAR(estimate(planOf(2, {network}, {kSerial}), catalogue, 0, 2).secondsARun[0], 0.2 + kStart, 1e-9);
    network.host = "example.org";
    EXPECT_TRUE(estimate(planOf(2, {network}, {kSerial}), catalogue, 0, 2).atLeast);
}

TEST(Estimate, WhatCannotRunTakesNoTimeAndTheTimeOutIsTheEnd)
{
    Plan plan = planOf(10, {Sleep{60'000.0}}, {kSerial, {"async-queue", "later", {}, {}}, {"unheard-of", "x", {}, {}}});
    plan.timeoutS = 2;
    const auto estimated = estimate(plan, smallCatalogue(), 0, 2);
    EXPECT_EQ(estimated.secondsARun, (std::vector<double>{2, 0, 0}));
}

TEST(Estimate, AMillionTasksCostNoMoreThanTen)
{
    const auto estimated = estimate(planOf(1'000'000, {Sleep{1.0}}, {kPool}), smallCatalogue(), 0, 2);
    EXPECT_NEAR(estimated.secondsARun[0], 60, 1e-9) << "the time-out";
    EXPECT_NEAR(estimated.seconds, 660, 1e-9);
}

} // namespace
