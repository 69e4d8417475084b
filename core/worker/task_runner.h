// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/trace/trace.h"
#include "core/wire/messages.h"
#include "core/workloads/run_services.h"
#include "core/workloads/run_task.h"

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <span>

namespace interleave::worker {

/// The part that every worker has: its trace and lane, what its dispatcher lent it, and running one task.
class TaskRunner {
public:
    TaskRunner(std::shared_ptr<trace::Mapping> mapping, base::LaneId lane);
    TaskRunner(const TaskRunner&) = delete;
    TaskRunner& operator=(const TaskRunner&) = delete;

    /// Takes over a set-up, or a part of one. Errors: Protocol when the run has locks and their memory cannot be mapped.
    base::Result<void> lend(wire::Setup part);
    /// Checks what the task was given, then runs its steps. Records its start; its end is `end`'s, after its result was made.
    workloads::TaskOutcome run(const plan::TaskSpec& task, std::span<const std::byte> payload);
    void end(const plan::TaskSpec& task, const workloads::TaskOutcome& outcome);
    /// Between both: `send` gives some of the task's result away, and the task is blocked (message) until that is taken.
    bool sending(const plan::TaskSpec& task, const std::function<bool()>& send);

    [[nodiscard]] trace::LaneWriter& lane() { return m_lane; }
    [[nodiscard]] std::uint32_t nextFlow() const { return m_mapping->nextFlow(); }

private:
    std::shared_ptr<trace::Mapping> m_mapping;
    trace::LaneWriter m_lane;
    workloads::RunServices m_services;
    workloads::StepContext m_context;
    std::optional<workloads::TaskClock> m_clock; ///< of the task under way
};

/// What a worker that ends has used.
wire::Goodbye goodbye();

} // namespace interleave::worker
