// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workloads/compute.h"

#include "core/base/clock.h"

#include <algorithm>

namespace interleave::workloads {
namespace {

__extension__ using Wide = unsigned __int128;

/// Between two looks at the stop flag: a fraction of a millisecond, far below the promised 10.
constexpr std::int64_t kSlice = 1 << 18;

// One copy at one alignment: a loop this short takes twice as long where it straddles a fetch block, and calibration, runner and
// worker are three places where the same iterations must cost the same.
[[gnu::noinline, gnu::aligned(64)]] std::uint64_t addSquares(std::uint64_t sum, std::int64_t from, std::int64_t to)
{
    for (std::int64_t i = from; i < to; ++i) {
        const auto square = static_cast<std::uint64_t>(i) * static_cast<std::uint64_t>(i);
        sum += square;
        // Opaque: the compiler must produce each partial sum, and may neither vectorise nor close the formula.
        asm volatile("" : "+r"(sum));
    }
    return sum;
}

} // namespace

std::optional<std::uint64_t> sumOfSquares(std::int64_t n, const std::atomic<bool> *stop, std::int64_t deadlineNs, Interlude *interlude, base::TaskId task)
{
    std::uint64_t sum = 0;
    for (std::int64_t i = 0; i < n; i += kSlice) {
        if (stop && stop->load(std::memory_order_relaxed))
            return std::nullopt;
        if (deadlineNs != 0 && base::monotonicNow().count() >= deadlineNs)
            return std::nullopt;
        if (interlude && i > 0)
            interlude->betweenSlices(task);
        sum = addSquares(sum, i, std::min(n, i + kSlice));
    }
    return sum;
}

std::uint64_t expectedSumOfSquares(std::int64_t n)
{
    if (n <= 0)
        return 0;
    // (n−1)·n·(2n−1) ÷ 6 in 128 bits wraps for huge n: divide the factors first.
    auto a = static_cast<Wide>(n) - 1, b = static_cast<Wide>(n), c = 2 * static_cast<Wide>(n) - 1;
    (a % 2 == 0 ? a : b) /= 2;
    (a % 3 == 0 ? a : b % 3 == 0 ? b : c) /= 3;
    return static_cast<std::uint64_t>(a) * static_cast<std::uint64_t>(b) * static_cast<std::uint64_t>(c);
}

double calibrateIterationsPerMs()
{
    constexpr base::Nanoseconds kSlot = std::chrono::milliseconds(20);
    constexpr std::int64_t kIterations = 1'000'000;
    double best = 0;
    for (int slot = 0; slot < 6; ++slot) {
        std::int64_t done = 0;
        base::Nanoseconds spent{0};
        for (const auto begin = base::threadCpuNow(); spent < kSlot; spent = base::threadCpuNow() - begin) {
            (void)sumOfSquares(kIterations);
            done += kIterations;
        }
        best = std::max(best, static_cast<double>(done) / base::toMilliseconds(spent));
    }
    return best;
}

} // namespace interleave::workloads
