// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/executors/executor.h"

#include <functional>
#include <memory>
#include <vector>

namespace interleave::test {

/// What one run of some tasks lends its executor, and the order of its life, in this process and as the runner does it. What every
/// kind of test of executors is built on.
class RunBench {
public:
    RunBench(std::vector<plan::TaskSpec> tasks, const plan::Arrival &arrival, trace::Capacity capacity);
    RunBench(const RunBench &) = delete;
    RunBench &operator=(const RunBench &) = delete;

    /// prepare, run, shut down. Errors of either end it. `begun` is called right before the run.
    base::Result<void> conduct(executors::Executor &executor, const std::function<void()> &begun = {});
    /// What the runner does on a stop.
    void stop();

    [[nodiscard]] trace::TaskLife life(std::uint32_t task) const { return trace::Reader(mapping).life(base::TaskId{task}); }
    [[nodiscard]] std::vector<trace::TaskLife> lives() const;
    /// Detail events, lane by lane, each lane's in order.
    [[nodiscard]] std::vector<trace::Reader::LaneEvent> allEvents() const { return trace::Reader(mapping).newEvents(); }
    /// The most tasks that were between started and finished at one instant.
    [[nodiscard]] int mostAtOnce() const;
    /// From the run's start to the executor's return.
    [[nodiscard]] base::Nanoseconds runTime() const { return m_runTime; }

    const std::vector<plan::TaskSpec> tasks;
    std::shared_ptr<trace::Mapping> mapping;
    trace::LaneWriter application;
    executors::TaskSource source;
    executors::ResultSink sink;
    executors::CancelToken cancel;
    workloads::RunServices services;
    executors::RunContext context;

private:
    base::Nanoseconds m_runTime{0};
};

} // namespace interleave::test
