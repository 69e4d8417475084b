// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/base/unique_fd.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <string_view>

namespace interleave::record::session {

/// Reads a ZIP whose entries are all stored. Nothing is unpacked, so a size that is claimed is a size that the file has; entries
/// lie one after another, so that all of them together are no larger than the file.
/// Errors: BadInput with the file, the entry and what is wrong; never more read than was asked for.
class ZipReader {
public:
    struct Entry {
        std::uint64_t offset = 0; ///< of its bytes
        std::uint64_t size = 0;
        std::uint32_t crc = 0;
    };

    /// Refuses what is no regular file without opening a door to it (a pipe does not block), and what is larger than the limit before
    /// reading a byte of it.
    static base::Result<ZipReader> open(const std::filesystem::path &path);

    [[nodiscard]] const std::string &source() const { return m_source; }
    [[nodiscard]] std::uint64_t bytes() const { return m_bytes; }
    /// Null if there is none of that name.
    [[nodiscard]] const Entry *find(const std::string &name) const;
    [[nodiscard]] const std::map<std::string, Entry> &entries() const { return m_entries; }

    /// The bytes of an entry, against its checksum. `into` has its size.
    base::Result<void> read(const std::string &name, const Entry &entry, std::span<std::byte> into) const;

private:
    ZipReader(base::UniqueFd fd, std::string source, std::uint64_t bytes) : m_fd(std::move(fd)), m_source(std::move(source)), m_bytes(bytes) { }
    base::Result<void> readDirectory();
    base::Result<std::string> piece(std::uint64_t offset, std::uint64_t size) const;
    base::Result<void> addEntry(std::string_view line, const std::string &name, std::uint64_t directory);
    base::Result<void> checkApart() const;
    [[nodiscard]] base::Error bad(std::string message, std::string_view part = {}) const;

    base::UniqueFd m_fd;
    std::string m_source;
    std::uint64_t m_bytes = 0;
    std::map<std::string, Entry> m_entries;
};

} // namespace interleave::record::session
