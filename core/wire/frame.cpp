// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/wire/frame.h"

#include <algorithm>
#include <cassert>

namespace interleave::wire {
namespace {

constexpr std::size_t kVersionAt = 4, kTypeAt = 5, kZeroAt = 6;

std::uint32_t lengthOf(std::span<const std::byte> header)
{
    std::uint32_t length = 0;
    for (std::size_t i = 0; i < 4; ++i)
        length |= std::to_integer<std::uint32_t>(header[i]) << (8 * i);
    return length;
}

/// What is wrong with the part of a header that is there; empty: nothing so far.
std::string complaint(std::span<const std::byte> header)
{
    const auto at = [&](std::size_t i) { return std::to_integer<unsigned>(header[i]); };
    if (header.size() >= kVersionAt && lengthOf(header) > kLongestPayload)
        return "a message of " + std::to_string(lengthOf(header)) + " bytes";
    if (header.size() > kVersionAt && at(kVersionAt) != kFrameVersion)
        return "message version " + std::to_string(at(kVersionAt)) + " instead of " + std::to_string(kFrameVersion);
    if (header.size() > kTypeAt && (at(kTypeAt) < static_cast<unsigned>(FrameType::Hello) || at(kTypeAt) > static_cast<unsigned>(kLastFrameType)))
        return "unknown message type " + std::to_string(at(kTypeAt));
    if (header.size() >= kFrameHeaderBytes && (at(kZeroAt) != 0 || at(kZeroAt + 1) != 0))
        return "a damaged message header";
    return {};
}

} // namespace

void appendFrameHeader(Bytes& out, FrameType type, std::size_t payloadBytes)
{
    assert(payloadBytes <= kLongestPayload);
    const auto length = static_cast<std::uint32_t>(payloadBytes);
    for (unsigned shift = 0; shift < 32; shift += 8)
        out.push_back(static_cast<std::byte>(length >> shift));
    out.push_back(static_cast<std::byte>(kFrameVersion));
    out.push_back(static_cast<std::byte>(type));
    out.insert(out.end(), 2, std::byte{0});
}

void appendFrame(Bytes& out, FrameType type, std::span<const std::byte> payload)
{
    appendFrameHeader(out, type, payload.size());
    out.insert(out.end(), payload.begin(), payload.end());
}

base::Result<Frame> takeFrame(std::span<const std::byte>& bytes)
{
    if (const std::string wrong = complaint(bytes.first(std::min(bytes.size(), kFrameHeaderBytes))); !wrong.empty())
        return base::Error{base::ErrorCode::Protocol, wrong, {}};
    if (bytes.size() < kFrameHeaderBytes || bytes.size() < kFrameHeaderBytes + lengthOf(bytes))
        return base::Error{base::ErrorCode::Protocol, "a message that was cut off", {}};
    const Frame frame{static_cast<FrameType>(bytes[kTypeAt]), bytes.subspan(kFrameHeaderBytes, lengthOf(bytes))};
    bytes = bytes.subspan(kFrameHeaderBytes + frame.payload.size());
    return frame;
}

void FrameDecoder::feed(std::span<const std::byte> bytes)
{
    if (m_broken)
        return;
    // What was read goes first: the buffer stays as small as one message and one piece.
    m_buffer.erase(m_buffer.begin(), m_buffer.begin() + static_cast<std::ptrdiff_t>(m_read));
    m_read = 0;
    m_buffer.insert(m_buffer.end(), bytes.begin(), bytes.end());
}

base::Result<std::optional<Frame>> FrameDecoder::next()
{
    if (m_broken)
        return *m_broken;
    const std::span<const std::byte> left = std::span(m_buffer).subspan(m_read);
    const auto header = left.first(std::min(left.size(), kFrameHeaderBytes));
    if (const std::string wrong = complaint(header); !wrong.empty()) {
        m_broken = base::Error{base::ErrorCode::Protocol, wrong, {}};
        return *m_broken;
    }
    if (header.size() < kFrameHeaderBytes || left.size() < kFrameHeaderBytes + lengthOf(header))
        return std::optional<Frame>{};
    const std::size_t length = lengthOf(header);
    m_read += kFrameHeaderBytes + length;
    return std::optional(Frame{static_cast<FrameType>(header[kTypeAt]), left.subspan(kFrameHeaderBytes, length)});
}

} // namespace interleave::wire
