// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/cli.h"
#include "app/cli/options.h"
#include "core/plan/catalogue.h"

namespace interleave::cli {

/// `interleave export`: a saved session → files. Returns the exit code.
int exportCommand(const ExportOptions &options, const plan::Catalogue &catalogue, const PictureRenderer &pictures);

/// `interleave compare`: two saved sessions → a table. Returns the exit code.
int compareCommand(const CompareOptions &options, const plan::Catalogue &catalogue);

} // namespace interleave::cli
