// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/executors/executor.h"
#include "tests/runtime/invariants/checker.h"

#include <memory>
#include <optional>
#include <vector>

namespace interleave::test {

/// One run of a workload by an executor in this process, as the runner conducts it.
class InvariantRun {
public:
    InvariantRun(const plan::Workload &workload, const plan::ExecutorEntry &entry);
    /// prepare, run, shut down. Errors of either end it. `cancelAfter`: since the run's start; what a stop does happens then.
    base::Result<void> conduct(std::optional<base::Nanoseconds> cancelAfter = {});

    [[nodiscard]] const std::vector<plan::TaskSpec> &tasks() const { return m_tasks; }
    [[nodiscard]] Observed observed() const;
    [[nodiscard]] base::Nanoseconds runTime() const { return m_runTime; }

private:
    const plan::ExecutorEntry m_entry;
    const std::vector<plan::TaskSpec> m_tasks;
    const std::shared_ptr<trace::Mapping> m_mapping;
    trace::LaneWriter m_application;
    executors::TaskSource m_source;
    executors::ResultSink m_sink;
    executors::CancelToken m_cancel;
    workloads::RunServices m_services;
    executors::RunContext m_context;
    base::Nanoseconds m_runTime{0};
};

} // namespace interleave::test
