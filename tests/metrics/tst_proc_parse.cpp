// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/own_usage.h"
#include "core/metrics/proc_parse.h"

#include <gtest/gtest.h>

#include <sys/mman.h>
#include <unistd.h>

namespace metrics = interleave::metrics;

TEST(ProcParse, StatGivesTheFieldsByPosition)
{
    const auto stat = metrics::parseStat("4242 (worker) R 17 4242 4000 0 -1 4194304 120 9 0 0 31 7 250 40 20 0 6 0 987654 12345678 321 18446744073709551615 1 1 0 0\n");
    ASSERT_TRUE(stat);
    EXPECT_EQ(stat->pid, 4242);
    EXPECT_EQ(stat->command, "worker");
    EXPECT_EQ(stat->state, 'R');
    EXPECT_EQ(stat->parent, 17);
    EXPECT_EQ(stat->group, 4242);
    EXPECT_EQ(stat->session, 4000);
    EXPECT_EQ(stat->userTicks, 31);
    EXPECT_EQ(stat->systemTicks, 7);
    EXPECT_EQ(stat->childUserTicks, 250);
    EXPECT_EQ(stat->childSystemTicks, 40);
    EXPECT_EQ(stat->threads, 6);
    EXPECT_EQ(stat->startTicks, 987654);
}

TEST(ProcParse, StatBearsBlanksAndParenthesesInTheCommand)
{
    const auto stat = metrics::parseStat("7 (a) b (c) Z 1 7 7 0 -1 0 0 0 0 0 1 2 3 4 20 0 1 0 55 0 0");
    ASSERT_TRUE(stat);
    EXPECT_EQ(stat->command, "a) b (c");
    EXPECT_EQ(stat->state, 'Z');
    EXPECT_EQ(stat->startTicks, 55);
}

TEST(ProcParse, StatThatIsCutOffIsRefused)
{
    for (const char *text : {"", "7", "7 (a", "7 (a) R", "7 (a) R 1 2 3", "x (a) R 1 7 7 0 -1 0 0 0 0 0 1 2 3 4 20 0 1 0 55", ") 7 ("})
        EXPECT_FALSE(metrics::parseStat(text)) << text;
}

TEST(ProcParse, StatmCountsPages)
{
    const auto statm = metrics::parseStatm("2560 640 320 12 0 200 0\n");
    ASSERT_TRUE(statm);
    EXPECT_EQ(statm->size, 2560);
    EXPECT_EQ(statm->resident, 640);
    EXPECT_EQ(statm->shared, 320);
    EXPECT_FALSE(metrics::parseStatm("2560 640"));
    EXPECT_FALSE(metrics::parseStatm(""));
}

TEST(ProcParse, StatusGivesMemoryInBytesAndSwitches)
{
    const auto status = metrics::parseStatus("Name:\tx\nVmPeak:\t  9999 kB\nVmHWM:\t    2048 kB\nVmRSS:\t    1024 kB\nThreads:\t5\n"
                                             "voluntary_ctxt_switches:\t12\nnonvoluntary_ctxt_switches:\t3\n");
    EXPECT_EQ(status.peakRssBytes, 2048 * 1024);
    EXPECT_EQ(status.rssBytes, 1024 * 1024);
    EXPECT_EQ(status.threads, 5);
    EXPECT_EQ(status.voluntarySwitches, 12);
    EXPECT_EQ(status.involuntarySwitches, 3);
}

TEST(ProcParse, StatusOfAnEndedProcessHasNoMemory)
{
    const auto status = metrics::parseStatus("Name:\tx\nState:\tZ (zombie)\nThreads:\t1\n");
    EXPECT_FALSE(status.peakRssBytes);
    EXPECT_FALSE(status.rssBytes);
}

TEST(ProcParse, SchedstatGivesRunAndWait)
{
    const auto stat = metrics::parseSchedstat("81000000 120000000 57\n");
    ASSERT_TRUE(stat);
    EXPECT_EQ(stat->onCpu, 81'000'000);
    EXPECT_EQ(stat->runnable, 120'000'000);
    EXPECT_EQ(stat->slices, 57);
    EXPECT_FALSE(metrics::parseSchedstat("81000000\n"));
}

TEST(ProcParse, ChildrenAreNumbersBetweenBlanks)
{
    EXPECT_EQ(metrics::parseChildren("12 13 4194303 "), (std::vector<pid_t>{12, 13, 4194303}));
    EXPECT_TRUE(metrics::parseChildren("").empty());
}

TEST(ProcParse, PssIsFoundInTheRollup)
{
    EXPECT_EQ(metrics::parsePss("5561-7ffc ---p 00000000 00:00 0    [rollup]\nRss:    3000 kB\nPss:    1500 kB\nPss_Dirty:   7 kB\n"), 1500 * 1024);
    EXPECT_FALSE(metrics::parsePss("Rss:    3000 kB\nPss_Dirty:   7 kB\n"));
}

TEST(OwnUsage, PeakMemoryFollowsWhatIsTouched)
{
    constexpr std::size_t kBytes = 64U << 20;
    const auto before = metrics::readOwnMemory();
    ASSERT_TRUE(before.rssBytes && before.peakRssBytes);
    void *block = ::mmap(nullptr, kBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
    ASSERT_NE(block, MAP_FAILED);
    const auto touched = metrics::readOwnMemory();
    ::munmap(block, kBytes);
    const auto after = metrics::readOwnMemory();
    constexpr std::int64_t kSlack = 4 << 20;
    EXPECT_GE(*touched.rssBytes, *before.rssBytes + static_cast<std::int64_t>(kBytes) - kSlack);
    EXPECT_LE(*after.rssBytes, *touched.rssBytes - static_cast<std::int64_t>(kBytes) + kSlack);
    EXPECT_GE(*after.peakRssBytes + kSlack, *touched.rssBytes);
}

TEST(OwnUsage, RunDelayOfAThreadNeverFalls)
{
    const metrics::ThreadRunDelay delay;
    const auto first = delay.read();
    ASSERT_TRUE(first);
    ::sched_yield();
    EXPECT_GE(*delay.read(), *first);
}
