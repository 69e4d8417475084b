// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workloads/interlude.h"

#include <atomic>
#include <cstdint>
#include <optional>

namespace interleave::workloads {

/// Sum of i·i for i < n, modulo 2^64, the long way: n dependent steps that no compiler folds.
/// Empty: `stop` was set before the end (looked at every fraction of a millisecond, also against `deadlineNs` of CLOCK_MONOTONIC, 0: none).
/// Just as often the `interlude` has its turn, for `task`.
std::optional<std::uint64_t> sumOfSquares(std::int64_t n, const std::atomic<bool> *stop = nullptr, std::int64_t deadlineNs = 0,
                                          Interlude *interlude = nullptr, base::TaskId task = base::kNoTask);

/// The same in closed form: what the result is checked against.
std::uint64_t expectedSumOfSquares(std::int64_t n);

/// Iterations of sumOfSquares that take one millisecond of CPU here: the fastest of six slots of 20 ms. Cost: some 120 ms.
double calibrateIterationsPerMs();

} // namespace interleave::workloads
