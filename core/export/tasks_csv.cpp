// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/tasks_csv.h"

#include "core/export/csv_writer.h"

namespace interleave::exporting {
namespace {

void taskRow(CsvWriter &csv, const record::ExperimentRecord &experiment, const record::RunRecord &run, const record::TaskRow &task)
{
    const auto &groups = experiment.plan.workload.groups;
    csv.number(run.key.run.value).text(run.entry.id).text(run.entry.label).number(run.key.repetition).number(task.task);
    csv.text(task.group < groups.size() ? std::string_view(groups[task.group].name) : std::string_view()).number(task.index);
    if (task.lane == base::kNoLane.value)
        csv.empty();
    else
        csv.number(task.lane);
    csv.number(task.due.get()).number(task.submitted.get()).number(task.started.get()).number(task.finished.get());
    csv.number(task.queue()).number(task.service()).number(task.latency());
    csv.number(task.onCpu.get()).number(task.runnable.get()).number(task.blocked.get());
    csv.text(trace::toText(task.status)).text(task.error);
    csv.endRow();
}

} // namespace

void tasksCsv(const record::ExperimentRecord &experiment, const ByteSink &sink)
{
    CsvWriter csv(sink, {"run", "executor", "label", "repetition", "task", "group", "index", "lane", "due_ns", "submitted_ns", "started_ns", "finished_ns",
                         "queue_ns", "service_ns", "latency_ns", "on_cpu_ns", "runnable_ns", "blocked_ns", "status", "error"});
    for (const auto &run : experiment.runsThatCount()) {
        for (const record::TaskRow &task : run->tasks)
            taskRow(csv, experiment, *run, task);
    }
}

} // namespace interleave::exporting
