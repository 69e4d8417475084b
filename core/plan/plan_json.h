// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/plan/plan.h"

#include <string>
#include <string_view>

namespace interleave::plan {

/// Reads and validates a plan file.
/// Errors: BadInput or Unsupported with one line: `source: field: what is wrong, what would be right`.
base::Result<Plan> parsePlan(std::string_view json, const Catalogue &catalogue, std::string_view source);

/// Checks a plan made by other means (form, command line) by the same rules; fills in missing labels.
base::Result<Plan> validatePlan(Plan plan, const Catalogue &catalogue, std::string_view source);

/// The plan as a plan file, indented. parsePlan(toJson(p)) == p.
std::string toJson(const Plan &plan);

/// The JSON Schema (draft 2020-12) of plan files, as in resources/plan.schema.json.
std::string_view planSchema();

/// "ID[:key=value,…]" as in `--executor`.
base::Result<ExecutorEntry> parseExecutorOption(std::string_view text, const Catalogue &catalogue);

} // namespace interleave::plan
