// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workloads/compute.h"

#include "core/base/clock.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <thread>

namespace interleave::workloads {
namespace {

TEST(Compute, AddsTheSquaresBelowN)
{
    EXPECT_EQ(sumOfSquares(0), 0U);
    EXPECT_EQ(sumOfSquares(1), 0U);
    EXPECT_EQ(sumOfSquares(10), 285U);
    EXPECT_EQ(sumOfSquares(100'000), 333'328'333'350'000U);
}

TEST(Compute, TheClosedFormAgreesAlsoPastTheSliceAndPast64Bits)
{
    for (const std::int64_t n : {0, 1, 2, 3, 4, 5, 6, 7, 1 << 18, (1 << 18) + 1, 4'000'003})
        EXPECT_EQ(sumOfSquares(n), expectedSumOfSquares(n)) << n;
    EXPECT_EQ(expectedSumOfSquares(std::int64_t{1} << 32), 15'372'286'728'807'120'896U); // modulo 2^64
    EXPECT_EQ(expectedSumOfSquares(std::int64_t{1} << 53), 12'299'330'582'348'824'576U);
}

TEST(Compute, EachIterationCosts)
{
    // Folded to the closed form, or left out, a hundred times the work would cost nothing more.
    const auto cost = [](std::int64_t n) {
        auto best = base::Nanoseconds::max();
        for (int i = 0; i < 3; ++i) {
            const auto begin = base::threadCpuNow();
            (void)sumOfSquares(n);
            best = std::min(best, base::threadCpuNow() - begin);
        }
        return static_cast<double>(best.count());
    };
    EXPECT_GT(cost(20'000'000), 20 * cost(200'000));
}

TEST(Compute, StopsWithin10MillisecondsOfTheFlag)
{
    std::atomic<bool> stop{false};
    std::atomic<std::int64_t> set{0};
    std::thread stopper([&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
        set = base::monotonicNow().count();
        stop = true;
    });
    EXPECT_FALSE(sumOfSquares(std::int64_t{1} << 50, &stop));
    const auto late = base::monotonicNow() - base::Nanoseconds(set.load());
    stopper.join();
    EXPECT_LT(base::toMilliseconds(late), 60.0) << "10 ms, and room for a busy machine";
}

TEST(Compute, StopsAtTheDeadline)
{
    const auto deadline = base::monotonicNow() + std::chrono::milliseconds(10);
    EXPECT_FALSE(sumOfSquares(std::int64_t{1} << 50, nullptr, deadline.count()));
    EXPECT_GE(base::monotonicNow(), deadline);
}

TEST(Compute, CalibratedIterationsTakeAboutAsLongAsAsked)
{
    const double perMs = calibrateIterationsPerMs();
    ASSERT_GT(perMs, 1000);
    double best = 1e9;
    for (int i = 0; i < 5; ++i) {
        const auto begin = base::threadCpuNow();
        (void)sumOfSquares(static_cast<std::int64_t>(20 * perMs));
        best = std::min(best, base::toMilliseconds(base::threadCpuNow() - begin));
    }
    EXPECT_NEAR(best, 20, 8);
}

} // namespace
} // namespace interleave::workloads
