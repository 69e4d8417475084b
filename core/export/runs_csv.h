// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/export/named_bytes.h"
#include "core/record/run_record.h"

namespace interleave::exporting {

/// runs.csv: a row per measured run, in the order they ran.
void runsCsv(const record::ExperimentRecord &experiment, const ByteSink &sink);

} // namespace interleave::exporting
