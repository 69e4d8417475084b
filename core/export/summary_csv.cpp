// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/summary_csv.h"

#include "core/analysis/ranking.h"
#include "core/analysis/summary.h"
#include "core/export/csv_writer.h"
#include "core/export/entry_text.h"

#include <optional>

namespace interleave::exporting {

void summaryCsv(const record::ExperimentRecord &experiment, const ByteSink &sink)
{
    CsvWriter csv(sink, {"executor", "label", "parameters", "runs", "failed_runs", "tasks", "succeeded", "failed", "makespan_median_ns", "makespan_low_ns",
                         "makespan_high_ns", "throughput_median_per_s", "latency_median_ns", "latency_p95_ns", "latency_p99_ns", "cpu_percent_mean",
                         "rss_peak_bytes", "pss_peak_bytes", "speedup", "rank", "rank_last", "ranked_among", "verdict"});
    const analysis::Ranking ranking = analysis::rank(experiment);
    for (const analysis::EntrySummary &row : analysis::summarize(experiment)) {
        const plan::ExecutorEntry &entry = experiment.plan.executors.at(row.entry.value);
        csv.text(entry.id).text(entry.label).text(parametersText(entry)).number(row.runs).number(row.failedRuns);
        csv.number(row.tasks).number(row.succeeded).number(row.failed);
        csv.figure(row.makespanMedian).figure(row.makespanLow).figure(row.makespanHigh).figure(row.throughputMedian);
        csv.figure(row.latencyMedian).figure(row.latencyP95).figure(row.latencyP99).figure(row.cpuPercentMean);
        csv.figure(row.rssPeak).figure(row.pssPeak).figure(row.speedup);
        const analysis::RankedEntry &place = *ranking.row(row.entry);
        csv.number(place.rank).number(place.rank ? std::optional(*place.rank + place.tied - 1) : std::nullopt);
        csv.number(place.league ? std::optional(*place.league + 1) : std::nullopt).text(analysis::verdictText(place, ranking.options.goal));
        csv.endRow();
    }
}

} // namespace interleave::exporting
