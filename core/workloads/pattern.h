// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace interleave::workloads {

/// The content of every request, answer and file: byte i is the letter a + i mod 26.
/// Some bytes of it from `offset` on, at most `most` and at most kPatternBlock.
std::span<const char> patternFrom(std::uint64_t offset, std::uint64_t most);
constexpr std::size_t kPatternBlock = 65536;

/// True if these bytes stand at `offset` of the pattern. Cost: one memcmp.
bool isPattern(std::span<const char> bytes, std::uint64_t offset);

} // namespace interleave::workloads
