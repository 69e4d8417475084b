// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/samples_csv.h"

#include "core/analysis/series.h"
#include "core/export/csv_writer.h"
#include "core/export/entry_text.h"

namespace interleave::exporting {

void samplesCsv(const record::ExperimentRecord &experiment, const ByteSink &sink)
{
    CsvWriter csv(sink, {"run", "executor", "label", "repetition", "t_ns", "cpu_percent", "cpu_percent_allowed", "rss_bytes", "pss_bytes", "processes",
                         "threads", "active_tasks", "queued_tasks", "completed_tasks"});
    for (const auto &run : experiment.runsThatCount()) {
        const std::vector<analysis::TaskCounts> counts = analysis::countsAt(*run);
        for (std::size_t i = 0; i < run->samples.size(); ++i) {
            const metrics::Sample &sample = run->samples[i];
            csv.number(run->key.run.value).text(run->entry.id).text(run->entry.label).number(run->key.repetition);
            csv.number(sinceStart(*run, sample.time.count())).figure(sample.cpuPercent).figure(sample.cpuPercentAllowed);
            csv.number(sample.rssBytes).number(sample.pssBytes).number(sample.processes).number(sample.threads);
            if (i < counts.size())
                csv.number(counts[i].active).number(counts[i].queued).number(counts[i].completed);
            else
                csv.empty().empty().empty();
            csv.endRow();
        }
    }
}

} // namespace interleave::exporting
