// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/plan.h"
#include "core/record/run_record.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace interleave::exporting {

/// The parameters that were given: "limit=10 chunk=2"; empty for none.
std::string parametersText(const plan::ExecutorEntry &entry);

/// Tasks of the run that were submitted at all.
std::size_t tasksSubmitted(const record::RunRecord &run);

/// An absolute instant as ns since the run's start; empty when the run died before its start.
std::optional<std::int64_t> sinceStart(const record::RunRecord &run, std::int64_t time);

} // namespace interleave::exporting
