// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace interleave::engine {

/// A draw that depends on the seed and a number only: splitmix64, the same with every standard library.
constexpr std::uint64_t mix(std::uint64_t seed, std::uint64_t number)
{
    std::uint64_t z = seed + 0x9e3779b97f4a7c15U * (number + 1);
    z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31U);
}

} // namespace interleave::engine
