// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/unique_fd.h"

#include <fcntl.h>
#include <sys/file.h>

#include <cerrno>
#include <chrono>
#include <filesystem>
#include <thread>

namespace interleave::record::session {

/// One program at a time works in a folder. The lock is on the folder itself: it leaves no file behind, and a file that is
/// replaced could not carry it. Held until this object dies.
class FolderLock {
public:
    explicit FolderLock(const std::filesystem::path &folder) : m_fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) { }

    /// False: somebody else still has it. A folder that is not there, or a file system without locks, has none to wait for.
    [[nodiscard]] bool take(std::chrono::milliseconds patience) const
    {
        const auto start = std::chrono::steady_clock::now();
        while (m_fd && ::flock(m_fd.get(), LOCK_EX | LOCK_NB) != 0) {
            if (errno == EINTR)
                continue;
            if (errno != EWOULDBLOCK)
                return true;
            if (std::chrono::steady_clock::now() - start > patience)
                return false;
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
        }
        return true;
    }

private:
    base::UniqueFd m_fd;
};

} // namespace interleave::record::session
