// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/catalogue.h"

#include <string>

namespace interleave::cli {

/// `interleave executors`: a table, or an array of JSON objects.
std::string executorsText(const plan::Catalogue &catalogue);
std::string executorsJson(const plan::Catalogue &catalogue);

/// `interleave presets`: a table, or an array of JSON objects with the plans in them.
std::string presetsText();
std::string presetsJson();

} // namespace interleave::cli
