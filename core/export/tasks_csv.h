// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/export/named_bytes.h"
#include "core/record/run_record.h"

namespace interleave::exporting {

/// tasks.csv: a row per task and measured run. `lane` is the number of a lane in results.json. Cost: linear; some 150 bytes a row.
void tasksCsv(const record::ExperimentRecord &experiment, const ByteSink &sink);

} // namespace interleave::exporting
