// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/record/session_zip_writer.h"

#include "core/record/session_zip.h"

#include <cassert>
#include <zlib.h>

namespace interleave::record::session {
namespace {

using zip::append;

/// What entry and directory say alike about it, from the version on.
void appendFacts(std::string &out, std::uint32_t crc, std::uint32_t size, std::size_t nameBytes)
{
    append(out, zip::kVersion);
    append(out, zip::kUtf8);
    append(out, zip::kStored);
    append(out, std::uint16_t{0}); // time
    append(out, zip::kFirstOfJanuary1980);
    append(out, crc);
    append(out, size); // compressed
    append(out, size);
    append(out, static_cast<std::uint16_t>(nameBytes));
}

/// Fills up to the alignment; empty if nothing is missing.
std::string padding(std::uint64_t dataAt, std::size_t alignment)
{
    std::string extra;
    if (alignment < 2 || dataAt % alignment == 0)
        return extra;
    const std::uint64_t bare = dataAt + zip::kAlignmentBytes;
    const std::uint64_t fill = (alignment - bare % alignment) % alignment;
    append(extra, zip::kAlignmentId);
    append(extra, static_cast<std::uint16_t>(2 + fill));
    append(extra, static_cast<std::uint16_t>(alignment));
    extra.resize(zip::kAlignmentBytes + fill);
    return extra;
}

std::uint32_t checksum(std::uint32_t crc, std::string_view bytes)
{
    return static_cast<std::uint32_t>(::crc32_z(crc, reinterpret_cast<const Bytef *>(bytes.data()), bytes.size()));
}

} // namespace

void ZipWriter::put(std::string_view bytes)
{
    m_file.write(bytes);
    m_position += bytes.size();
}

void ZipWriter::putHeader(const Entry &entry, std::size_t alignment)
{
    const std::string extra = padding(m_position + zip::kLocalBytes + entry.name.size(), alignment);
    std::string header;
    append(header, zip::kLocalMagic);
    appendFacts(header, entry.crc, entry.size, entry.name.size());
    append(header, static_cast<std::uint16_t>(extra.size()));
    put(header + entry.name + extra);
}

void ZipWriter::add(std::string_view name, std::string_view bytes)
{
    add(name, bytes.size(), 1, [bytes](const Sink &sink) { sink(bytes); });
}

void ZipWriter::add(std::string_view name, std::uint64_t size, std::size_t alignment, const Producer &producer)
{
    Entry entry{std::string(name), 0, static_cast<std::uint32_t>(size), static_cast<std::uint32_t>(m_position)};
    producer([&entry](std::string_view bytes) { entry.crc = checksum(entry.crc, bytes); });
    putHeader(entry, alignment);
    const std::uint64_t begin = m_position;
    producer([this](std::string_view bytes) { put(bytes); });
    assert(m_position - begin == size);
    (void)begin;
    m_entries.push_back(std::move(entry));
}

void ZipWriter::finish()
{
    const std::uint64_t begin = m_position;
    for (const Entry &entry : m_entries) {
        std::string line;
        append(line, zip::kCentralMagic);
        append(line, zip::kVersion); // made by
        appendFacts(line, entry.crc, entry.size, entry.name.size());
        append(line, std::uint16_t{0}); // extra field
        append(line, std::uint16_t{0}); // comment
        append(line, std::uint16_t{0}); // disk
        append(line, std::uint16_t{0}); // attributes
        append(line, std::uint32_t{0});
        append(line, entry.offset);
        put(line + entry.name);
    }
    const std::uint64_t end = m_position, count = m_entries.size();
    std::string tail;
    if (count >= zip::kMany16) {
        append(tail, zip::kEnd64Magic);
        append(tail, std::uint64_t{zip::kEnd64Bytes - 12}); // of what follows
        append(tail, zip::kVersion64);
        append(tail, zip::kVersion64);
        append(tail, std::uint64_t{0}); // disks
        append(tail, count);
        append(tail, count);
        append(tail, end - begin);
        append(tail, begin);
        append(tail, zip::kLocator64Magic);
        append(tail, std::uint32_t{0});
        append(tail, end);
        append(tail, std::uint32_t{1});
    }
    const auto shown = count >= zip::kMany16 ? zip::kMany16 : static_cast<std::uint16_t>(count);
    append(tail, zip::kEndMagic);
    append(tail, std::uint32_t{0}); // disks
    append(tail, shown);
    append(tail, shown);
    append(tail, static_cast<std::uint32_t>(end - begin));
    append(tail, static_cast<std::uint32_t>(begin));
    append(tail, std::uint16_t{0});
    put(tail);
}

} // namespace interleave::record::session
