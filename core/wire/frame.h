// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

/// The worker channel: how messages are cut out of a stream of bytes.
///
///     u32 length of the payload | u8 version | u8 type | u16 zero | payload        (little endian)
namespace interleave::wire {

using Bytes = std::vector<std::byte>;

constexpr std::uint8_t kFrameVersion = 1;
constexpr std::size_t kFrameHeaderBytes = 8;
constexpr std::size_t kLongestPayload = 16U << 20;

enum class FrameType : std::uint8_t { Hello = 1, Ready, Tasks, Result, Shutdown, Goodbye, Setup, Payload };
constexpr FrameType kLastFrameType = FrameType::Payload;

/// Shape: `payload` points into the decoder, and is valid until its next call, or into the bytes that the frame was taken from.
struct Frame {
    FrameType type = FrameType::Hello;
    std::span<const std::byte> payload;
};

/// Appends a frame. `payload` is at most kLongestPayload.
void appendFrame(Bytes& out, FrameType type, std::span<const std::byte> payload);
/// Begins one whose payload the caller appends, exactly so many bytes of it.
void appendFrameHeader(Bytes& out, FrameType type, std::size_t payloadBytes);
/// Takes the first frame off bytes that hold whole frames only. Errors: Protocol.
base::Result<Frame> takeFrame(std::span<const std::byte>& bytes);

/// Cuts frames out of whatever pieces the bytes arrive in. Believes nothing: a wrong header is an error as soon as it is seen, and memory is
/// taken for bytes that arrived, never for a length that was announced.
class FrameDecoder {
public:
    void feed(std::span<const std::byte> bytes);
    /// The next whole frame; empty: more bytes are needed. Errors: Protocol; the stream is unusable from then on.
    base::Result<std::optional<Frame>> next();
    /// Bytes of a frame that is not complete: the peer stopped in the middle of a message.
    [[nodiscard]] std::size_t pending() const { return m_buffer.size() - m_read; }

private:
    Bytes m_buffer;
    std::size_t m_read = 0;
    std::optional<base::Error> m_broken;
};

} // namespace interleave::wire
