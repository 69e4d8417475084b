// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/record/session_zip_reader.h"

#include "core/plan/fault.h"
#include "core/record/session_limits.h"
#include "core/record/session_zip.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <vector>

namespace interleave::record::session {
namespace {

using base::Error;
using base::ErrorCode;
using base::Result;
using zip::at;

constexpr const char *kNoSession = "is not a session file; give a *.interleave file that this program saved";

std::string reason(int error) { return std::generic_category().message(error); }

/// Where the directory is and how much it holds.
struct Directory {
    std::uint64_t offset = 0, bytes = 0, count = 0;
};

/// Reads as much as there is.
Result<std::size_t> readAt(int fd, std::span<std::byte> into, std::uint64_t offset, const std::string &source)
{
    std::size_t done = 0;
    while (done < into.size()) {
        const ssize_t n = ::pread(fd, into.data() + done, into.size() - done, static_cast<off_t>(offset + done));
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return Error{ErrorCode::BadInput, "cannot be read: " + reason(errno), source};
        if (n == 0)
            break;
        done += static_cast<std::size_t>(n);
    }
    return done;
}

} // namespace

Error ZipReader::bad(std::string message, std::string_view part) const
{
    return {ErrorCode::BadInput, std::move(message), part.empty() ? m_source : m_source + ": " + std::string(part)};
}

Result<ZipReader> ZipReader::open(const std::filesystem::path &path)
{
    const std::string source = path.string();
    const auto refused = [&source](std::string message) { return Error{ErrorCode::BadInput, std::move(message), source}; };
    base::UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    if (!fd)
        return refused("cannot be opened: " + reason(errno));
    struct stat status{};
    if (::fstat(fd.get(), &status) != 0)
        return refused("cannot be read: " + reason(errno));
    if (S_ISDIR(status.st_mode))
        return refused("is a folder; give a session file (*.interleave)");
    if (!S_ISREG(status.st_mode))
        return refused("is not a regular file; give a session file (*.interleave)");
    const auto bytes = static_cast<std::uint64_t>(status.st_size);
    if (bytes > kFileBytes)
        return refused("is larger than " + std::to_string(kFileBytes >> 20U) + " MiB (" + std::to_string(bytes) + " bytes); no session file is");
    ZipReader reader(std::move(fd), source, bytes);
    if (auto read = reader.readDirectory(); !read)
        return read.error();
    return reader;
}

const ZipReader::Entry *ZipReader::find(const std::string &name) const
{
    const auto found = m_entries.find(name);
    return found == m_entries.end() ? nullptr : &found->second;
}

Result<std::string> ZipReader::piece(std::uint64_t offset, std::uint64_t size) const
{
    std::string bytes(size, '\0');
    const auto done = readAt(m_fd.get(), std::as_writable_bytes(std::span(bytes)), offset, m_source);
    if (!done)
        return done.error();
    if (*done != size)
        return bad("is cut short: it ended while it was read");
    return bytes;
}

Result<void> ZipReader::read(const std::string &name, const Entry &entry, std::span<std::byte> into) const
{
    const auto done = readAt(m_fd.get(), into, entry.offset, m_source);
    if (!done)
        return done.error();
    if (*done != entry.size)
        return bad("is cut short: it ended while it was read", name);
    if (::crc32_z(0, reinterpret_cast<const Bytef *>(into.data()), into.size()) != entry.crc)
        return bad("is damaged: its checksum is another", name);
    return {};
}

Result<void> ZipReader::readDirectory()
{
    const std::uint64_t tailBytes = std::min<std::uint64_t>(m_bytes, zip::kLongestComment + zip::kEndBytes + zip::kLocator64Bytes);
    const auto tail = piece(m_bytes - tailBytes, tailBytes);
    if (!tail)
        return tail.error();
    std::string magic;
    zip::append(magic, zip::kEndMagic);
    const std::size_t end = tail->rfind(magic);
    if (end == std::string::npos || tail->size() - end < zip::kEndBytes)
        return bad(kNoSession);
    Directory directory{at<std::uint32_t>(*tail, end + 16), at<std::uint32_t>(*tail, end + 12), at<std::uint16_t>(*tail, end + 10)};
    if (directory.count == zip::kMany16 && end >= zip::kLocator64Bytes
        && at<std::uint32_t>(*tail, end - zip::kLocator64Bytes) == zip::kLocator64Magic) {
        const auto where = at<std::uint64_t>(*tail, end - zip::kLocator64Bytes + 8);
        if (where > m_bytes || m_bytes - where < zip::kEnd64Bytes)
            return bad("is damaged: its directory lies outside of it");
        const auto large = piece(where, zip::kEnd64Bytes);
        if (!large)
            return large.error();
        directory = {at<std::uint64_t>(*large, 48), at<std::uint64_t>(*large, 40), at<std::uint64_t>(*large, 32)};
    }
    if (directory.offset > m_bytes || directory.bytes > m_bytes - directory.offset)
        return bad("is damaged: its directory lies outside of it");
    if (directory.bytes > kDirectoryBytes || directory.count > directory.bytes / zip::kCentralBytes)
        return bad("is damaged: its directory names more parts than it has room for");
    const auto lines = piece(directory.offset, directory.bytes);
    if (!lines)
        return lines.error();
    std::size_t position = 0;
    for (std::uint64_t i = 0; i < directory.count; ++i) {
        const std::string_view rest = std::string_view(*lines).substr(position);
        if (rest.size() < zip::kCentralBytes || at<std::uint32_t>(rest, 0) != zip::kCentralMagic)
            return bad("is damaged: its directory is broken");
        const std::size_t nameBytes = at<std::uint16_t>(rest, 28);
        const std::size_t lineBytes = zip::kCentralBytes + nameBytes + at<std::uint16_t>(rest, 30) + at<std::uint16_t>(rest, 32);
        if (rest.size() < lineBytes)
            return bad("is damaged: its directory is broken");
        if (auto added = addEntry(rest, std::string(rest.substr(zip::kCentralBytes, nameBytes)), directory.offset); !added)
            return added;
        position += lineBytes;
    }
    return checkApart();
}

Result<void> ZipReader::addEntry(std::string_view line, const std::string &name, std::uint64_t directory)
{
    const std::string shown = plan::inQuotes(name);
    if ((at<std::uint16_t>(line, 8) & 1U) != 0)
        return bad("is encrypted; a session's parts are not", shown);
    if (at<std::uint16_t>(line, 10) != zip::kStored)
        return bad("is compressed; a session's parts are stored as they are", shown);
    Entry entry{at<std::uint32_t>(line, 42), at<std::uint32_t>(line, 24), at<std::uint32_t>(line, 16)};
    if (at<std::uint32_t>(line, 20) != entry.size)
        return bad("claims two sizes; a session's parts are stored as they are", shown);
    // Its own header may fill up to a page; where its bytes begin stands only there.
    if (entry.offset > directory || directory - entry.offset < zip::kLocalBytes)
        return bad("lies outside of the file", shown);
    const auto header = piece(entry.offset, zip::kLocalBytes);
    if (!header)
        return header.error();
    if (at<std::uint32_t>(*header, 0) != zip::kLocalMagic || at<std::uint16_t>(*header, 8) != zip::kStored)
        return bad("is damaged: directory and part differ", shown);
    entry.offset += zip::kLocalBytes + at<std::uint16_t>(*header, 26) + at<std::uint16_t>(*header, 28);
    if (entry.offset > directory || entry.size > directory - entry.offset)
        return bad("lies outside of the file", shown);
    if (!m_entries.emplace(name, entry).second)
        return bad("stands twice in the file", shown);
    return {};
}

Result<void> ZipReader::checkApart() const
{
    std::vector<Entry> sorted;
    for (const auto &[name, entry] : m_entries)
        sorted.push_back(entry);
    std::ranges::sort(sorted, {}, &Entry::offset);
    for (std::size_t i = 1; i < sorted.size(); ++i)
        if (sorted[i].offset - sorted[i - 1].offset < sorted[i - 1].size)
            return bad("is damaged: its parts lie on one another");
    return {};
}

} // namespace interleave::record::session
