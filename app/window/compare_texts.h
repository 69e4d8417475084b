// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/session_compare.h"

#include <QString>

/// What the comparison of two sessions says in words, in the user's language.
namespace interleave::window {

/// Plan, time, host, version, number of runs, and whether it was measured here or came from a file.
QString sessionText(const record::ExperimentRecord &session);
QString differenceName(const analysis::SessionDifference &difference); ///< "cores allowed", "tasks of io"
/// Why two sessions cannot be compared at all.
QString workloadText(const analysis::SessionDifference &difference);
/// The rows' foot notes, a line each: other executors under the same label, runs with failures.
QString footText(const analysis::SessionComparison &comparison);

} // namespace interleave::window
