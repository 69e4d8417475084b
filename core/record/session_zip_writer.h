// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/atomic_file.h"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace interleave::record::session {

/// Takes bytes piece by piece.
using Sink = std::function<void(std::string_view)>;
/// Gives the bytes of one entry. Called twice, for the checksum and for the file: it must give the same both times.
using Producer = std::function<void(const Sink &)>;

/// Writes a ZIP whose entries are all stored, none compressed, in one pass without going back.
/// Why not a library: libzip and minizip neither place an entry's bytes on a page nor write through a file of the caller's, so that
/// the whole is synced before it gets its name.
/// Errors: of the file, told by its `commit`.
class ZipWriter {
public:
    explicit ZipWriter(base::AtomicFile &file) : m_file(file) { }

    void add(std::string_view name, std::string_view bytes);
    /// `size`: what the producer gives. `alignment`: of the first byte in the file.
    void add(std::string_view name, std::uint64_t size, std::size_t alignment, const Producer &producer);
    /// The directory; nothing may be added after it.
    void finish();
    [[nodiscard]] std::uint64_t bytes() const { return m_position; }

private:
    struct Entry {
        std::string name;
        std::uint32_t crc = 0, size = 0, offset = 0;
    };
    void put(std::string_view bytes);
    void putHeader(const Entry &entry, std::size_t alignment);

    base::AtomicFile &m_file;
    std::vector<Entry> m_entries;
    std::uint64_t m_position = 0;
};

} // namespace interleave::record::session
