// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/machine.h"
#include "core/metrics/machine_parse.h"
#include "core/metrics/machine_reading.h"
#include "core/metrics/spin_unit.h"

#include <gtest/gtest.h>

#include <time.h>

namespace base = interleave::base;
namespace metrics = interleave::metrics;
using namespace std::chrono_literals;

namespace {

/// A machine of two CPUs, `at` after some beginning, of which so much was idle and so much stolen.
metrics::MachineReading reading(base::Nanoseconds at, base::Nanoseconds idle, base::Nanoseconds steal = 0ns)
{
    metrics::MachineReading reading;
    reading.time = 100s + at;
    reading.bootTime = 200s + at;
    reading.wallClock = 1'700'000'000s + at;
    reading.times = metrics::MachineTimes{2, 50s + idle, 1s + steal};
    return reading;
}

} // namespace

TEST(MachineParse, StatGivesIdleWithWaitingAndStealInTicks)
{
    const auto times = metrics::parseMachineStat("cpu  815 1235 584 900 18 0 36 7 0 0\ncpu0 400 600 280 450 9 0 12 3 0 0\ncpu1 415 635 304 450 9 0 24 4 0 0\nintr 5 6\ncpu 9\n", 10ms);
    ASSERT_TRUE(times);
    EXPECT_EQ(times->cpus, 2);
    EXPECT_EQ(times->idle, 9180ms);
    EXPECT_EQ(times->steal, 70ms);
}

TEST(MachineParse, StatOfAnOldKernelHasNoSteal)
{
    const auto times = metrics::parseMachineStat("cpu 1 2 3 4\ncpu0 1 2 3 4\n", 10ms);
    ASSERT_TRUE(times);
    EXPECT_EQ(times->idle, 40ms);
    EXPECT_EQ(times->steal, 0ms);
}

TEST(MachineParse, StatWithoutCpusIsNone)
{
    for (const char *text : {"", "intr 1 2\n", "cpu 1 2 3 4\n", "cpu0 1 2 3 4\n"})
        EXPECT_FALSE(metrics::parseMachineStat(text, 10ms)) << text;
}

TEST(MachineParse, SwappedPagesAreThoseInAndOut)
{
    EXPECT_EQ(metrics::parseSwappedPages("nr_free 12\npswpin 30\npswpout 12\nother 1\n"), 42);
    EXPECT_FALSE(metrics::parseSwappedPages("pswpin 30\n"));
    EXPECT_FALSE(metrics::parseSwappedPages(""));
}

TEST(MachineParse, PressureIsTheTotalOfSome)
{
    EXPECT_EQ(metrics::parsePressureTotal("some avg10=99.86 avg60=99.55 avg300=83.38 total=10774304012\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=5\n"), 10774304012);
    EXPECT_FALSE(metrics::parsePressureTotal("full avg10=0.00 total=5\n"));
    EXPECT_FALSE(metrics::parsePressureTotal(""));
}

TEST(MachineParse, LoadIsTheFirstNumber)
{
    EXPECT_DOUBLE_EQ(*metrics::parseLoadAverage("4.71 3.33 2.06 13/412 12807\n"), 4.71);
    EXPECT_DOUBLE_EQ(*metrics::parseLoadAverage("0.05 0.01 0.00 1/80 5"), 0.05);
    for (const char *text : {"", "x", "4", "4.7 1", "4.712 1"})
        EXPECT_FALSE(metrics::parseLoadAverage(text)) << text;
}

TEST(MachineParse, ThrottlingOfBothVersionsIsInNanoseconds)
{
    const auto v2 = metrics::parseThrottling("usage_usec 9\nuser_usec 5\nsystem_usec 4\nnr_periods 40\nnr_throttled 7\nthrottled_usec 123\nnr_bursts 0\n");
    ASSERT_TRUE(v2);
    EXPECT_EQ(v2->periods, 40);
    EXPECT_EQ(v2->throttledPeriods, 7);
    EXPECT_EQ(v2->throttled, 123us);
    const auto v1 = metrics::parseThrottling("nr_periods 10\nnr_throttled 2\nthrottled_time 5000\n");
    ASSERT_TRUE(v1);
    EXPECT_EQ(v1->throttled, 5us);
    EXPECT_FALSE(metrics::parseThrottling("usage_usec 9\nuser_usec 5\n")) << "the root group has no quota";
}

