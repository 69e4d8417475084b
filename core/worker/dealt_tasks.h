// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/wire/payload.h"
#include "core/worker/channel.h"
#include "core/worker/task_runner.h"

namespace interleave::worker {

/// A worker that gets its tasks dealt over its own channel, and answers there.
class DealtTasks {
public:
    DealtTasks(TaskRunner& runner, Channel& channel, base::LaneId dispatcher)
        : m_runner(runner)
        , m_channel(channel)
        , m_dispatcher(dispatcher)
    {
    }
    /// Until there are no more, or no more are wanted. Returns the exit code.
    int serve();

private:
    enum class Next { GoOn, Leave, Broken };
    Next handle(wire::Message& message, std::size_t bytes);
    Next runAll(const wire::Tasks& batch, std::size_t bytes);
    Next runOne(const plan::TaskSpec& task);
    Next takePayload(const plan::TaskSpec& task);
    bool answer(const plan::TaskSpec& task, workloads::TaskOutcome outcome);
    bool sendPayload(const plan::TaskSpec& task, const wire::PayloadOrder& payload);

    TaskRunner& m_runner;
    Channel& m_channel;
    const base::LaneId m_dispatcher;
    wire::Bytes m_payload; ///< what the task under way was given
};

} // namespace interleave::worker
