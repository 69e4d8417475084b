// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/executors/worker_threads.h"

#include "core/executors/machine_limits.h"
#include "core/workloads/thread_cost.h"

#include <system_error>

namespace interleave::executors {

WorkerThreads::~WorkerThreads()
{
    if (m_gate == Gate::Closed)
        set(Gate::Cancelled);
    join();
}

base::Result<void> WorkerThreads::add(trace::LaneWriter lane, Body body)
{
    Member &member = m_threads.emplace_back(Member{std::move(lane), std::move(body), {}});
    try {
        member.thread = std::thread([this, &member] { live(member); });
    } catch (const std::system_error &e) {
        m_threads.pop_back();
        return base::Error{base::ErrorCode::Refused,
                           "could not create a thread: " + e.code().message() + " with " + std::to_string(m_threads.size()) + " of this run there", {}};
    }
    return {};
}

base::Result<void> WorkerThreads::addWorkers(std::size_t count, trace::LaneWriter &parent, const Body &body)
{
    if (auto given = checkThreads(count, {}); !given)
        return given;
    for (std::size_t i = 1; i <= count; ++i) {
        trace::LaneWriter lane(parent.mapping(), trace::LaneRole::Worker, "worker " + std::to_string(i), parent.id());
        parent.append(trace::EventKind::WorkerSpawned, base::kNoTask, lane.id());
        if (const auto added = add(std::move(lane), body); !added)
            return added;
    }
    return {};
}

void WorkerThreads::live(Member &member)
{
    member.lane.bindToThisThread();
    member.lane.append(trace::EventKind::WorkerReady);
    {
        std::unique_lock lock(m_mutex);
        ++m_come;
        m_changed.notify_all();
        m_changed.wait(lock, [&] { return m_gate != Gate::Closed; });
        if (m_gate == Gate::Cancelled)
            return;
    }
    const workloads::WorkerCost cost;
    member.body(member.lane);
    member.lane.spent(cost.soFar());
}

void WorkerThreads::set(Gate gate)
{
    const std::lock_guard lock(m_mutex);
    m_gate = gate;
    m_changed.notify_all();
}

void WorkerThreads::meet()
{
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, [&] { return m_come == m_threads.size(); });
}

void WorkerThreads::open() { set(Gate::Open); }

void WorkerThreads::join()
{
    for (Member &member : m_threads) {
        if (member.thread.joinable())
            member.thread.join();
    }
}

} // namespace interleave::executors
