// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/conditions.h"
#include "core/record/cautions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace base = interleave::base;
namespace engine = interleave::engine;
namespace metrics = interleave::metrics;
namespace plan = interleave::plan;
namespace record = interleave::record;
using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

namespace {

/// Two CPUs that were idle for so long in all, at `at`; the run had taken `ours`.
engine::MachineLook look(base::Nanoseconds at, base::Nanoseconds idle, base::Nanoseconds ours)
{
    engine::MachineLook look;
    look.machine.time = look.machine.bootTime = look.machine.wallClock = 100s + at;
    look.machine.times = metrics::MachineTimes{2, idle, 0s};
    look.machine.swappedPages = 50;
    look.machine.throttling = metrics::Throttling{100, 10, 1s};
    look.ours = ours;
    return look;
}

metrics::MachineUse quiet()
{
    metrics::MachineUse use;
    use.span = 1s;
    use.capacity = 2s;
    use.foreignPercent = 1;
    use.stealPercent = 0;
    use.swappedPages = 0;
    use.throttling = metrics::Throttling{10, 0, 0s};
    return use;
}

} // namespace

TEST(Conditions, OfFewerThanTwoLooksNothingIsKnown)
{
    EXPECT_EQ(engine::conditionsOf({}), record::Conditions{});
    EXPECT_EQ(engine::conditionsOf(std::vector{look(0s, 0s, 0s)}), record::Conditions{});
}

TEST(Conditions, ASampleBetweenEachTwoLooksAndTheTotalsFromTheFirstToTheLast)
{
    // One second of ours alone, one with 60 % of the machine taken by others.
    std::vector looks{look(0s, 0s, 0s), look(1s, 1s, 1s), look(2s, 1300ms, 1500ms)};
    looks[2].machine.ownCpu = 20ms;
    const auto conditions = engine::conditionsOf(looks);
    ASSERT_EQ(conditions.samples.size(), 2U);
    EXPECT_EQ(conditions.samples[0].time, 101s);
    EXPECT_DOUBLE_EQ(*conditions.samples[0].foreignPercent, 0);
    EXPECT_DOUBLE_EQ(*conditions.samples[1].foreignPercent, 59);
    EXPECT_DOUBLE_EQ(*conditions.foreignPercent, 29.5);
    EXPECT_DOUBLE_EQ(*conditions.controllerPercent, 0.5);
    EXPECT_DOUBLE_EQ(*conditions.stealPercent, 0);
    EXPECT_EQ(conditions.swappedPages, 0);
    EXPECT_EQ(conditions.periods, 0);
    EXPECT_FALSE(conditions.suspended);
    EXPECT_EQ(conditions.disturbance, "other programs took 30 % of the machine");
}

TEST(Conditions, SwapAndThrottlingShowInTheSampleInWhichTheyHappened)
{
    std::vector looks{look(0s, 0s, 0s), look(1s, 1s, 1s), look(2s, 2s, 2s)};
    looks[2].machine.swappedPages = 53;
    looks[2].machine.throttling = metrics::Throttling{120, 11, 1100ms};
    const auto conditions = engine::conditionsOf(looks);
    EXPECT_FALSE(conditions.samples[0].swapped || conditions.samples[0].throttled);
    EXPECT_TRUE(conditions.samples[1].swapped && conditions.samples[1].throttled);
    EXPECT_EQ(conditions.swappedPages, 3);
    EXPECT_EQ(conditions.periods, 20);
    EXPECT_EQ(conditions.throttledPeriods, 1);
    EXPECT_EQ(conditions.throttledNs, 100'000'000);
}

TEST(Conditions, WhatThisMachineDoesNotTellStaysEmpty)
{
    std::vector looks{look(0s, 0s, 0s), look(1s, 1s, 1s)};
    for (auto &one : looks) {
        one.machine.times.reset();
        one.machine.swappedPages.reset();
        one.machine.throttling.reset();
    }
    const auto conditions = engine::conditionsOf(looks);
    EXPECT_FALSE(conditions.foreignPercent || conditions.stealPercent || conditions.controllerPercent || conditions.swappedPages || conditions.periods);
    EXPECT_EQ(conditions.disturbance, "");
}

TEST(Disturbance, IsWhatIsInTheRed)
{
    EXPECT_EQ(engine::disturbanceOf(quiet()), "");
    EXPECT_EQ(engine::disturbanceOf({}), "");
    auto use = quiet();
    use.foreignPercent = 16.5;
    EXPECT_EQ(engine::disturbanceOf(use), "other programs took 16 % of the machine");
    use = quiet();
    use.stealPercent = 3.5;
    EXPECT_EQ(engine::disturbanceOf(use), "the host of this virtual machine took 3.5 % of the CPU");
    use = quiet();
    use.throttling = metrics::Throttling{40, 3, 5ms};
    EXPECT_EQ(engine::disturbanceOf(use), "the CPU quota throttled it in 7.5 % of its periods");
    use.throttling = metrics::Throttling{40, 2, 5ms};
    EXPECT_EQ(engine::disturbanceOf(use), "") << "5 % are not more than 5 %";
    use = quiet();
    use.swappedPages = 1;
    EXPECT_EQ(engine::disturbanceOf(use), "1 pages were swapped");
    use = quiet();
    use.slept = 90s;
    EXPECT_EQ(engine::disturbanceOf(use), "the machine slept for 90 s");
}

