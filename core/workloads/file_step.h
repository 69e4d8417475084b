// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workloads/step_call.h"

#include <string>

namespace interleave::workloads {

/// Writes a file of its own in the run's folder, block by block, to the disk if asked (fsync), and removes it; or reads that many bytes of
/// the file that was prepared there (fileToRead) and checks them. Blocked (file) all the while, less what the thread worked.
/// A cancel and the time-out are seen between blocks of 64 KiB; nothing can cut an fsync short.
TaskOutcome fileStep(StepCall &call);

/// Makes the file that reading steps read. Errors: Refused, with how far it came.
base::Result<void> makeFileToRead(const std::string &folder, std::int64_t bytes);

} // namespace interleave::workloads
