// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/export/named_bytes.h"
#include "core/record/run_record.h"

namespace interleave::exporting {

/// events.csv: life events and details of the runs that kept their trace, merged by time. What the argument columns hold depends on
/// the kind (README.md); texts stand there as texts, instants relative to the start of the run.
void eventsCsv(const record::ExperimentRecord &experiment, const ByteSink &sink);

} // namespace interleave::exporting
