// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/engine.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace interleave::engine {
namespace {

/// splitmix64: the same numbers from the same seed with every standard library, unlike std::shuffle.
class Random {
public:
    explicit Random(std::uint64_t seed) : m_state(seed) { }
    std::uint64_t next()
    {
        std::uint64_t z = (m_state += 0x9e3779b97f4a7c15U);
        z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
        z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
        return z ^ (z >> 31U);
    }
    std::vector<std::size_t> permutation(std::size_t n)
    {
        std::vector<std::size_t> order(n);
        std::iota(order.begin(), order.end(), std::size_t{0});
        for (std::size_t i = n; i > 1; --i)
            std::swap(order[i - 1], order[next() % i]);
        return order;
    }

private:
    std::uint64_t m_state;
};

} // namespace

std::vector<std::vector<std::size_t>> roundOrder(std::size_t entries, int rounds, std::uint64_t seed)
{
    std::vector<std::vector<std::size_t>> order;
    Random random(seed);
    std::vector<std::size_t> entry, shift;
    for (int round = 0; round < rounds && entries > 0; ++round) {
        // A new square every `entries` rounds: its rows are one random sequence, rotated by every amount once.
        const std::size_t row = static_cast<std::size_t>(round) % entries;
        if (row == 0) {
            entry = random.permutation(entries);
            shift = random.permutation(entries);
        }
        std::vector<std::size_t> positions(entries);
        for (std::size_t i = 0; i < entries; ++i)
            positions[i] = entry[(i + shift[row]) % entries];
        order.push_back(std::move(positions));
    }
    return order;
}

} // namespace interleave::engine
