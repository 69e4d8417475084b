// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/executors/machine_limits.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

namespace interleave::executors {
namespace {

const MachineLimits kSmall{{1000, "/proc/sys/kernel/pid_max"}, {64, "RLIMIT_NOFILE"}, {512LL << 20, "MemAvailable"}};

std::string refusal(const Demand &demand)
{
    const auto result = checkDemand(demand, kSmall, "process-pool");
    EXPECT_TRUE(result.ok() || result.error().code == base::ErrorCode::Refused);
    return result.ok() ? std::string() : result.error().text();
}

TEST(MachineLimits, EightyPercentOfWhatIsFreeMayBeUsed)
{
    EXPECT_EQ(refusal({800, 0, 0, 0}), "");
    EXPECT_EQ(refusal({801, 0, 0, 0}), "process-pool: 801 threads asked for: /proc/sys/kernel/pid_max leaves 1000, at most 800 would work");
    EXPECT_EQ(refusal({1, 10'000, 0, 0}), "process-pool: 10001 processes asked for: /proc/sys/kernel/pid_max leaves 1000, at most 800 would work");
}

TEST(MachineLimits, DescriptorsAndMemoryAreSaidWithTheirLimit)
{
    EXPECT_EQ(refusal({0, 1, 52, 0}), "process-pool: 52 descriptors asked for: RLIMIT_NOFILE leaves 64, at most 51 would work");
    EXPECT_EQ(refusal({0, 1, 51, 409LL << 20}), "");
    EXPECT_EQ(refusal({0, 1, 1, 420LL << 20}), "process-pool: 420 MiB of memory asked for: MemAvailable leaves 512 MiB, at most 409 MiB would work");
}

TEST(MachineLimits, ThisMachineGivesAFewThreadsAndNotABillion)
{
    EXPECT_TRUE(checkDemand({4, 4, 4, 1 << 20}, "x").ok());
    EXPECT_FALSE(checkDemand({1'000'000'000, 0, 0, 0}, "x").ok());
    EXPECT_FALSE(checkDemand({0, 0, 0, std::int64_t{1} << 60}, "x").ok());
}

TEST(MachineLimits, FollowTheProcesssOwnLimits)
{
    rlimit before{};
    ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
    const rlimit few{100, before.rlim_max};
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &few), 0);
    const MachineLimits limits = MachineLimits::read();
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &before), 0);
    EXPECT_EQ(limits.descriptors.name, "RLIMIT_NOFILE");
    EXPECT_LE(limits.descriptors.value, 97); // standard input, output and error are open
    EXPECT_GT(limits.descriptors.value, 50);
}

} // namespace
} // namespace interleave::executors
