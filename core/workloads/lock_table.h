// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/unique_fd.h"
#include "core/trace/trace.h"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

namespace interleave::workloads {

/// The named locks of a run, over threads and processes: mutexes in a memfd that each process maps. They are robust: whoever dies holding
/// one frees it. Like any mutex, each is unlocked by the thread that locked it.
/// Threads: any.
class LockTable {
public:
    /// Errors: Refused when the machine does not give the memory.
    static base::Result<std::shared_ptr<LockTable>> create(std::uint32_t count);
    /// Maps a table that another process made; checks magic, version and size.
    static base::Result<std::shared_ptr<LockTable>> attach(base::UniqueFd fd);

    LockTable(const LockTable &) = delete;
    LockTable &operator=(const LockTable &) = delete;
    ~LockTable();

    [[nodiscard]] int fd() const { return m_fd.get(); }
    [[nodiscard]] std::uint32_t count() const;

    /// Never waits. False: somebody holds it, the calling thread perhaps.
    [[nodiscard]] bool tryLock(std::uint32_t lock) const;
    enum class Got { Lock, TimedOut, Cancelled };
    /// Waits until it has the lock, until `until` (absolute), or until `cancelled` is set (seen within 10 ms).
    [[nodiscard]] Got lockUntil(std::uint32_t lock, std::optional<base::Nanoseconds> until = {}, const std::atomic<bool> *cancelled = nullptr) const;
    void unlock(std::uint32_t lock) const;

    /// The lock's name in the trace's string table: put there once, whichever process comes first.
    [[nodiscard]] std::uint32_t nameId(std::uint32_t lock, const trace::Mapping &trace, std::string_view name) const;

private:
    struct Header;
    struct Entry;
    LockTable(base::UniqueFd fd, std::byte *base, std::size_t size) : m_fd(std::move(fd)), m_base(base), m_size(size) { }
    static std::size_t bytesFor(std::uint32_t count);
    [[nodiscard]] Header &header() const;
    [[nodiscard]] Entry &entry(std::uint32_t lock) const;
    base::UniqueFd m_fd;
    std::byte *m_base;
    std::size_t m_size;
};

} // namespace interleave::workloads
