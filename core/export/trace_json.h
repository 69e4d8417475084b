// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/export/named_bytes.h"
#include "core/record/run_record.h"

#include <cstddef>

namespace interleave::exporting {

/// JSON events that `traceJson` writes at most: some 500 MB. What reads such files in a browser needs two to four times as much memory and
/// has about 2 GB.
constexpr std::size_t kMostTraceEvents = 3'000'000;

/// trace.json: the runs that kept their trace in the Chrome trace event format, for Perfetto and chrome://tracing.
/// All runs begin at one instant (`metadata.run_start_us`); each has processes of its own, numbered from 1, and its lanes as threads,
/// numbered from 1. Slices: tasks, in them steps and waits; on an event loop its turns and, in them, whose code ran. Arrows: hand-overs.
/// What overlaps on a lane (tasks of an event loop, time in a queue, locks held) is async; counters: tasks in flight and waiting, CPU, memory.
/// The runs share `most` events. A run that has more is written without steps, waits and turns of the loop; if that is still too much, without arrows
/// and time in queues too; and then its first tasks only. `metadata.left_out` says so, run by run.
/// Cost: n log n; beside the interactions some 40 bytes an event of one run at a time, and nothing of the document.
void traceJsonUpTo(std::size_t most, const record::ExperimentRecord &experiment, const ByteSink &sink);
void traceJson(const record::ExperimentRecord &experiment, const ByteSink &sink);

} // namespace interleave::exporting
