// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/record/run_record.h"

#include <QStringList>

namespace interleave::widgets {

/// What the machine does just now. Cost: waits for 400 ms, between two looks at it; not for the GUI thread.
record::Environment lookAtMachine();

/// What makes figures from this machine doubtful before anything has run, the worst first: what it is, and what to do about it.
QStringList cautionsOf(const record::Environment &machine, const plan::Plan &plan);

} // namespace interleave::widgets
