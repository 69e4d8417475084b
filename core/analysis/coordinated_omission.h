// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace interleave::analysis {

/// Latencies of a client that waits for each answer before it asks again leave out the requests that it would have sent meanwhile. This
/// adds them: of a value longer than the interval also value − interval, value − 2 · interval, … down to the interval. For imported data
/// only: our own latencies count from when a task was due, so nothing is left out. Source: HdrHistogram.
std::vector<double> correctedForOmission(std::span<const double> latencies, double interval);

/// How well the generator of an open loop kept up: tasks submitted later than `share` of the interval after they were due.
struct SubmitLag {
    std::size_t tasks = 0, late = 0;
    double worst = 0; ///< ns
    [[nodiscard]] bool keptUp() const { return static_cast<double>(late) <= 0.01 * static_cast<double>(tasks); }
};
/// Shape: lags are submit − due, ns.
SubmitLag submitLag(std::span<const double> lags, double intervalNs, double share = 0.01);

/// The chance that at least one of k requests is slow if one is with chance q: 1 − (1 − q)^k.
double anySlow(double q, std::uint32_t k);

} // namespace interleave::analysis
