// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/fault.h"
#include "core/plan/plan.h"

#include <nlohmann/json.hpp>

namespace interleave::plan {

/// One element of a group's `steps`: an object with the step's name as its only key.
Step readStep(const nlohmann::json &json, const std::string &path, FirstFault &fault);

} // namespace interleave::plan
