// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/record/run_record.h"

#include <cmath>
#include <functional>
#include <string>
#include <vector>

namespace interleave::analysis::test {

constexpr std::int64_t kMs = 1'000'000;

/// A task that was due at 0 and took as long as said.
inline record::TaskRow task(std::uint32_t id, std::int64_t finished, trace::TaskStatus status = trace::TaskStatus::Succeeded)
{
    record::TaskRow row;
    row.task = row.index = id;
    row.status = status;
    row.due = row.submitted = row.started = 0;
    row.finished = finished;
    return row;
}

/// An experiment put together run by run.
class Experiment {
public:
    /// Adds an entry; the label is the name that the tests use.
    base::EntryId entry(const std::string &label, std::vector<std::string> groups = {})
    {
        m_record.plan.executors.push_back({"thread-pool", label, {}, std::move(groups)});
        return base::EntryId{static_cast<std::uint32_t>(m_record.plan.executors.size() - 1)};
    }

    using Change = std::function<void(record::RunRecord &)>;

    /// One finished run with a task that took all of it; `change` may make something else of it.
    void run(base::EntryId entry, int round, double makespanNs, const Change &change = {})
    {
        auto run = std::make_shared<record::RunRecord>();
        run->key = {base::RunId{static_cast<std::uint32_t>(m_record.runs.size())}, entry, round, round, false};
        run->entry = m_record.plan.executors[entry.value];
        run->status = record::RunStatus::Finished;
        run->makespanNs = std::llround(makespanNs);
        run->tasks = {task(0, *run->makespanNs)};
        if (change)
            change(*run);
        m_record.runs.push_back(std::move(run));
    }

    /// A run a round, from round 0.
    void runs(base::EntryId entry, const std::vector<double> &makespansNs, const Change &change = {})
    {
        for (std::size_t i = 0; i < makespansNs.size(); ++i)
            run(entry, static_cast<int>(i), makespansNs[i], change);
    }

    record::ExperimentRecord &record() { return m_record; }
    [[nodiscard]] const std::string &label(base::EntryId entry) const { return m_record.plan.executors[entry.value].label; }

private:
    record::ExperimentRecord m_record = [] {
        record::ExperimentRecord empty;
        empty.plan.workload.groups = {{"io", 1, {}, {}, {}, {}}, {"cpu", 1, {}, {}, {}, {}}};
        return empty;
    }();
};

} // namespace interleave::analysis::test
