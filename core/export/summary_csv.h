// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/export/named_bytes.h"
#include "core/record/run_record.h"

namespace interleave::exporting {

/// summary.csv: a row per executor entry, in plan order. `rank` stays empty until ranking exists.
void summaryCsv(const record::ExperimentRecord &experiment, const ByteSink &sink);

} // namespace interleave::exporting
