// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/fault.h"

#include <nlohmann/json.hpp>

#include <string_view>

namespace interleave::plan {

/// JSON as plans want it: no key twice, nesting at most limits::kNesting, no number that a double cannot hold exactly enough.
/// Errors: into `fault`, with line and column or the field's path; the value is then of no use.
nlohmann::json readJson(std::string_view text, FirstFault &fault);

} // namespace interleave::plan
