// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/ranking.h"
#include "core/record/run_record.h"

#include <string>

/// A record → a picture as SVG text, the charts of a report. Pure; empty where there is nothing to draw.
/// `standalone`: a file of its own, light, with its colours; else an element whose classes the page colours (chartStyle).
namespace interleave::exporting {

/// Makespans: each run a dot, their median and its 95 % interval, a line an entry in the order of the ranking.
std::string makespanSvg(const record::ExperimentRecord &experiment, const analysis::Ranking &ranking, bool standalone = false);

/// What share of the tasks had ended after so long, on a logarithmic axis; all runs together.
std::string latencySvg(const record::ExperimentRecord &experiment, const analysis::Ranking &ranking, bool standalone = false);

/// What a task's latency was made of, as stacked bars with patterns.
std::string timeSplitSvg(const record::ExperimentRecord &experiment, const analysis::Ranking &ranking, bool standalone = false);

/// CPU, memory and throughput over time, a row an entry (the first ones of the ranking and the last), the same scales down a column.
std::string seriesSvg(const record::ExperimentRecord &experiment, const analysis::Ranking &ranking, bool standalone = false);

/// Time against memory, with the entries that no other beats in all of time, memory and CPU ringed.
std::string scatterSvg(const record::ExperimentRecord &experiment, const analysis::Ranking &ranking, bool standalone = false);

/// The first hand-overs of a run, at most `most`, between the lifelines that take part. Empty without a kept trace.
std::string sequenceSvg(const record::RunRecord &run, std::size_t most = 60, bool standalone = false);

} // namespace interleave::exporting
