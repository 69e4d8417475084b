// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/export/named_bytes.h"
#include "core/record/run_record.h"

#include <QSize>

#include <functional>
#include <vector>

namespace interleave::window {

inline constexpr QSize kChartPicture{900, 420};     ///< logical pixels
inline constexpr QSize kSequencePicture{1200, 900}; ///< logical pixels
inline constexpr QSize kLanesPicture{1200, 600};    ///< logical pixels
inline constexpr double kPictureScale = 2;

/// The entry whose run the pictures of sequence and lanes show: the one with the lowest median makespan that has a trace; empty without any.
std::optional<base::EntryId> fastestEntry(const record::ExperimentRecord &experiment);

/// cpu.png, memory.png, throughput.png, latency.png, in-flight.png, latency-ecdf.png, percentiles.png, latency-box.png, latency-histogram.png,
/// time-split.png, trade-off.png, sequence.png, lanes.png: light theme, no display needed. Pictures without data are left out.
/// Makes an application object of its own, off-screen, when there is none. `another` is asked before each picture: false, and no more are drawn.
/// Threads: the main one.
std::vector<exporting::NamedBytes> renderPictures(const record::ExperimentRecord &experiment, const std::function<bool()> &another = {});

} // namespace interleave::window
