// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/record/cautions.h"

#include <QString>

namespace interleave::widgets {

/// What the machine does just now. Cost: waits for 400 ms, between two looks at it; not for the GUI thread.
record::Environment lookAtMachine();

/// One caution in the language of the window, as a sentence: what it is, and what to do about it.
QString cautionText(const record::Caution &caution);

} // namespace interleave::widgets
