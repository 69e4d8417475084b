// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eventloop/loop_lag.h"

#include <algorithm>
#include <bit>

namespace interleave::eventloop {
namespace {

constexpr std::int64_t kEnoughForP99 = 368; ///< fewer have no upper bound of it

} // namespace

void LoopLag::start(base::Nanoseconds now) { m_next = now + kPeriod; }

void LoopLag::stop(base::Nanoseconds now)
{
    beat(now);
    m_next = {};
}

void LoopLag::beat(base::Nanoseconds now)
{
    for (; m_next.count() > 0 && m_next <= now; m_next += kPeriod) {
        const base::Nanoseconds lag = now - m_next;
        m_max = std::max(m_max, lag);
        m_sum += lag;
        ++m_beats;
        ++m_classes[classOf(lag.count())];
    }
}

/// Small numbers have a class each; from 16 on each doubling has 16.
std::size_t LoopLag::classOf(std::int64_t lag)
{
    const auto value = static_cast<std::uint64_t>(lag);
    const auto digits = static_cast<unsigned>(std::bit_width(value));
    if (digits <= kFineBits)
        return value;
    const unsigned shift = digits - kFineBits - 1;
    return (static_cast<std::size_t>(shift) << kFineBits) + (value >> shift);
}

std::int64_t LoopLag::endOf(std::size_t place)
{
    constexpr std::size_t kFine = std::size_t{1} << kFineBits;
    if (place < 2 * kFine)
        return static_cast<std::int64_t>(place);
    const auto shift = place / kFine - 1;
    return static_cast<std::int64_t>(((place % kFine + kFine + 1) << shift) - 1);
}

std::optional<base::Nanoseconds> LoopLag::p99() const
{
    if (m_beats < kEnoughForP99)
        return std::nullopt;
    std::int64_t above = m_beats / 100; // at most so many are higher
    for (std::size_t place = m_classes.size(); place-- > 0;) {
        above -= m_classes[place];
        if (above < 0)
            return std::min(base::Nanoseconds(endOf(place)), m_max);
    }
    return std::nullopt;
}

} // namespace interleave::eventloop
