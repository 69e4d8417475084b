// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/trace/trace.h"

#include <condition_variable>
#include <functional>
#include <list>
#include <mutex>
#include <thread>

namespace interleave::executors {

/// The threads of one executor, each with a lane of its own. They are created in the set-up and held until `open`, so that neither
/// their creation nor their order of coming falls into the run. Threads: all calls from one.
class WorkerThreads {
public:
    using Body = std::function<void(trace::LaneWriter &lane)>;

    WorkerThreads() = default;
    /// Threads that were never let go end without having run; the others are joined.
    ~WorkerThreads();
    WorkerThreads(const WorkerThreads &) = delete;
    WorkerThreads &operator=(const WorkerThreads &) = delete;

    /// Errors: Refused, with the number that the system gave.
    base::Result<void> add(trace::LaneWriter lane, Body body);
    /// `count` of them, "worker 1" …, children of `parent`, which records that they were made.
    base::Result<void> addWorkers(std::size_t count, trace::LaneWriter &parent, const Body &body);
    /// Blocks until all that were added have come.
    void meet();
    /// Lets them go. After `meet`.
    void open();
    /// Blocks until all have ended.
    void join();
    [[nodiscard]] std::size_t size() const { return m_threads.size(); }

private:
    enum class Gate { Closed, Open, Cancelled };
    struct Member {
        trace::LaneWriter lane;
        Body body;
        std::thread thread;
    };
    void live(Member &member);
    void set(Gate gate);

    std::list<Member> m_threads; // stable addresses: each thread holds its own
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::size_t m_come = 0;
    Gate m_gate = Gate::Closed;
};

} // namespace interleave::executors
