// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/executors/executor.h"
#include "core/runner/control_channel.h"
#include "core/runner/services.h"

#include <atomic>
#include <memory>
#include <string>
#include <vector>

namespace interleave::runner {

/// Everything of one run, in order of life: prepare, start, run, shut down, report.
class Run {
public:
    Run(ControlChannel &channel, std::vector<plan::TaskSpec> tasks, const plan::Arrival &arrival, std::shared_ptr<trace::Mapping> mapping,
        Services &services, std::unique_ptr<executors::Executor> executor);
    ~Run();
    Run(const Run &) = delete;
    Run &operator=(const Run &) = delete;

    /// Sends `started`, `progress`, `finished`. Threads: the process's main one, which is also the one that starts children.
    base::Result<void> conduct();

private:
    struct Usage {
        std::int64_t user = 0, system = 0, voluntary = 0, involuntary = 0, minorFaults = 0, majorFaults = 0;
    };
    static Usage usageNow();
    static void add(Usage &sum, const rusage &usage);
    void stop();
    void begin(base::Nanoseconds start, base::Nanoseconds setup);
    void report(base::Nanoseconds start, base::Nanoseconds teardown, const Usage &before);

    ControlChannel &m_channel;
    const std::int64_t m_apart; ///< processes that were started and are no part of the run
    const std::vector<plan::TaskSpec> m_tasks;
    const std::shared_ptr<trace::Mapping> m_mapping;
    trace::LaneWriter m_application;
    executors::TaskSource m_source;
    executors::ResultSink m_sink;
    executors::CancelToken m_cancel;
    Services &m_services;
    executors::RunContext m_context;
    std::atomic<bool> m_stopped{false};
    std::unique_ptr<executors::Executor> m_executor; ///< goes first: it works on all of the above
};

} // namespace interleave::runner
