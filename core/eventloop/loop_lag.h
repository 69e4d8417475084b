// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"

#include <array>
#include <cstdint>
#include <optional>

namespace interleave::eventloop {

/// How late a loop comes to something that is due every 10 ms: what whoever becomes ready waits for its turn. A beat that a busy loop had no
/// time for counts as late as the loop is when it comes, so a long silence weighs as many beats as it lasted.
/// Units: ns. Cost: a beat is some additions; 4 KiB. Pure: time comes in.
class LoopLag {
public:
    static constexpr base::Nanoseconds kPeriod = std::chrono::milliseconds(10);

    /// The first beat is due a period after `now`.
    void start(base::Nanoseconds now);
    /// Notes those that came due so far, and ends.
    void stop(base::Nanoseconds now);
    /// When the next one is due, absolute; empty: not started.
    [[nodiscard]] std::optional<base::Nanoseconds> next() const { return m_next.count() > 0 ? std::optional(m_next) : std::nullopt; }
    /// Notes those that are due.
    void beat(base::Nanoseconds now);

    [[nodiscard]] std::int64_t beats() const { return m_beats; }
    // Empty: no beat was due; a percentile: too few to have one.
    [[nodiscard]] std::optional<base::Nanoseconds> max() const { return m_beats > 0 ? std::optional(m_max) : std::nullopt; }
    [[nodiscard]] std::optional<base::Nanoseconds> mean() const { return m_beats > 0 ? std::optional(m_sum / m_beats) : std::nullopt; }
    /// At most 7 % too high: the upper end of its class.
    [[nodiscard]] std::optional<base::Nanoseconds> p99() const;

private:
    static constexpr unsigned kFineBits = 4; ///< classes a doubling: 16
    static std::size_t classOf(std::int64_t lag);
    static std::int64_t endOf(std::size_t place);

    base::Nanoseconds m_next{0}, m_max{0}, m_sum{0};
    std::int64_t m_beats = 0;
    std::array<std::uint32_t, (64 - kFineBits + 1) << kFineBits> m_classes{};
};

} // namespace interleave::eventloop
