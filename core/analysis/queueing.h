// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <optional>

namespace interleave::analysis {

/// What an open-loop queue with `servers` equal servers does in the long run (M/M/c). Units: those of the rates' time.
struct QueuePrediction {
    double utilisation = 0;       ///< ρ = λ ÷ (c·μ)
    std::optional<double> backlogGrowth; ///< ρ ≥ 1: unstable, the backlog grows by λ − c·μ a unit of time; nothing below holds then
    double blocking = 0;          ///< Erlang B
    double waiting = 0;           ///< Erlang C: the chance to wait at all
    double meanWait = 0;          ///< Wq
    double meanTime = 0;          ///< W = Wq + 1 ÷ μ
    double meanQueue = 0;         ///< Lq
    double meanInSystem = 0;      ///< L = λ·W
    /// Quantile of the wait; 0 where fewer than that wait at all.
    [[nodiscard]] double waitQuantile(double p) const;
    double drain = 0;             ///< c·μ − λ: P(wait > t) = waiting · e^(−drain·t)
};
/// Empty unless the rates are positive and there is a server. Cost: linear in servers.
std::optional<QueuePrediction> erlang(double arrivalRate, double serviceRate, std::size_t servers);

} // namespace interleave::analysis
