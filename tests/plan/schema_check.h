// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json.hpp>

#include <string>

/// As much of JSON Schema (draft 2020-12) as resources/plan.schema.json uses; any other keyword throws.
/// Empty: the value is as the schema says; else the place of the first difference.
std::string schemaFault(const nlohmann::json &root, const nlohmann::json &schema, const nlohmann::json &value, const std::string &path = "");
