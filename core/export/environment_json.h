// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/record/run_record.h"

#include <nlohmann/json.hpp>

#include <optional>

namespace interleave::exporting {

/// The machine and what it did, as they stand in results.json. What was not to be had is null.
nlohmann::ordered_json environmentJson(const record::Environment &environment);
nlohmann::ordered_json conditionsJson(const record::Conditions &conditions, base::Nanoseconds runStart);

template <class T>
nlohmann::ordered_json orNull(const std::optional<T> &value)
{
    return value ? nlohmann::ordered_json(*value) : nlohmann::ordered_json();
}

} // namespace interleave::exporting
