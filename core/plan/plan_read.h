// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/fault.h"
#include "core/plan/plan.h"

#include <nlohmann/json.hpp>

namespace interleave::plan {

/// The JSON of a plan file as a value: keys, types, what must be there. Ranges and names are validatePlan's.
Plan readPlan(const nlohmann::json &json, FirstFault &fault);

} // namespace interleave::plan
