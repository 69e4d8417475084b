// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/worker/task_runner.h"

#include "core/metrics/own_usage.h"
#include "core/spawn/spawn.h"
#include "core/wire/payload.h"
#include "core/worker/stop_signal.h"
#include "core/workloads/connection_pool.h"
#include "core/workloads/lock_table.h"
#include "core/workloads/step_call.h"

#include <sys/resource.h>

#include <iterator>
#include <utility>

namespace interleave::worker {
namespace {

template <class T> void appendAll(std::vector<T>& to, std::vector<T>& from)
{
    to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
}

} // namespace

TaskRunner::TaskRunner(std::shared_ptr<trace::Mapping> mapping, base::LaneId lane)
    : m_mapping(std::move(mapping))
    , m_lane(m_mapping, lane)
    , m_context{m_lane, &stopAsked(), sleepUntil, &m_services, nullptr, stopDescriptor()}
{
}

base::Result<void> TaskRunner::lend(wire::Setup part)
{
    m_services.responderPort = part.responderPort;
    m_services.folder = std::move(part.folder);
    m_services.workerPath = std::move(part.workerPath);
    appendAll(m_services.details, part.details);
    appendAll(m_services.lockNames, part.lockNames);
    for (wire::Host& host : part.hosts)
        m_services.hosts.push_back({std::move(host.addresses), std::move(host.error)});
    if (!m_services.connections)
        m_services.connections = std::make_shared<workloads::ConnectionPool>();
    if (part.more || m_services.lockNames.empty())
        return {};
    auto locks = workloads::LockTable::attach(base::UniqueFd(wire::kWorkerLocksFd));
    if (!locks)
        return locks.error();
    m_services.locks = std::move(*locks);
    return {};
}

workloads::TaskOutcome TaskRunner::run(const plan::TaskSpec& task, std::span<const std::byte> payload)
{
    m_clock.emplace(task, nullptr);
    m_lane.started(task.id, m_clock->begin());
    wire::PayloadCheck check(task.id, wire::Way::In, task.payloadBytes);
    check.take(payload);
    if (!check.whole())
        return workloads::failedOutcome("what it was given came damaged: " + check.complaint());
    return workloads::runSteps(task, m_context, *m_clock);
}

void TaskRunner::end(const plan::TaskSpec& task, const workloads::TaskOutcome& outcome)
{
    const base::Nanoseconds at = m_clock->close(m_lane);
    m_lane.finished(task.id, outcome.status, outcome.error, at);
}

bool TaskRunner::sending(const plan::TaskSpec& task, const std::function<bool()>& send)
{
    const plan::StepSpec none; // what comes after the last step
    workloads::StepCall call{task, none, static_cast<std::uint16_t>(task.steps.size()), m_context, {}, m_clock->measured(), m_clock->blockedBy()};
    const workloads::Blocking blocking(call, trace::BlockCause::Message);
    return send();
}

wire::Goodbye goodbye()
{
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    const auto ns = [](const timeval& t) { return static_cast<std::int64_t>(t.tv_sec) * 1'000'000'000 + t.tv_usec * 1000; };
    return {metrics::readOwnMemory().peakRssBytes.value_or(0), ns(usage.ru_utime), ns(usage.ru_stime), spawn::startedProcesses()};
}

} // namespace interleave::worker