TEST(MachineParse, PlatformIsNamedByWhatSaysSo)
{
    using Signs = metrics::PlatformSigns;
    EXPECT_EQ(metrics::virtualizationOf({}), "");
    EXPECT_EQ(metrics::virtualizationOf(Signs{"flags\t\t: fpu vme\n", "Dell Inc.\n", "XPS\n", "", false, false}), "");
    EXPECT_EQ(metrics::virtualizationOf(Signs{"processor: 0\nflags\t\t: fpu hypervisor lahf\n", "", "", "", false, false}), "virtual machine");
    EXPECT_EQ(metrics::virtualizationOf(Signs{"flags: hypervisor\n", "QEMU\n", "Standard PC\n", "", false, false}), "virtual machine (KVM)");
    EXPECT_EQ(metrics::virtualizationOf(Signs{"", "", "", "xen\n", false, false}), "virtual machine (Xen)");
    EXPECT_EQ(metrics::virtualizationOf(Signs{"flags: fpu\n", "", "", "", true, false}), "container (docker)");
    EXPECT_EQ(metrics::virtualizationOf(Signs{"flags: hypervisor\n", "innotek GmbH", "VirtualBox", "", false, true}), "container (podman) in a virtual machine (VirtualBox)");
}

TEST(MachineParse, GovernorsAreNamedOnceEach)
{
    EXPECT_EQ(metrics::joinGovernors({"performance\n", "performance\n"}), "performance");
    EXPECT_EQ(metrics::joinGovernors({"performance\n", "powersave\n", "", "performance\n"}), "performance, powersave");
    EXPECT_EQ(metrics::joinGovernors({}), "");
}

TEST(MachineParse, BatteryCountsOnlyWhenItIsWhatFeedsTheMachine)
{
    using Supplies = std::vector<metrics::PowerSupply>;
    EXPECT_FALSE(metrics::runsOnBattery({}));
    EXPECT_EQ(metrics::runsOnBattery(Supplies{{"Mains\n", "0\n", "", ""}, {"Battery\n", "", "Discharging\n", ""}}), true);
    EXPECT_EQ(metrics::runsOnBattery(Supplies{{"Mains\n", "1\n", "", ""}, {"Battery\n", "", "Charging\n", ""}}), false);
    EXPECT_EQ(metrics::runsOnBattery(Supplies{{"Battery\n", "", "Discharging\n", "Device\n"}}), std::nullopt) << "a mouse";
    EXPECT_EQ(metrics::runsOnBattery(Supplies{{"Battery", "", "Discharging", ""}}), true);
    EXPECT_EQ(metrics::runsOnBattery(Supplies{{"Mains", "1", "", ""}}), false);
}

TEST(MachineUse, ForeignIsWhatWasBusyButNotOurs)
{
    auto before = reading(0s, 0s), after = reading(1s, 600ms);
    before.ownCpu = 3s;
    after.ownCpu = 3100ms;
    const auto use = metrics::useBetween(before, after, 900ms);
    EXPECT_EQ(use.span, 1s);
    EXPECT_EQ(use.capacity, 2s);
    EXPECT_DOUBLE_EQ(*use.foreignPercent, 20); // 2000 − 600 idle − 900 − 100
    EXPECT_DOUBLE_EQ(*use.ownPercent, 5);
    EXPECT_DOUBLE_EQ(*use.stealPercent, 0);
}

TEST(MachineUse, StolenTimeIsNobodysWork)
{
    const auto use = metrics::useBetween(reading(0s, 0s), reading(1s, 1s, 200ms), 800ms);
    EXPECT_DOUBLE_EQ(*use.stealPercent, 10);
    EXPECT_DOUBLE_EQ(*use.foreignPercent, 0);
}

TEST(MachineUse, TicksCannotMakeItNegative)
{
    EXPECT_DOUBLE_EQ(*metrics::useBetween(reading(0s, 0s), reading(1s, 1210ms), 800ms).foreignPercent, 0);
}

TEST(MachineUse, TooShortATimeHasNoPercentage)
{
    EXPECT_FALSE(metrics::useBetween(reading(0s, 0s), reading(190ms, 0s), 0s).foreignPercent);
    EXPECT_TRUE(metrics::useBetween(reading(0s, 0s), reading(200ms, 0s), 0s).foreignPercent);
    EXPECT_FALSE(metrics::useBetween(reading(1s, 0s), reading(0s, 0s), 0s).foreignPercent);
}

