// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/record/run_record.h"

#include <string>
#include <vector>

namespace interleave::exporting {

/// How far the figures can be trusted, a line each: cautions of the machine, an early end, disturbed and repeated runs, what recording cost.
std::vector<std::string> trustNotes(const record::ExperimentRecord &experiment);

/// The warning is one that `trustNotes` sums up.
bool isTrustWarning(const record::RunRecord &run, const std::string &warning);

} // namespace interleave::exporting
