// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

/// What a network step without a host and the responder (`interleave-worker --responder`) say to each other over TCP, little endian:
///
///     request   u32 magic "ILRQ" | u32 zero | u64 delay, ns | u64 bytes that follow | u64 bytes wanted | the bytes that follow
///     answer    u32 magic "ILRP" | u32 zero | u64 bytes that follow | the bytes that follow
///
/// The answer comes when the delay is over, counted from the arrival of the request's last byte. The bytes are those of pattern.h. A
/// connection carries any number of requests, one after another: a peer that sends before it has the answer, or sends what is no request, is
/// hung up on.
namespace interleave::workloads {

constexpr std::size_t kRequestHeaderBytes = 32;
constexpr std::size_t kAnswerHeaderBytes = 16;
constexpr std::uint64_t kLongestDelay = 86'400'000'000'000;   ///< ns: a day
constexpr std::uint64_t kMostMessageBytes = std::uint64_t{1} << 30; ///< the plan's limit

struct RequestHeader {
    std::uint64_t delay = 0; ///< ns
    std::uint64_t bytes = 0;
    std::uint64_t wanted = 0;
    bool operator==(const RequestHeader &) const = default;
};

namespace protocol_detail {

constexpr std::uint64_t kRequestMagic = 0x51524c49; // "ILRQ", and the zero
constexpr std::uint64_t kAnswerMagic = 0x50524c49;  // "ILRP", and the zero

constexpr void put(std::span<char> out, std::size_t at, std::uint64_t value)
{
    for (std::size_t i = 0; i < 8; ++i)
        out[at + i] = static_cast<char>(static_cast<unsigned char>(value >> (8 * i)));
}
constexpr std::uint64_t get(std::span<const char> in, std::size_t at)
{
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < 8; ++i)
        value |= std::uint64_t{static_cast<unsigned char>(in[at + i])} << (8 * i);
    return value;
}

} // namespace protocol_detail

constexpr std::array<char, kRequestHeaderBytes> encodeRequest(const RequestHeader &request)
{
    std::array<char, kRequestHeaderBytes> out{};
    protocol_detail::put(out, 0, protocol_detail::kRequestMagic);
    protocol_detail::put(out, 8, request.delay);
    protocol_detail::put(out, 16, request.bytes);
    protocol_detail::put(out, 24, request.wanted);
    return out;
}

/// Empty: this is no request, or one beyond the limits.
constexpr std::optional<RequestHeader> decodeRequest(std::span<const char, kRequestHeaderBytes> in)
{
    const RequestHeader request{protocol_detail::get(in, 8), protocol_detail::get(in, 16), protocol_detail::get(in, 24)};
    const bool good = protocol_detail::get(in, 0) == protocol_detail::kRequestMagic && request.delay <= kLongestDelay
        && request.bytes <= kMostMessageBytes && request.wanted <= kMostMessageBytes;
    return good ? std::optional(request) : std::nullopt;
}

constexpr std::array<char, kAnswerHeaderBytes> encodeAnswer(std::uint64_t bytes)
{
    std::array<char, kAnswerHeaderBytes> out{};
    protocol_detail::put(out, 0, protocol_detail::kAnswerMagic);
    protocol_detail::put(out, 8, bytes);
    return out;
}

/// The number of bytes that follow; empty: this is no answer.
constexpr std::optional<std::uint64_t> decodeAnswer(std::span<const char, kAnswerHeaderBytes> in)
{
    if (protocol_detail::get(in, 0) != protocol_detail::kAnswerMagic)
        return std::nullopt;
    return protocol_detail::get(in, 8);
}

} // namespace interleave::workloads
