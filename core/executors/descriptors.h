// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/metrics/sample.h"
#include "core/plan/catalogue.h"

#include <algorithm>
#include <cmath>

namespace interleave::executors {

/// `workers` as most executors have it: by default the allowed cores, at least 4.
inline plan::ParameterDescriptor workersParameter(std::int64_t maximum = 1024)
{
    const auto cores = static_cast<std::int64_t>(std::ceil(metrics::readAllowedCores().allowed));
    return {"workers", "Workers", "How many tasks can run at once", std::max<std::int64_t>(cores, 4), 1, maximum, {}, false};
}

inline plan::ParameterDescriptor countParameter(std::string key, std::string name, std::string help, std::int64_t byDefault, std::int64_t minimum, std::int64_t maximum)
{
    return {std::move(key), std::move(name), std::move(help), byDefault, minimum, maximum, {}, false};
}

/// The steps that blocking executors run in this version.
inline std::vector<std::string> everyStep() { return {"compute", "sleep", "network", "file", "memory", "lock", "command"}; }

} // namespace interleave::executors
