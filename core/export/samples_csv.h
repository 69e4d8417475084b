// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/export/named_bytes.h"
#include "core/record/run_record.h"

namespace interleave::exporting {

/// samples.csv: a row per sample of a measured run; the counts of tasks are exact at the instant of the sample.
void samplesCsv(const record::ExperimentRecord &experiment, const ByteSink &sink);

} // namespace interleave::exporting
