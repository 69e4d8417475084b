// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/allowed_cores.h"
#include "core/metrics/sample.h"

#include <gtest/gtest.h>

#include <sched.h>

namespace metrics = interleave::metrics;

TEST(AllowedCores, CpuMaxIsQuotaOverPeriod)
{
    EXPECT_EQ(metrics::parseCpuMax("150000 100000\n"), 1.5);
    EXPECT_EQ(metrics::parseCpuMax("50000 100000"), 0.5);
}

TEST(AllowedCores, CpuMaxWithoutALimitIsNone)
{
    for (const char *text : {"max 100000\n", "", "100000", "0 100000", "100000 0", "-5 100000", "x y"})
        EXPECT_FALSE(metrics::parseCpuMax(text)) << text;
}

TEST(AllowedCores, CfsQuotaIsQuotaOverPeriodAndMinusOneIsNone)
{
    EXPECT_EQ(metrics::parseCfsQuota("250000\n", "100000\n"), 2.5);
    EXPECT_FALSE(metrics::parseCfsQuota("-1\n", "100000\n"));
    EXPECT_FALSE(metrics::parseCfsQuota("", ""));
}

TEST(AllowedCores, CgroupTextNamesBothTrees)
{
    const auto paths = metrics::parseCgroup("12:cpuset:/a\n4:cpu,cpuacct:/docker/abc\n1:name=systemd:/x\n0::/user.slice/app:1.scope\n");
    EXPECT_EQ(paths.cpu, "/docker/abc");
    EXPECT_EQ(paths.unified, "/user.slice/app:1.scope");
}

TEST(AllowedCores, CgroupWithoutTheCpuControllerHasNoV1Path)
{
    const auto paths = metrics::parseCgroup("3:cpuset:/\n2:cpuacct:/\n");
    EXPECT_FALSE(paths.cpu);
    EXPECT_FALSE(paths.unified);
}

TEST(AllowedCores, MountInfoFindsBothKindsOfTree)
{
    const auto mounts = metrics::parseMountInfo("22 27 0:21 / /proc rw,relatime - proc proc rw\n"
                                                "32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw,relatime shared:9 - cgroup cgroup rw,cpu,cpuacct\n"
                                                "33 31 0:30 / /sys/fs/cgroup/cpuset rw - cgroup cgroup rw,cpuset\n"
                                                "41 31 0:38 /docker/1 /sys/fs/with\\040blank rw,relatime master:1 shared:2 - cgroup2 cgroup2 rw\n");
    ASSERT_TRUE(mounts.cpu && mounts.unified);
    EXPECT_EQ(mounts.cpu->point, "/sys/fs/cgroup/cpu,cpuacct");
    EXPECT_EQ(mounts.cpu->root, "/");
    EXPECT_EQ(mounts.unified->point, "/sys/fs/with blank");
    EXPECT_EQ(mounts.unified->root, "/docker/1");
}

TEST(AllowedCores, FoldersGoFromTheGroupUpToTheMount)
{
    using Folders = std::vector<std::string>;
    EXPECT_EQ(metrics::groupFolders({"/", "/cg"}, "/a/b"), (Folders{"/cg/a/b", "/cg/a", "/cg"}));
    EXPECT_EQ(metrics::groupFolders({"/", "/cg"}, "/"), (Folders{"/cg"}));
    EXPECT_EQ(metrics::groupFolders({"/docker/1", "/cg"}, "/docker/1/x"), (Folders{"/cg/x", "/cg"}));
    EXPECT_EQ(metrics::groupFolders({"/docker/1", "/cg"}, "/docker/1"), (Folders{"/cg"}));
}

TEST(AllowedCores, AffinityOfTheProcessLimitsTheCores)
{
    cpu_set_t all;
    ASSERT_EQ(::sched_getaffinity(0, sizeof all, &all), 0);
    const auto whole = metrics::readAllowedCores();
    EXPECT_EQ(whole.affinity, CPU_COUNT(&all));
    EXPECT_GE(whole.online, whole.affinity);
    EXPECT_LE(whole.allowed, whole.affinity);
    int first = 0;
    while (!CPU_ISSET(static_cast<std::size_t>(first), &all))
        ++first;
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(static_cast<std::size_t>(first), &one);
    ASSERT_EQ(::sched_setaffinity(0, sizeof one, &one), 0);
    const auto narrowed = metrics::readAllowedCores();
    ::sched_setaffinity(0, sizeof all, &all);
    EXPECT_EQ(narrowed.affinity, 1);
    EXPECT_LE(narrowed.allowed, 1.0);
}
