// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

/// The few structures of a ZIP that a session file uses. Source: APPNOTE.TXT 6.3.10, sections 4.3.7, 4.3.12, 4.3.14–4.3.16.
namespace interleave::record::session::zip {

static_assert(std::endian::native == std::endian::little, "session files are little-endian, and are read and written as memory");

constexpr std::uint32_t kLocalMagic = 0x04034b50, kCentralMagic = 0x02014b50, kEndMagic = 0x06054b50;
constexpr std::uint32_t kEnd64Magic = 0x06064b50, kLocator64Magic = 0x07064b50;
constexpr std::size_t kLocalBytes = 30, kCentralBytes = 46, kEndBytes = 22, kEnd64Bytes = 56, kLocator64Bytes = 20;
constexpr std::size_t kLongestComment = 65535;
constexpr std::uint16_t kVersion = 20, kVersion64 = 45;
constexpr std::uint16_t kUtf8 = 1U << 11U; ///< flag: names are UTF-8
constexpr std::uint16_t kStored = 0;
constexpr std::uint16_t kFirstOfJanuary1980 = 33; ///< as a date: no time of the day tells one save from another
constexpr std::uint16_t kAlignmentId = 0xd935;    ///< the extra field that zipalign pads with
constexpr std::size_t kAlignmentBytes = 6;        ///< its id, its length, the alignment
constexpr std::uint16_t kMany16 = 0xffff;
constexpr std::uint32_t kMany32 = 0xffffffff;

template <class T>
void append(std::string &out, T value)
{
    const std::size_t at = out.size();
    out.resize(at + sizeof value);
    std::memcpy(out.data() + at, &value, sizeof value);
}

/// The value at `offset`, which the caller has checked to be there.
template <class T>
T at(std::string_view bytes, std::size_t offset)
{
    T value;
    std::memcpy(&value, bytes.data() + offset, sizeof value);
    return value;
}

} // namespace interleave::record::session::zip
