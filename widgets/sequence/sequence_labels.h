// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/sequence/sequence_layout.h"

/// The words of a frame: where each finds room. For `layoutFrame` only.
namespace interleave::widgets {

/// Labels of arrows; one that finds no room stays empty. Cost: arrows × labels.
void placeLabels(const FrameInput &input, SequenceFrame &frame);
/// Instants of the time column, and breaks.
void placeMarks(const FrameInput &input, SequenceFrame &frame);

} // namespace interleave::widgets