TEST(Disturbance, WhatTheTicksMayHaveAddedIsNone)
{
    // 20 ms of a capacity of 400 ms are 5 %.
    auto use = quiet();
    use.span = 200ms;
    use.capacity = 400ms;
    use.foreignPercent = 19;
    EXPECT_EQ(engine::disturbanceOf(use), "");
    use.foreignPercent = 21;
    EXPECT_NE(engine::disturbanceOf(use), "");
    use = quiet();
    use.stealPercent = 2.5;
    EXPECT_EQ(engine::disturbanceOf(use), "") << "of a second of two CPUs they are 1 %";
}

TEST(Cautions, OfAMachineOfWhichNothingIsKnownThereAreNone) { EXPECT_THAT(record::cautionsFor({}, {}), IsEmpty()); }

TEST(Cautions, ALineForEachSign)
{
    record::Environment environment;
    environment.buildType = "Debug";
    environment.clockResolutionNs = 4'000'000;
    environment.governor = "powersave";
    environment.turbo = true;
    environment.onBattery = true;
    environment.virtualization = "virtual machine (KVM)";
    environment.cores = {1.5, 4, 1.5, 8};
    environment.foreignPercent = 12.5;
    environment.stealPercent = 0.75;
    environment.pressureCpuUs = 8000;
    EXPECT_THAT(record::cautionsFor(environment, {{"thread-pool", 1}, {"process-pool workers=8", 8}}),
        ElementsAre("Interleave itself is a Debug build: its own work is slower than in a release", "other programs take 12.5 % of the machine",
            "the host of this virtual machine takes 0.8 % of the CPU", "tasks wait for a CPU 8 ms a second before anything of ours runs", "the machine runs on battery",
            "the CPU saves power (governor powersave)", "a quota allows 1.5 of 4 cores: what goes beyond is throttled",
            "process-pool workers=8: 8 workers compute on 1.5 allowed cores and wait for each other", "the clock goes in steps of 4000000 ns", HasSubstr("turbo is on"),
            "this is a virtual machine (KVM): others may share its CPUs"));
}

TEST(Cautions, OfSeveralCrowdsOneLine)
{
    record::Environment environment;
    environment.cores.allowed = 2;
    EXPECT_THAT(record::cautionsFor(environment, {{"a", 4}, {"b", 2}, {"c", 8}, {"d", 3}}),
        ElementsAre("a and 2 more: up to 8 workers compute on 2 allowed cores and wait for each other"));
}

TEST(Cautions, TheLoadCountsWhereOtherProgramsAreNotKnown)
{
    record::Environment environment;
    environment.cores.allowed = 2;
    environment.loadAverage = 1.5;
    EXPECT_THAT(record::cautionsFor(environment, {}), ElementsAre("the machine's load is 1.5"));
    environment.foreignPercent = 1;
    EXPECT_THAT(record::cautionsFor(environment, {}), IsEmpty());
}

TEST(Cautions, EveryKindHasItsWordsInItsPlaceAndIsKnownAgainInARecord)
{
    const auto catalogue = record::cautionCatalogue();
    for (std::size_t i = 0; i < catalogue.size(); ++i) {
        EXPECT_EQ(static_cast<std::size_t>(catalogue[i].kind), i);
        const record::Caution caution{&catalogue[i], {std::string("one: 1 %2"), 2.0, 3.5, std::string("four")}};
        const auto again = record::cautionIn(record::english(caution));
        ASSERT_TRUE(again) << catalogue[i].what;
        EXPECT_EQ(again->words, &catalogue[i]);
        EXPECT_EQ(record::english(*again), record::english(caution));
    }
    EXPECT_FALSE(record::cautionIn("fewer cores than workers"));
    EXPECT_FALSE(record::cautionIn(""));
}

TEST(Cautions, CrowdsAreEntriesThatComputeWithTheirWorkersButNoMoreThanTasks)
{
    plan::Plan plan;
    plan.workload.groups = {{"compute", 3, {plan::Compute{1000.0, false}}, {}, {}, {}}, {"sleep", 20, {plan::Sleep{1.0}}, {}, {}, {}}};
    plan::ParameterDescriptor workers;
    workers.key = "workers";
    workers.defaultValue = std::int64_t{16};
    plan::Catalogue catalogue;
    for (const char *id : {"pool", "loop"}) {
        plan::ExecutorDescriptor descriptor;
        descriptor.id = id;
        descriptor.steps = {"compute", "sleep"};
        if (catalogue.executors.empty())
            descriptor.parameters = {workers};
        catalogue.executors.push_back(descriptor);
    }
    plan::ExecutorEntry pool, few, sleeper, loop;
    pool.id = few.id = sleeper.id = "pool";
    loop.id = "loop";
    pool.label = "all";
    few.label = "few";
    few.parameters["workers"] = std::int64_t{2};
    sleeper.groups = {"sleep"};
    plan.executors = {pool, few, sleeper, loop};
    const auto crowds = record::crowdsOf(plan, catalogue);
    ASSERT_EQ(crowds.size(), 2U);
    EXPECT_EQ(crowds[0].label, "all");
    EXPECT_EQ(crowds[0].workers, 16);
    EXPECT_EQ(crowds[1].workers, 2);
}

TEST(Cautions, AQuietMachineHasNone)
{
    record::Environment environment;
    environment.buildType = "Release";
    environment.clockResolutionNs = 20;
    environment.governor = "performance";
    environment.turbo = false;
    environment.onBattery = false;
    environment.cores = {4, 4, 4.0, 4};
    environment.foreignPercent = 5;
    environment.stealPercent = 0.5;
    environment.pressureCpuUs = 5000;
    EXPECT_THAT(record::cautionsFor(environment, {{"thread-pool", 4}}), IsEmpty());
}
