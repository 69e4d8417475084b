// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/record/run_record.h"

namespace interleave::exporting {

/// A small experiment whose every number is known: "pool" (2 runs, one of them failed, the first with its trace) and
/// "=evil" (1 run, hardly anything measured), and a warm-up run.
record::ExperimentRecord exampleExperiment();

} // namespace interleave::exporting
