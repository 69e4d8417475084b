// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/wire/messages.h"

#include <vector>

namespace interleave::test {

/// One message of every type, with values at their limits.
std::vector<wire::Message> sampleMessages();
/// All of them, one after another.
wire::Bytes sampleStream();
/// Everything that a decoder makes of the bytes, until it needs more or breaks.
struct Decoded {
    std::vector<wire::Message> messages;
    bool broken = false;
};
Decoded decodeAll(wire::FrameDecoder& decoder);

/// Feeds `count` mutations of the sample stream in random pieces. Returns how many were found broken.
std::size_t decodeMutations(std::size_t count, unsigned seed);

} // namespace interleave::test
