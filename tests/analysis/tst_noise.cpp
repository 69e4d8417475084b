// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/noise.h"
#include "tests/analysis/experiment.h"

#include <gtest/gtest.h>

#include <algorithm>

using namespace interleave;
using namespace interleave::analysis;
using interleave::analysis::test::Experiment;
using interleave::analysis::test::kMs;
using record::RunRecord;

namespace {

/// Ten rounds of two entries on a machine with nothing else to do, as far as `change` leaves it so.
Experiment quiet(const Experiment::Change &change = {})
{
    Experiment experiment;
    const auto calm = [&change](RunRecord &run) {
        run.conditions.stealPercent = 0.1;
        run.conditions.foreignPercent = 1.0;
        run.conditions.swappedPages = 0;
        run.conditions.calibrationSpread = 1.02;
        if (change)
            change(run);
    };
    const auto a = experiment.entry("a");
    const auto b = experiment.entry("b");
    for (int round = 0; round < 10; ++round) {
        const double wobble = 1 + 0.01 * ((round * 7) % 5);
        experiment.run(a, round, 100 * kMs * wobble, calm);
        experiment.run(b, round, 200 * kMs * wobble, calm);
    }
    return experiment;
}

std::string said(const NoiseVerdict &verdict)
{
    if (!verdict.level)
        return "unknown";
    const std::string level(toText(*verdict.level));
    return verdict.decided() ? level + ": " + english(verdict.decided()->words, {}) : level;
}

std::string saidOf(const Experiment::Change &change) { return said(noiseOf(quiet(change).record())); }

TEST(Noise, AQuietMachineIsGreen) { EXPECT_EQ(saidOf({}), "green"); }

TEST(Noise, EachSignalHasItsLimitsAndSaysWhatItSaw)
{
    EXPECT_EQ(saidOf([](RunRecord &run) { run.conditions.stealPercent = 0.4; }), "green");
    EXPECT_EQ(saidOf([](RunRecord &run) { run.conditions.stealPercent = 0.6; }), "yellow: the host of this virtual machine took 0.6 % of the CPU");
    EXPECT_EQ(saidOf([](RunRecord &run) { run.conditions.stealPercent = 2.5; }), "red: the host of this virtual machine took 2.5 % of the CPU");
    EXPECT_EQ(saidOf([](RunRecord &run) { run.conditions.foreignPercent = 5; }), "green");
    EXPECT_EQ(saidOf([](RunRecord &run) { run.conditions.foreignPercent = 7; }), "yellow: other programs took 7 % of the machine");
    EXPECT_EQ(saidOf([](RunRecord &run) { run.conditions.foreignPercent = 16; }), "red: other programs took 16 % of the machine");
    EXPECT_EQ(saidOf([](RunRecord &run) { run.conditions.swappedPages = 1; }), "red: 20 pages were swapped while the runs went on");
    EXPECT_EQ(saidOf([](RunRecord &run) { run.conditions.calibrationSpread = 1.1; }), "yellow: a fixed piece of work took 1.10 times its shortest time on average");
    EXPECT_EQ(saidOf([](RunRecord &run) { run.conditions.calibrationSpread = 1.2; }), "red: a fixed piece of work took 1.20 times its shortest time on average");
    const auto throttled = [](std::int64_t periods) {
        return [periods](RunRecord &run) { run.conditions.throttledPeriods = periods; run.conditions.periods = 100; };
    };
    EXPECT_EQ(saidOf(throttled(0)), "green");
    EXPECT_EQ(saidOf(throttled(1)), "yellow: the CPU quota throttled the runs in 1 % of its periods");
    EXPECT_EQ(saidOf(throttled(6)), "red: the CPU quota throttled the runs in 6 % of its periods");
    EXPECT_EQ(saidOf([](RunRecord &run) { run.conditions.disturbance = run.key.round == 3 ? "steal 9 %" : ""; }), "yellow: 2 of 20 runs were disturbed");
}

TEST(Noise, LongRunsWeighMore)
{
    // 10 runs of 0.1 s at 9 %, 10 of 0.2 s at 1 %: 3.67 % of the time.
    const auto verdict = noiseOf(quiet([](RunRecord &run) { run.conditions.foreignPercent = run.key.entry.value == 0 ? 9 : 1; }).record());
    const auto reading = std::find_if(verdict.readings.begin(), verdict.readings.end(), [](const auto &r) { return r.signal == NoiseSignal::ForeignCpu; });
    ASSERT_NE(reading, verdict.readings.end());
    EXPECT_NEAR(reading->value, 11.0 / 3, 1e-9);
    EXPECT_EQ(said(verdict), "green");
}

TEST(Noise, TheMachineBeforeTheRunsCounts)
{
    const auto with = [](auto change) {
        Experiment experiment = quiet();
        change(experiment.record().environment);
        return said(noiseOf(experiment.record()));
    };
    EXPECT_EQ(with([](auto &e) { e.governor = "performance"; e.turbo = false; e.onBattery = false; }), "green");
    EXPECT_EQ(with([](auto &e) { e.governor = "powersave"; }), "yellow: the CPU frequency governor is powersave, not performance");
    EXPECT_EQ(with([](auto &e) { e.turbo = true; }), "yellow: the CPU's turbo is on");
    EXPECT_EQ(with([](auto &e) { e.onBattery = true; }), "yellow: the machine runs on battery");
    EXPECT_EQ(with([](auto &e) { e.foreignPercent = 20; }), "red: other programs took 20 % of the machine before the start");
    EXPECT_EQ(with([](auto &e) { e.pressureCpuUs = 4000; }), "green");
    EXPECT_EQ(with([](auto &e) { e.pressureCpuUs = 6000; }), "yellow: tasks waited 6 ms for a CPU within a second before the start");
    EXPECT_EQ(with([](auto &e) { e.pressureCpuUs = 60'000; }), "red: tasks waited 60 ms for a CPU within a second before the start");
}

TEST(Noise, TheWorstSignalDecides)
{
    EXPECT_EQ(saidOf([](RunRecord &run) { run.conditions.stealPercent = 1; run.conditions.foreignPercent = 30; }), "red: other programs took 30 % of the machine");
}

TEST(Noise, ADriftIsSeenHoweverTheEntriesDiffer)
{
    const auto slower = [](RunRecord &run) { run.makespanNs = *run.makespanNs + *run.makespanNs * run.key.round / 10; };
    EXPECT_EQ(saidOf(slower), "yellow: runs became slower in the course of the experiment");
    const auto faster = [](RunRecord &run) { run.makespanNs = *run.makespanNs - *run.makespanNs * run.key.round / 20; };
    EXPECT_EQ(saidOf(faster), "yellow: runs became faster in the course of the experiment");
}

TEST(Noise, AFewRunsInAnyOrderAreNoDrift)
{
    Experiment experiment;
    experiment.runs(experiment.entry("a"), {1, 2, 3, 4, 5});
    const auto verdict = noiseOf(experiment.record());
    EXPECT_NE(std::find(verdict.unavailable.begin(), verdict.unavailable.end(), NoiseSignal::Drift), verdict.unavailable.end());
}

TEST(Noise, WhatNobodyWatchedIsUnknownAndNotGreen)
{
    Experiment experiment;
    const auto a = experiment.entry("a");
    experiment.runs(a, {5e6, 6e6, 4e6, 5e6, 7e6, 5e6, 6e6});
    const auto verdict = noiseOf(experiment.record());
    EXPECT_EQ(said(verdict), "unknown");
    for (const auto signal : {NoiseSignal::Steal, NoiseSignal::ForeignCpu, NoiseSignal::Swap, NoiseSignal::Throttling, NoiseSignal::Governor})
        EXPECT_NE(std::find(verdict.unavailable.begin(), verdict.unavailable.end(), signal), verdict.unavailable.end()) << toText(signal);
    EXPECT_EQ(said(noiseOf(record::ExperimentRecord{})), "unknown");
}

TEST(Noise, RunsInNoFigureDisturbNoFigure)
{
    EXPECT_EQ(saidOf([](RunRecord &run) {
        if (run.key.round == 5) {
            run.superseded = true;
            run.conditions.stealPercent = 90;
        }
    }), "green");
}

TEST(Noise, OneRunHasAVerdictOfItsOwn)
{
    RunRecord run;
    EXPECT_EQ(said(noiseOf(run)), "unknown");
    run.conditions.stealPercent = 3;
    EXPECT_EQ(said(noiseOf(run)), "red: the host of this virtual machine took 3 % of the CPU");
    run.conditions.stealPercent = 0;
    EXPECT_EQ(said(noiseOf(run)), "green");
    run.conditions.suspended = true;
    EXPECT_EQ(said(noiseOf(run)), "red: the machine slept during the run");
}

} // namespace
