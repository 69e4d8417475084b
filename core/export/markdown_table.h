// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/export/named_bytes.h"
#include "core/record/run_record.h"

namespace interleave::exporting {

/// The results as a Markdown table, ordered by median makespan, with what went wrong below it.
void markdownTable(const record::ExperimentRecord &experiment, const ByteSink &sink);

} // namespace interleave::exporting
