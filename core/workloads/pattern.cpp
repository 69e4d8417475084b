// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workloads/pattern.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace interleave::workloads {
namespace {

constexpr std::size_t kPeriod = 26;

/// A period more than a block: whole blocks begin at every letter.
constexpr auto kLetters = [] {
    std::array<char, kPatternBlock + kPeriod> letters{};
    for (std::size_t i = 0; i < letters.size(); ++i)
        letters[i] = static_cast<char>('a' + i % kPeriod);
    return letters;
}();

} // namespace

std::span<const char> patternFrom(std::uint64_t offset, std::uint64_t most)
{
    return std::span(kLetters).subspan(offset % kPeriod, static_cast<std::size_t>(std::min<std::uint64_t>(most, kPatternBlock)));
}

bool isPattern(std::span<const char> bytes, std::uint64_t offset)
{
    while (!bytes.empty()) {
        const auto right = patternFrom(offset, bytes.size());
        if (std::memcmp(bytes.data(), right.data(), right.size()) != 0)
            return false;
        bytes = bytes.subspan(right.size());
        offset += right.size();
    }
    return true;
}

} // namespace interleave::workloads
