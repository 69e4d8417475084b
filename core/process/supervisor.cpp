// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/process/supervisor.h"

#include <boost/asio/post.hpp>

#include <signal.h>

#include <algorithm>

namespace interleave::process {

using namespace std::chrono_literals;
using trace::EventKind;
using trace::TaskStatus;

namespace {

constexpr base::Nanoseconds kReadyGrace = 10s;
constexpr base::Nanoseconds kWatchEvery = 10ms;

} // namespace

Supervisor::Supervisor(CrewOptions options)
    : m_options(std::move(options))
    , m_reader(m_options.trace)
    , m_lane(m_options.trace, trace::LaneRole::Dispatcher, "dispatcher", m_options.parent)
{
    if (m_options.setup)
        wire::appendSetup(m_setup, *m_options.setup);
}

Supervisor::~Supervisor()
{
    for (const auto& worker : m_workers)
        worker->process->signalGroup(SIGKILL); // all first, so that they end together
}

base::Result<Supervised*> Supervisor::launch(std::unique_ptr<Supervised> worker, base::TaskId cause, const Extra& extra)
{
    trace::LaneWriter lane(m_options.trace, trace::LaneRole::Worker, "worker " + std::to_string(m_started + 1), m_lane.id());
    worker->lane = lane.id();
    worker->readyBy = base::monotonicNow() + kReadyGrace;
    WorkerOptions starting{m_options.workerPath, lane.id(), m_lane.id(), m_options.trace->fd(), m_setup, extra.arguments, extra.descriptors};
    if (m_options.locksFd >= 0)
        starting.descriptors.emplace_back(m_options.locksFd, wire::kWorkerLocksFd);
    auto process = WorkerProcess::start(m_io.get_executor(), starting, handlersFor(*worker));
    if (!process)
        return process.error();
    ++m_started;
    worker->process = std::move(*process);
    const int pid = worker->process->pid();
    lane.setIdentity(pid, pid);
    m_lane.append(EventKind::WorkerSpawned, cause, worker->lane, 0, static_cast<std::uint64_t>(pid));
    return m_workers.emplace_back(std::move(worker)).get();
}

WorkerHandlers Supervisor::handlersFor(Supervised& worker)
{
    WorkerHandlers handlers;
    handlers.ready = [this, &worker] {
        worker.ready = true;
        becameReady(worker);
    };
    handlers.result = [this, &worker](const wire::TaskResult& result, std::size_t bytes) { return received(worker, result, bytes); };
    handlers.payload = [this, &worker](const wire::Payload& piece, std::size_t bytes) { return received(worker, piece, bytes); };
    handlers.payloadBegun = [this, &worker](const wire::PayloadOrder& payload) {
        m_lane.append(EventKind::MessageSent, payload.task, worker.lane, payload.flow, wire::payloadFrameBytes(payload.bytes));
    };
    handlers.ended = [this, &worker](const WorkerEnd& end) { leave(worker, end); };
    return handlers;
}

void Supervisor::dismiss(Supervised& worker)
{
    if (worker.dismissed)
        return;
    worker.dismissed = true;
    worker.process->send(wire::Shutdown{});
    worker.process->closeInput();
    worker.killAt = base::monotonicNow() + kTermGrace;
}

void Supervisor::dismissAll()
{
    for (const auto& worker : m_workers)
        dismiss(*worker);
}

void Supervisor::endGently(Supervised& worker, base::Nanoseconds grace)
{
    const auto until = base::monotonicNow() + grace;
    worker.process->signalGroup(SIGTERM);
    worker.killAt = std::min(until, worker.killAt.value_or(until));
}

void Supervisor::step(base::Nanoseconds until)
{
    const auto now = base::monotonicNow();
    if (now - m_watched >= kWatchEvery)
        watch(now);
    if (until <= now) {
        m_io.poll();
        return;
    }
    // The loop's own waiting is counted in milliseconds: an instant that is near gets a timer.
    if (until < now + kWatchEvery && until != m_armed) {
        m_armed = until;
        m_timer.expires_at(std::chrono::steady_clock::time_point(until));
        m_timer.async_wait([](boost::system::error_code) {});
    }
    m_io.run_one_until(std::chrono::steady_clock::time_point(now + kWatchEvery));
}

void Supervisor::wake()
{
    boost::asio::post(m_io, [] {});
}

void Supervisor::leave(Supervised& worker, const WorkerEnd& end)
{
    m_lane.append(EventKind::WorkerExited, base::kNoTask, worker.lane, static_cast<std::uint32_t>(end.waitStatus));
    lastWords(worker);
    const auto at = std::find_if(m_workers.begin(), m_workers.end(), [&](const auto& w) { return w.get() == &worker; });
    std::list<std::unique_ptr<Supervised>> gone;
    gone.splice(gone.begin(), m_workers, at);
    ended(worker, worker.why.empty() ? end.reason : worker.why);
}

void Supervisor::watch(base::Nanoseconds now)
{
    m_watched = now;
    for (const auto& worker : m_workers)
        watch(*worker, now);
    watchAll(now);
}

void Supervisor::watch(Supervised& worker, base::Nanoseconds now)
{
    watchTasks(worker, now);
    if (!worker.ready && now > worker.readyBy && !worker.killAt) {
        worker.why = "worker was not ready within 10 s";
        endGently(worker, kTermGrace);
    }
    if (worker.killAt && now > *worker.killAt)
        worker.process->signalGroup(SIGKILL);
}

void Supervisor::settle(const plan::TaskSpec& task, TaskStatus status, const std::string& error)
{
    if (m_lane.finished(task.id, status, error))
        m_settled(task, status, error);
    else
        tell(task, status);
}

void Supervisor::settleDamaged(const plan::TaskSpec& task, const std::string& error)
{
    m_lane.overturned(task.id, error);
    settle(task, TaskStatus::Failed, error);
}

/// It ended already: that stands. `otherwise`: its worker died within the few instructions of recording the end.
void Supervisor::tell(const plan::TaskSpec& task, TaskStatus otherwise)
{
    const trace::TaskLife life = m_reader.life(task.id);
    m_settled(task, life.status == TaskStatus::None ? otherwise : life.status, life.error);
}

std::string Supervisor::overdueText(const plan::TaskSpec& task)
{
    return "longer than the task's time-out of " + std::to_string(task.timeout.count() / 1'000'000) + " ms; its worker was ended";
}

} // namespace interleave::process
