// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/process/supervisor.h"
#include "core/wire/datagram.h"
#include "core/wire/queue_page.h"

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace interleave::process {

/// Workers that pull single tasks from one shared queue and push their results to another (wire/datagram.h). Puts tasks in, takes results out, and
/// says what became of every task that was put, whatever happens to the workers: each notes what it holds in a shared page, so that a task whose
/// worker dies is failed with the reason; one that was taken but never noted is missed in the end, and failed too.
/// Records the queue's lane beside the dispatcher's.
class QueueCrew : public Supervisor {
public:
    struct Handlers {
        /// The end of a task that was put; it stands in the trace already.
        Settled settled;
        /// A worker is gone that should not be. What it held is settled.
        std::function<void(const std::string& reason)> lost;
    };

    /// `tasks`: all of the run, by their ids. `slots`: how many workers are ever started. Errors: Refused.
    static base::Result<std::unique_ptr<QueueCrew>> create(CrewOptions options, std::span<const plan::TaskSpec> tasks, std::uint32_t slots);
    void setHandlers(Handlers handlers);
    /// Starts a worker. Errors: as spawnChild.
    base::Result<void> start();
    [[nodiscard]] std::size_t readyWorkers() const { return m_ready; }

    /// Puts a task. False: the queue is full; `step` returns when there may be room, and the same task must be next.
    bool put(const plan::TaskSpec& task);
    /// No more tasks come: behind the last one, each worker finds an end mark. Idempotent.
    void close();
    /// Tasks that were put and have no outcome yet.
    [[nodiscard]] std::size_t outstanding() const { return m_outstanding; }
    /// Fails all that was put: nobody is left to do it.
    void failAll(const std::string& reason);
    /// Settles a task that was not put.
    void settleUnput(const plan::TaskSpec& task, trace::TaskStatus status, const std::string& error);
    /// Cancels: empties the queue, asks all workers to stop (SIGTERM), and kills them when they do not; all that was put is settled as cancelled.
    void cancel();
    /// When to look again though nothing happened: the queue is full of payloads, which no socket announces room for.
    [[nodiscard]] bool waitsForBytes() const { return m_waitsForBytes; }

private:
    struct Seat;
    /// A message that is ready to be put.
    struct Parcel {
        const plan::TaskSpec* task = nullptr;
        std::uint32_t flow = 0;
        wire::Bytes bytes;
        base::UniqueFd file;
    };

    QueueCrew(CrewOptions options, std::span<const plan::TaskSpec> tasks, wire::QueueEnds taskQueue, wire::QueueEnds resultQueue, wire::QueuePage page);
    static Seat& seatOf(Supervised& worker);

    void becameReady(Supervised& worker) override;
    bool received(Supervised&, const wire::TaskResult&, std::size_t) override { return false; }
    bool received(Supervised&, const wire::Payload&, std::size_t) override { return false; }
    void lastWords(Supervised&) override { takeResults(m_tasks.size()); }
    void ended(Supervised& worker, const std::string& reason) override;
    void watchTasks(Supervised& worker, base::Nanoseconds now) override;
    void watchAll(base::Nanoseconds now) override;

    // --- the way in ---
    bool pack(const plan::TaskSpec& task);
    bool roomFor(const plan::TaskSpec& task) const;
    void waitWritable();
    void noteFull();
    bool refused();
    void notePut(base::Nanoseconds at, std::uint32_t depth);
    void putMarks();
    // --- the way back ---
    void waitReadable();
    void takeResults(std::size_t most);
    void take(const wire::Datagram& datagram);
    std::optional<std::string> takeResult(const Seat& seat, const wire::Datagram& datagram);
    void finish(const plan::TaskSpec& task, const wire::TaskResult& result, const wire::PayloadCheck& check);
    // --- who has what ---
    Seat* seatOfPid(pid_t pid);
    [[nodiscard]] const plan::TaskSpec* pending(base::TaskId task) const;
    void done(const plan::TaskSpec& task);
    void abandon(const plan::TaskSpec& task, const std::string& reason);
    void settleAll(trace::TaskStatus status, const std::string& error);
    void drainQueue();
    [[nodiscard]] bool allIdle();

    const std::span<const plan::TaskSpec> m_tasks;
    wire::QueueEnds m_taskQueue; ///< the workers' end is kept: for those that come later, and to empty it
    base::UniqueFd m_resultIn;   ///< the workers'
    wire::QueuePage m_page;
    boost::asio::posix::stream_descriptor m_room; ///< another name of the task queue's end of ours: tells when it has room
    boost::asio::posix::stream_descriptor m_results;
    trace::LaneWriter m_queueLane;
    Handlers m_handlers;
    std::vector<std::uint8_t> m_pending; ///< by task: put, without an outcome
    std::size_t m_outstanding = 0, m_ready = 0;
    std::uint32_t m_seats = 0; ///< handed out
    Parcel m_parcel;
    std::uint64_t m_putBytes = 0; ///< of payloads
    std::size_t m_marks = 0; ///< still to be put
    std::optional<base::Nanoseconds> m_heldSince; ///< the next task was refused then
    bool m_full = false, m_waitsForBytes = false, m_closed = false, m_cancelled = false;
    std::string m_missingReason; ///< of a worker that died, and may have taken a task that it did not note
    base::Nanoseconds m_idleSince{0};
    wire::Bytes m_buffer;
};

} // namespace interleave::process
