// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/draw.h"

#include <cmath>
#include <numbers>

namespace interleave::plan {
namespace {

std::uint64_t mix(std::uint64_t z)
{
    z += 0x9e3779b97f4a7c15U;
    z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31U);
}

} // namespace

double uniform(const DrawKey &key, std::uint64_t salt)
{
    const std::uint64_t bits = mix(mix(mix(mix(key.seed) ^ key.stream) ^ key.index) ^ salt);
    return (static_cast<double>(bits >> 11U) + 0.5) * 0x1.0p-53;
}

double draw(const Distribution &distribution, const DrawKey &key)
{
    switch (distribution.kind) {
    case Distribution::Kind::Uniform: return distribution.first + (distribution.second - distribution.first) * uniform(key);
    case Distribution::Kind::Exponential: return -distribution.first * std::log(uniform(key));
    case Distribution::Kind::Lognormal: {
        const double normal = std::sqrt(-2 * std::log(uniform(key))) * std::cos(2 * std::numbers::pi * uniform(key, 1));
        return distribution.first * std::exp(distribution.second * normal);
    }
    }
    return distribution.first;
}

double mean(const Distribution &distribution)
{
    switch (distribution.kind) {
    case Distribution::Kind::Uniform: return (distribution.first + distribution.second) / 2;
    case Distribution::Kind::Exponential: return distribution.first;
    case Distribution::Kind::Lognormal: return distribution.first * std::exp(distribution.second * distribution.second / 2);
    }
    return distribution.first;
}

} // namespace interleave::plan
