// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/record/run_record.h"

#include <cstdint>
#include <filesystem>

namespace interleave::record {

struct SavedSession {
    std::uint64_t bytes = 0;
    std::size_t tracesLeftOut = 0; ///< the largest ones, where all together would be more than a session file may hold
};

/// Writes the record as a session file, whole or not at all: until the new one is complete and on the disk, an existing file stays as
/// it is. A symbolic link is followed. Two programs that save at once take turns.
/// Errors: BadInput if the file there was made by a newer version: it is not overwritten. Refused with the system's reason
/// (no room, no permission), or when another program has been saving there for long. The record is not changed.
base::Result<SavedSession> saveSession(const std::filesystem::path &path, const ExperimentRecord &experiment);

} // namespace interleave::record
