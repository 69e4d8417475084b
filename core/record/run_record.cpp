// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/record/run_record.h"

#include <algorithm>

namespace interleave::record {

std::string_view toText(RunStatus status)
{
    switch (status) {
    case RunStatus::Finished: return "finished";
    case RunStatus::Failed: return "failed";
    case RunStatus::Cancelled: return "cancelled";
    case RunStatus::TimedOut: return "timed-out";
    }
    return "failed";
}

std::string disturbedWarning(const Conditions &conditions) { return conditions.disturbance.empty() ? std::string() : "disturbed: " + conditions.disturbance; }

std::string_view FrozenTrace::text(std::uint32_t id) const
{
    const auto found = std::lower_bound(stringIds.begin(), stringIds.end(), id);
    if (found == stringIds.end() || *found != id)
        return {};
    return strings[static_cast<std::size_t>(found - stringIds.begin())];
}

std::size_t RunRecord::count(trace::TaskStatus wanted) const
{
    return static_cast<std::size_t>(std::count_if(tasks.begin(), tasks.end(), [&](const TaskRow &row) { return row.status == wanted; }));
}

std::optional<double> RunRecord::throughputPerS() const
{
    if (!makespanNs || *makespanNs <= 0)
        return std::nullopt;
    return static_cast<double>(count(trace::TaskStatus::Succeeded)) * 1e9 / static_cast<double>(*makespanNs);
}

std::vector<std::shared_ptr<const RunRecord>> ExperimentRecord::runsOf(base::EntryId entry) const
{
    std::vector<std::shared_ptr<const RunRecord>> found;
    std::copy_if(runs.begin(), runs.end(), std::back_inserter(found), [&](const auto &run) { return run->key.entry == entry && !run->superseded; });
    return found;
}

std::vector<std::shared_ptr<const RunRecord>> ExperimentRecord::runsThatCount() const
{
    std::vector<std::shared_ptr<const RunRecord>> found;
    std::copy_if(runs.begin(), runs.end(), std::back_inserter(found), [](const auto &run) { return !run->superseded; });
    return found;
}

std::shared_ptr<const RunRecord> ExperimentRecord::representative(base::EntryId entry) const
{
    const auto all = runsOf(entry);
    std::vector<std::shared_ptr<const RunRecord>> finished;
    std::copy_if(all.begin(), all.end(), std::back_inserter(finished),
                 [](const auto &run) { return run->status == RunStatus::Finished && run->makespanNs; });
    if (finished.empty())
        return all.empty() ? nullptr : all.back();
    std::stable_sort(finished.begin(), finished.end(), [](const auto &a, const auto &b) { return *a->makespanNs < *b->makespanNs; });
    return finished[(finished.size() - 1) / 2];
}

} // namespace interleave::record
