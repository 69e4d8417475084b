// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/options.h"
#include "core/base/error.h"
#include "core/plan/catalogue.h"
#include "core/plan/plan.h"

namespace interleave::cli {

/// The plan that the options name, with the options' own values put over it, valid.
/// Errors: BadInput or Unsupported, naming file and field or the option.
base::Result<plan::Plan> loadPlan(const RunOptions &options, const plan::Catalogue &catalogue);

} // namespace interleave::cli
