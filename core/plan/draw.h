// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/plan.h"

#include <cstdint>

namespace interleave::plan {

/// Names one draw of a workload: the same name gives the same number in every executor, repetition and process.
struct DrawKey {
    std::uint64_t seed = 0;
    std::uint64_t stream = 0; ///< which number of the workload: see drawStream
    std::uint64_t index = 0;  ///< of the task in its group, or of the arrival
};

/// The stream of a step's number. `part` counts the numbers of one step.
constexpr std::uint64_t drawStream(std::uint32_t group, std::uint32_t step, std::uint32_t part)
{
    return (static_cast<std::uint64_t>(group) + 1) << 32U | static_cast<std::uint64_t>(step) << 8U | part;
}
constexpr std::uint64_t kArrivalStream = 0;

/// Uniform in (0, 1): never 0, never 1. `salt` tells several of one key apart. Source: splitmix64 over the key.
double uniform(const DrawKey &key, std::uint64_t salt = 0);

/// A draw of the distribution, by inversion (lognormal: Box–Muller). Cost: some 20 ns.
double draw(const Distribution &distribution, const DrawKey &key);

/// The distribution's mean: what a preview and an estimate need.
double mean(const Distribution &distribution);

} // namespace interleave::plan
