// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/group_summary.h"

#include "core/plan/tasks.h"

#include <algorithm>

namespace interleave::analysis {
namespace {

/// What is collected of a group in one pass over the run's tasks.
struct Collected {
    GroupSummary summary;
    std::vector<double> latency, queue, service;
};

void collect(const record::TaskRow &task, Collected &into)
{
    GroupSummary &summary = into.summary;
    summary.submitted += task.submitted.has_value();
    ++summary.outcomes.at(static_cast<std::size_t>(task.status));
    if (task.finished)
        summary.makespan = std::max(summary.makespan.value_or(*task.finished), *task.finished);
    const auto keep = [&task](TaskMetric metric, std::vector<double> &values) {
        if (const auto value = valueOf(task, metric))
            values.push_back(*value);
    };
    keep(TaskMetric::Latency, into.latency);
    keep(TaskMetric::Queue, into.queue);
    keep(TaskMetric::Service, into.service);
}

} // namespace

std::vector<GroupSummary> groupsOf(const record::RunRecord &run, const plan::Workload &workload)
{
    std::vector<Collected> all(workload.groups.size());
    for (const record::TaskRow &task : run.tasks) {
        if (task.group < all.size())
            collect(task, all[task.group]);
    }
    std::vector<GroupSummary> groups;
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (!plan::takesGroup(run.entry, workload.groups[i]))
            continue;
        GroupSummary &summary = groups.emplace_back(std::move(all[i].summary));
        summary.name = workload.groups[i].name;
        if (!run.makespanNs)
            summary.makespan.reset();
        summary.latency = distributionOf(std::move(all[i].latency));
        summary.queue = distributionOf(std::move(all[i].queue));
        summary.service = distributionOf(std::move(all[i].service));
    }
    return groups;
}

} // namespace interleave::analysis
