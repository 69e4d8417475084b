// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/record/session_read.h"
#include "core/record/session_write.h"
#include "tests/record/killed_saves.h"
#include "tests/record/session_kit.h"

#include <chrono>
#include <fstream>
#include <iostream>

namespace interleave::record {
namespace {

using SoakSession = kit::FolderTest;

double secondsSince(std::chrono::steady_clock::time_point begin)
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

std::size_t residentBytes()
{
    std::ifstream file("/proc/self/statm");
    std::size_t all = 0, resident = 0;
    file >> all >> resident;
    return resident * 4096;
}

} // namespace

TEST_F(SoakSession, FiveHundredKilledSavesLeaveTheOldOrTheNewFileWhole) { kit::expectWholeAfterKills(folder, 500); }

TEST_F(SoakSession, TenMillionEventsOpenInThreeSecondsAndFortyBytesEach)
{
    constexpr std::size_t kEvents = 10'000'000;
    const auto path = folder / "large.interleave";
    {
        const ExperimentRecord experiment = kit::largeExperiment(1000, kEvents);
        const auto begin = std::chrono::steady_clock::now();
        const auto saved = saveSession(path, experiment);
        ASSERT_TRUE(saved.ok()) << saved.error().text();
        std::cout << "saved " << saved->bytes << " bytes in " << secondsSince(begin) << " s\n";
    }
    const std::size_t before = residentBytes();
    const auto begin = std::chrono::steady_clock::now();
    const auto cpu = base::threadCpuNow();
    const auto read = readSession(path, kit::catalogue());
    const double seconds = secondsSince(begin);
    ASSERT_TRUE(read.ok()) << read.error().text();
    const double bytesAnEvent = static_cast<double>(residentBytes() - before) / kEvents;
    std::cout << "opened in " << seconds << " s (" << base::toSeconds(base::threadCpuNow() - cpu) << " s on a CPU), " << bytesAnEvent << " bytes an event\n";
    EXPECT_EQ((*read)->runs[0]->trace->events.size(), kEvents);
    EXPECT_LE(seconds, 3);
    EXPECT_LE(bytesAnEvent, 41) << "and a little for all the rest";
}

} // namespace interleave::record
