// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/plan/plan.h"

#include <span>
#include <string>
#include <string_view>

namespace interleave::plan {

/// A shipped experiment; its JSON is a file in resources/presets, embedded at build time.
struct Preset {
    std::string_view id;      ///< "starter"
    std::string_view title;
    std::string_view lookFor; ///< what to look for in the result
    std::string_view json;
};

std::span<const Preset> presets();
base::Result<Plan> loadPreset(std::string_view id, const Catalogue &catalogue);

} // namespace interleave::plan
