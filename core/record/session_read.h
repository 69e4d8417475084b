// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/plan/catalogue.h"
#include "core/record/run_record.h"

#include <filesystem>
#include <functional>
#include <memory>

namespace interleave::record {

/// Told now and then while a session is read: the share that is done, 0 to 1.
using ReadProgress = std::function<void(double)>;

/// A session file as the record that was saved, marked `imported`. Builds data and nothing else: no program is started, no other file
/// is opened. The plan is checked as any plan file is.
/// Errors: BadInput or Unsupported (made by a newer version) with one line: file, part, field, what is wrong; then nothing was read.
/// Refused when there is not enough memory. Cost: linear in the file's size; memory is bounded by it.
base::Result<std::shared_ptr<const ExperimentRecord>> readSession(
    const std::filesystem::path &path, const plan::Catalogue &catalogue, const ReadProgress &progress = {});

/// A quick look: a regular file that begins as a session of this version or an older one does. Errors: as `readSession`.
base::Result<void> checkSession(const std::filesystem::path &path);

} // namespace interleave::record
