// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/base/unique_fd.h"

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <string_view>

namespace interleave::base {

/// A file that appears whole or not at all. Until `commit` an existing file of that name stays as it is; without `commit`
/// (or after an error) nothing is left. Where the file system can, the bytes have no name at all before: not even a crash leaves any.
/// A symbolic link is followed: what it names is replaced, never the link.
class AtomicFile {
public:
    explicit AtomicFile(const std::filesystem::path &path);
    AtomicFile(const AtomicFile &) = delete;
    AtomicFile &operator=(const AtomicFile &) = delete;
    ~AtomicFile();

    /// Errors are kept for `commit`: later writes do nothing.
    void write(std::string_view bytes);
    /// No: whole for every program, but not if the machine loses its power right then. Cost: without a disk's delay.
    enum class Sync { Yes, No };
    /// Bytes to disk, then the name. Errors: Refused with the file and the system's reason.
    Result<void> commit(Sync sync = Sync::Yes);

private:
    [[nodiscard]] int obstacle(mode_t &mode) const;
    void open();
    void openNew();
    bool giveName();
    void fail(int error);

    std::filesystem::path m_path;
    std::filesystem::path m_temporary;
    UniqueFd m_fd;
    bool m_named = false; ///< the temporary file stands in the folder
    int m_error = 0;
};

/// The short form. Errors: as `AtomicFile::commit`.
Result<void> writeFile(const std::filesystem::path &path, std::string_view bytes);

/// Makes the folder (and those above it) and tries whether files can be made there; leaves none.
/// Errors: BadInput when something else has that name, Refused when the system does not let us.
Result<void> prepareFolder(const std::filesystem::path &folder);

} // namespace interleave::base
