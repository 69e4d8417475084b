// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/export/named_bytes.h"
#include "core/record/run_record.h"

namespace interleave::exporting {

/// results.json, "interleave-results/1": environment, plan, a summary per entry, every run. What was not measured is null.
void resultsJson(const record::ExperimentRecord &experiment, const ByteSink &sink);

} // namespace interleave::exporting
