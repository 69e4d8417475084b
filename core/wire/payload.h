// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ids.h"
#include "core/base/unique_fd.h"
#include "core/wire/frame.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>

/// What a task is given and what it gives back: bytes that really travel, and that say whose they are.
namespace interleave::wire {

/// A payload goes over a pipe in pieces, so that nobody has to hold one whole that does not want it.
constexpr std::size_t kPayloadPiece = 256U << 10;

enum class Way : std::uint8_t { In, Out };

/// The bytes of one task's payload, different for each task, way and place. Cost: some 0.2 ns a byte.
class PayloadPattern {
public:
    PayloadPattern(base::TaskId task, Way way);
    /// `offset`: where in the payload `out` begins.
    void fill(std::span<std::byte> out, std::size_t offset) const;
    [[nodiscard]] bool matches(std::span<const std::byte> bytes, std::size_t offset) const;

private:
    [[nodiscard]] std::uint64_t word(std::size_t index) const;
    std::uint64_t m_key;
};

/// Checks a payload that comes in pieces of any size, without keeping it.
class PayloadCheck {
public:
    PayloadCheck(base::TaskId task, Way way, std::size_t expected)
        : m_pattern(task, way)
        , m_expected(expected)
    {
    }
    void take(std::span<const std::byte> piece);
    /// All came, and nothing else.
    [[nodiscard]] bool whole() const { return m_good && m_arrived == m_expected; }
    /// What is wrong with it, if it is not whole.
    [[nodiscard]] std::string complaint() const;

private:
    PayloadPattern m_pattern;
    std::size_t m_expected, m_arrived = 0;
    bool m_good = true;
};

/// A payload that is to be sent.
struct PayloadOrder {
    std::uint32_t flow = 0;
    base::TaskId task;
    Way way = Way::In;
    std::size_t bytes = 0;
};
/// Appends the piece that begins at `offset` as one message. Returns the bytes of payload in it.
std::size_t appendPayloadPiece(Bytes& out, const PayloadOrder& order, std::size_t offset);
/// The bytes of all messages of a payload.
std::size_t payloadFrameBytes(std::size_t payloadBytes);

/// A payload as a file in memory, to be passed as a descriptor. Errors: Refused.
base::Result<base::UniqueFd> writePayloadFile(const PayloadOrder& order);
/// Reads one, which may be anything. `take` gets it in pieces: at most `expected` bytes, and one more if there are more.
void readPayloadFile(int fd, std::size_t expected, const std::function<void(std::span<const std::byte>)>& take);

} // namespace interleave::wire