TEST(MachineUse, CpuThatCameOrWentLeavesTheTimesUnknown)
{
    auto after = reading(1s, 600ms);
    after.times->cpus = 3;
    EXPECT_FALSE(metrics::useBetween(reading(0s, 0s), after, 0s).foreignPercent);
    after.times.reset();
    EXPECT_FALSE(metrics::useBetween(reading(0s, 0s), after, 0s).stealPercent);
}

TEST(MachineUse, SleepShowsInTheBootClockAndAClockThatWasSetInTheWallClock)
{
    auto after = reading(1s, 0s);
    after.bootTime += 500us;
    after.wallClock += 40ms;
    auto use = metrics::useBetween(reading(0s, 0s), after, 0s);
    EXPECT_EQ(use.slept, 0ns);
    EXPECT_EQ(use.clockSet, 0ns);
    after.wallClock -= 1s;
    EXPECT_EQ(metrics::useBetween(reading(0s, 0s), after, 0s).clockSet, -960ms);
    after = reading(1s, 0s);
    after.bootTime += 7s;
    after.wallClock += 7s;
    use = metrics::useBetween(reading(0s, 0s), after, 0s);
    EXPECT_EQ(use.slept, 7s);
    EXPECT_EQ(use.clockSet, 0ns) << "it went on while the machine slept";
}

TEST(MachineUse, CountersGrow)
{
    auto before = reading(0s, 0s), after = reading(2s, 0s);
    before.swappedPages = 10;
    after.swappedPages = 13;
    before.pressureUs = 1000;
    after.pressureUs = 41'000;
    before.throttling = metrics::Throttling{10, 1, 5ms};
    after.throttling = metrics::Throttling{30, 5, 9ms};
    const auto use = metrics::useBetween(before, after, 0s);
    EXPECT_EQ(use.swappedPages, 3);
    EXPECT_DOUBLE_EQ(*use.pressureUsPerS, 20'000);
    ASSERT_TRUE(use.throttling);
    EXPECT_EQ(use.throttling->periods, 20);
    EXPECT_EQ(use.throttling->throttledPeriods, 4);
    EXPECT_EQ(use.throttling->throttled, 4ms);
    EXPECT_FALSE(metrics::useBetween(after, before, 0s).swappedPages);
    after.swappedPages.reset();
    EXPECT_FALSE(metrics::useBetween(before, after, 0s).swappedPages);
}

TEST(MachineReader, OwnWorkIsNotForeign)
{
    // Whatever else runs here: of what was busy, our own 300 ms are taken off.
    metrics::MachineReader reader;
    const auto before = reader.read();
    while (base::readClock(CLOCK_PROCESS_CPUTIME_ID) < before.ownCpu + 300ms) { }
    const auto after = reader.read();
    ASSERT_TRUE(before.times && after.times);
    EXPECT_GE(after.ownCpu - before.ownCpu, 300ms);
    const auto use = metrics::useBetween(before, after, 0s);
    ASSERT_TRUE(use.foreignPercent && use.ownPercent);
    const double ownPercent = 100 * base::toSeconds(after.ownCpu - before.ownCpu) / base::toSeconds(use.capacity);
    EXPECT_NEAR(*use.ownPercent, ownPercent, 0.01);
    EXPECT_LE(*use.foreignPercent, 100 - ownPercent + 100 * base::toSeconds(metrics::kTickError) / base::toSeconds(use.capacity));
    EXPECT_GT(reader.cost(), 0ns);
    EXPECT_GE(reader.nextDelay(), metrics::MachineReader::kPeriod);
}

TEST(MachineState, SaysWhatThisMachineTells)
{
    const auto state = metrics::readMachineState();
    ASSERT_TRUE(state.loadAverage);
    EXPECT_GE(*state.loadAverage, 0);
    EXPECT_GT(state.clockResolutionNs, 0);
    EXPECT_LT(state.clockResolutionNs, 10'000'000);
}

TEST(SpinUnit, IsTheSameWorkEveryTime)
{
    const metrics::SpinUnit unit;
    // The best of many: the others may have met a busy machine.
    const auto first = unit.measure(40), second = unit.measure(40);
    EXPECT_GE(first.mean, first.minimum);
    EXPECT_NEAR(base::toMilliseconds(first.minimum), 1.5, 0.5);
    EXPECT_NEAR(base::toMilliseconds(second.minimum), base::toMilliseconds(first.minimum), 0.3);
    EXPECT_GE(unit.measure(0).minimum, 1ms) << "three times at least";
    const auto begin = base::monotonicNow();
    (void)unit.measure(1'000'000, 5ms);
    EXPECT_LT(base::monotonicNow() - begin, 2s) << "but not for ever";
}
