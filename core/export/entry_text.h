// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/plan.h"
#include "core/record/run_record.h"

#include <cstddef>
#include <string>

namespace interleave::exporting {

/// The parameters that were given: "limit=10 chunk=2"; empty for none.
std::string parametersText(const plan::ExecutorEntry &entry);

/// Tasks of the run that were submitted at all.
std::size_t tasksSubmitted(const record::RunRecord &run);

} // namespace interleave::exporting
