// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/wire/control.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace interleave::wire {
namespace {

using Kind = RunnerMessage::Kind;

TEST(Control, AnOrderToRunComesBackAsItWas)
{
    const RunSpec spec{"{ \"name\": \"quote \\\" and\\nnew line – ü\" }\n", 3, 123456.5, "/usr/bin/interleave-worker", "/tmp/interleave-1-ab"};
    const std::string line = encode(spec);
    EXPECT_THAT(line, testing::Not(testing::HasSubstr("\n"))) << "one line, whatever the plan holds";
    const auto back = decodeController(line);
    ASSERT_TRUE(back);
    EXPECT_EQ(back->kind, ControllerMessage::Kind::Run);
    EXPECT_EQ(back->spec.planJson, spec.planJson);
    EXPECT_EQ(back->spec.entry, spec.entry);
    EXPECT_EQ(back->spec.iterationsPerMs, spec.iterationsPerMs);
    EXPECT_EQ(back->spec.workerPath, spec.workerPath);
    EXPECT_EQ(back->spec.folder, spec.folder);
}

TEST(Control, StopAndCalibrateComeBack)
{
    EXPECT_EQ(decodeController(encodeStop())->kind, ControllerMessage::Kind::Stop);
    EXPECT_EQ(decodeController(encodeCalibrate())->kind, ControllerMessage::Kind::Calibrate);
}

TEST(Control, EveryMessageOfTheRunnerComesBack)
{
    RunnerMessage started;
    started.kind = Kind::Started;
    started.runStart = 9'007'199'254'740'993; // beyond what a double holds
    started.setupNs = 5;
    started.baselineRssBytes = 6;
    const auto s = decodeRunner(encode(started)).value();
    EXPECT_EQ(std::tuple(s.kind, s.runStart, s.setupNs, s.baselineRssBytes), std::tuple(Kind::Started, started.runStart, 5, 6));

    RunnerMessage finished;
    finished.kind = Kind::Finished;
    finished.makespanNs = 1;
    finished.teardownNs = 2;
    finished.userNs = 3;
    finished.systemNs = 4;
    finished.voluntarySwitches = 5;
    finished.involuntarySwitches = 6;
    finished.peakRssBytes = 7;
    finished.minorFaults = 11;
    finished.majorFaults = 12;
    finished.workerPeakRssBytes = 13;
    finished.processesStarted = 14;
    finished.stopped = true;
    finished.lastResultNs = 8;
    finished.figures = {{"switches", 9}, {"lock_wait_ns", 10}};
    finished.verdict = "emulated: contention suggests threads";
    const auto f = decodeRunner(encode(finished)).value();
    EXPECT_EQ(std::tuple(f.kind, f.makespanNs, f.firstResultNs, f.teardownNs), std::tuple(Kind::Finished, finished.makespanNs, finished.firstResultNs, finished.teardownNs));
    EXPECT_EQ(std::tuple(f.userNs, f.systemNs, f.voluntarySwitches, f.involuntarySwitches, f.peakRssBytes, f.stopped), std::tuple(3, 4, 5, 6, 7, true));

    EXPECT_EQ(std::tuple(f.lastResultNs, f.figures, f.verdict), std::tuple(finished.lastResultNs, finished.figures, finished.verdict));

    EXPECT_EQ(std::tuple(f.minorFaults, f.majorFaults, f.workerPeakRssBytes, f.processesStarted), std::tuple(11, 12, 13, 14));

    RunnerMessage failed;
    failed.kind = Kind::Failed;
    failed.code = base::ErrorCode::Refused;
    failed.error = "no memory";
    const auto e = decodeRunner(encode(failed)).value();
    EXPECT_EQ(std::tuple(e.kind, e.code, e.error), std::tuple(Kind::Failed, base::ErrorCode::Refused, std::string("no memory")));

    RunnerMessage progress;
    progress.kind = Kind::Progress;
    progress.tasksDone = 17;
    EXPECT_EQ(decodeRunner(encode(progress))->tasksDone, 17U);
    RunnerMessage calibrated;
    calibrated.kind = Kind::Calibrated;
    calibrated.iterationsPerMs = 987654.25;
    EXPECT_EQ(decodeRunner(encode(calibrated))->iterationsPerMs, 987654.25);
    RunnerMessage apart;
    apart.kind = Kind::Apart;
    apart.pid = 4242;
    EXPECT_EQ(decodeRunner(encode(apart))->pid, 4242);
    EXPECT_EQ(decodeRunner(encode(RunnerMessage{}))->kind, Kind::Ready);
}

TEST(Control, WhatIsNotAMessageIsAProtocolError)
{
    for (const char *line : {"", "nonsense", "{}", "[]", "1", R"({"message":7})", R"({"message":"dance"})", R"({"message":"started"})", R"({"message":"progress","tasks_done":"many"})"}) {
        const auto message = decodeRunner(line);
        ASSERT_FALSE(message) << line;
        EXPECT_EQ(message.error().code, base::ErrorCode::Protocol);
        EXPECT_FALSE(decodeController(line)) << line;
    }
}

TEST(Control, BytesThatAreNoTextDoNotThrow)
{
    RunnerMessage failed;
    failed.kind = Kind::Failed;
    failed.error = "half a letter \xc3";
    EXPECT_TRUE(decodeRunner(encode(failed)));
}

} // namespace
} // namespace interleave::wire
