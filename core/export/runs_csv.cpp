// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/runs_csv.h"

#include "core/export/csv_writer.h"
#include "core/export/entry_text.h"

namespace interleave::exporting {

void runsCsv(const record::ExperimentRecord &experiment, const ByteSink &sink)
{
    using trace::TaskStatus;
    CsvWriter csv(sink, {"run", "round", "executor", "label", "repetition", "status", "setup_ns", "makespan_ns", "time_to_first_result_ns",
                         "throughput_per_s", "submitted", "succeeded", "failed", "cancelled", "timed_out", "lost", "events_recorded", "events_dropped"});
    for (const auto &run : experiment.runsThatCount()) {
        csv.number(run->key.run.value).number(run->key.round).text(run->entry.id).text(run->entry.label).number(run->key.repetition);
        csv.text(record::toText(run->status)).number(run->setupNs).number(run->makespanNs).number(run->firstResultNs).figure(run->throughputPerS());
        csv.number(tasksSubmitted(*run));
        for (const TaskStatus status : {TaskStatus::Succeeded, TaskStatus::Failed, TaskStatus::Cancelled, TaskStatus::TimedOut, TaskStatus::Lost})
            csv.number(run->count(status));
        csv.number(run->eventsRecorded).number(run->eventsDropped);
        csv.endRow();
    }
}

} // namespace interleave::exporting
