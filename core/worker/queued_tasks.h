// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/wire/datagram.h"
#include "core/wire/payload.h"
#include "core/wire/queue_page.h"
#include "core/worker/channel.h"
#include "core/worker/task_runner.h"

#include <optional>

namespace interleave::worker {

/// A worker that pulls single tasks from a queue which it shares with others, and pushes its results to another. Its own channel is only for the
/// set-up and for greeting and goodbye.
class QueuedTasks {
public:
    /// Its place among those that share the queue.
    struct Place {
        base::LaneId dispatcher, queue;
        std::uint32_t slot = 0;
    };
    QueuedTasks(TaskRunner& runner, Place place, wire::QueuePage page)
        : m_runner(runner)
        , m_place(place)
        , m_page(std::move(page))
        , m_buffer(wire::kLongestDatagram)
    {
    }
    /// Waits for the set-up. False: the dispatcher is gone, or breaks the rules.
    bool setUp(Channel& channel);
    /// Until it finds its end mark, or no more is wanted. Returns the exit code.
    int serve();

private:
    enum class Next { GoOn, Leave, Broken };
    Next take(wire::Datagram datagram);
    void noteTaken(const plan::TaskSpec& task, std::uint32_t flow, const wire::Datagram& datagram);
    bool takePayload(const plan::TaskSpec& task, std::span<const std::byte> rest, const base::UniqueFd& file);
    bool push(const plan::TaskSpec& task, workloads::TaskOutcome outcome);

    TaskRunner& m_runner;
    const Place m_place;
    wire::QueuePage m_page;
    wire::Bytes m_buffer, m_payload, m_out;
};

} // namespace interleave::worker
