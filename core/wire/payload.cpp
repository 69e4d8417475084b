// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/wire/payload.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

namespace interleave::wire {
namespace {

constexpr std::size_t kWord = sizeof(std::uint64_t);
constexpr std::uint64_t kStride = 0x9e3779b97f4a7c15U; // odd: words of one payload differ
constexpr std::size_t kPieceHead = kFrameHeaderBytes + 3 * 4;

template <class T> void appendNumber(Bytes& out, T value)
{
    for (unsigned i = 0; i < sizeof(T); ++i)
        out.push_back(static_cast<std::byte>(value >> (8 * i)));
}

} // namespace

PayloadPattern::PayloadPattern(base::TaskId task, Way way)
    : m_key((std::uint64_t{task.value} * 2 + static_cast<std::uint64_t>(way) + 1) * 0xd1342543de82ef95U)
{
}

std::uint64_t PayloadPattern::word(std::size_t index) const
{
    const std::uint64_t x = m_key + index * kStride;
    return x ^ (x >> 29);
}

void PayloadPattern::fill(std::span<std::byte> out, std::size_t offset) const
{
    std::size_t done = 0;
    // Whole words first: the compiler makes a fast loop of it.
    for (std::size_t index = offset / kWord; offset % kWord == 0 && out.size() - done >= kWord; done += kWord) {
        const std::uint64_t value = word(index++);
        std::memcpy(out.data() + done, &value, kWord);
    }
    while (done < out.size()) {
        const std::uint64_t value = word((offset + done) / kWord);
        const std::size_t skip = (offset + done) % kWord;
        const std::size_t n = std::min(kWord - skip, out.size() - done);
        std::memcpy(out.data() + done, reinterpret_cast<const std::byte*>(&value) + skip, n);
        done += n;
    }
}

bool PayloadPattern::matches(std::span<const std::byte> bytes, std::size_t offset) const
{
    std::array<std::byte, 4096> expected;
    while (!bytes.empty()) {
        const auto part = bytes.first(std::min(bytes.size(), expected.size()));
        fill(std::span(expected).first(part.size()), offset);
        if (std::memcmp(part.data(), expected.data(), part.size()) != 0)
            return false;
        offset += part.size();
        bytes = bytes.subspan(part.size());
    }
    return true;
}

void PayloadCheck::take(std::span<const std::byte> piece)
{
    const bool fits = piece.size() <= m_expected - std::min(m_arrived, m_expected);
    m_good = m_good && fits && m_pattern.matches(piece, m_arrived);
    m_arrived += piece.size();
}

std::string PayloadCheck::complaint() const
{
    if (m_arrived != m_expected)
        return std::to_string(m_arrived) + " bytes instead of " + std::to_string(m_expected);
    return m_good ? std::string() : std::to_string(m_expected) + " bytes, but not those that were sent";
}

std::size_t appendPayloadPiece(Bytes& out, const PayloadOrder& order, std::size_t offset)
{
    const std::size_t size = std::min(order.bytes - offset, kPayloadPiece);
    appendFrameHeader(out, FrameType::Payload, kPieceHead - kFrameHeaderBytes + size);
    appendNumber(out, order.flow);
    appendNumber(out, order.task.value);
    appendNumber(out, static_cast<std::uint32_t>(size));
    const std::size_t begin = out.size();
    out.resize(begin + size);
    PayloadPattern(order.task, order.way).fill(std::span(out).subspan(begin), offset);
    return size;
}

std::size_t payloadFrameBytes(std::size_t payloadBytes)
{
    return payloadBytes + (payloadBytes + kPayloadPiece - 1) / kPayloadPiece * kPieceHead;
}

base::Result<base::UniqueFd> writePayloadFile(const PayloadOrder& order)
{
    base::UniqueFd file(::memfd_create("interleave-payload", MFD_CLOEXEC | MFD_ALLOW_SEALING));
    Bytes piece(std::min(order.bytes, kPayloadPiece));
    const PayloadPattern pattern(order.task, order.way);
    for (std::size_t done = 0; file && done < order.bytes;) {
        const auto part = std::span(piece).first(std::min(piece.size(), order.bytes - done));
        pattern.fill(part, done);
        const ssize_t n = ::write(file.get(), part.data(), part.size());
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            file.reset();
        else
            done += static_cast<std::size_t>(n);
    }
    if (!file)
        return base::Error{base::ErrorCode::Refused, std::string("no memory for a payload of ") + std::to_string(order.bytes) + " bytes: " + std::strerror(errno), {}};
    return file;
}

void readPayloadFile(int fd, std::size_t expected, const std::function<void(std::span<const std::byte>)>& take)
{
    // Only files in memory have seals: reading anything else could wait for ever.
    if (::fcntl(fd, F_GET_SEALS) < 0)
        return;
    Bytes buffer(std::min(expected + 1, kPayloadPiece));
    for (std::size_t done = 0; done <= expected;) {
        const ssize_t n = ::pread(fd, buffer.data(), std::min(buffer.size(), expected + 1 - done), static_cast<off_t>(done));
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return;
        take(std::span(buffer).first(static_cast<std::size_t>(n)));
        done += static_cast<std::size_t>(n);
    }
}

} // namespace interleave::wire
