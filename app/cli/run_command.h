// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/cli.h"
#include "app/cli/options.h"
#include "core/plan/catalogue.h"

namespace interleave::cli {

/// `interleave run`: plan → runs → files and table. Returns the exit code.
int runCommand(const RunOptions &options, const plan::Catalogue &catalogue, const PictureRenderer &pictures);

} // namespace interleave::cli
