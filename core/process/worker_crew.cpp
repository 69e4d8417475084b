// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/process/worker_crew.h"

#include <boost/asio/post.hpp>

#include <signal.h>
#include <sys/wait.h>

#include <algorithm>
#include <chrono>
#include <utility>
#include <vector>

namespace interleave::process {

using namespace std::chrono_literals;
using trace::EventKind;
using trace::TaskStatus;

namespace {

constexpr base::Nanoseconds kTaskGrace = 500ms; ///< beyond its time-out, which the worker keeps by itself
constexpr base::Nanoseconds kTermGrace = 500ms; ///< between asking and killing a worker that hangs
constexpr base::Nanoseconds kCancelGrace = 250ms; ///< the same when a run is cancelled
constexpr base::Nanoseconds kReadyGrace = 10s;
constexpr base::Nanoseconds kWatchEvery = 10ms;
constexpr std::size_t kFrameBytes = 1U << 20;

base::TaskId labelOf(const std::vector<plan::TaskSpec>& tasks) { return tasks.size() == 1 ? tasks.front().id : base::kNoTask; }

} // namespace

WorkerCrew::WorkerCrew(std::string workerPath, std::shared_ptr<trace::Mapping> trace, base::LaneId parent)
    : m_workerPath(std::move(workerPath))
    , m_trace(std::move(trace))
    , m_reader(m_trace)
    , m_lane(m_trace, trace::LaneRole::Dispatcher, "dispatcher", parent)
{
}

WorkerCrew::~WorkerCrew()
{
    for (Member& member : m_members)
        member.m_process->signalGroup(SIGKILL); // all first, so that they end together
}

base::Result<WorkerCrew::Member*> WorkerCrew::start(base::TaskId cause)
{
    const std::string name = "worker " + std::to_string(m_started + 1);
    Member& member = m_members.emplace_back();
    trace::LaneWriter lane(m_trace, trace::LaneRole::Worker, name, m_lane.id());
    member.m_lane = lane.id();
    member.m_readyBy = base::monotonicNow() + kReadyGrace;
    WorkerHandlers handlers;
    handlers.ready = [this, &member] {
        member.m_ready = true;
        headChanged(member);
    };
    handlers.result = [this, &member](const wire::TaskResult& result, std::size_t bytes) { return received(member, result, bytes); };
    handlers.ended = [this, &member](const WorkerEnd& end) { ended(member, end); };
    auto process = WorkerProcess::start(m_io.get_executor(), {m_workerPath, lane.id(), m_lane.id(), m_trace->fd()}, std::move(handlers));
    if (!process) {
        m_members.pop_back();
        return process.error();
    }
    ++m_started;
    member.m_process = std::move(*process);
    lane.setIdentity(member.m_process->pid(), member.m_process->pid());
    m_lane.append(EventKind::WorkerSpawned, cause, member.m_lane, 0, static_cast<std::uint64_t>(member.m_process->pid()));
    return &member;
}

void WorkerCrew::deal(Member& worker, TaskList tasks, bool last)
{
    const std::vector<const plan::TaskSpec*> all(tasks.begin(), tasks.end());
    if (worker.m_tasks.empty())
        worker.m_headSince = base::monotonicNow();
    worker.m_tasks.insert(worker.m_tasks.end(), tasks.begin(), tasks.end());
    for (std::span<const plan::TaskSpec* const> left = all; !left.empty();) {
        const std::size_t n = wire::tasksThatFit(left, kFrameBytes);
        wire::Tasks message;
        message.flow = m_trace->nextFlow();
        message.tasks.reserve(n);
        for (const plan::TaskSpec* task : left.first(n))
            message.tasks.push_back(*task);
        const base::TaskId label = labelOf(message.tasks);
        const std::uint32_t flow = message.flow;
        const auto sent = base::monotonicNow();
        const std::size_t bytes = worker.m_process->send(std::move(message));
        m_lane.append(trace::Event{sent.count(), label.value, worker.m_lane.value, EventKind::MessageSent, 0, 0, flow, bytes});
        left = left.subspan(n);
    }
    if (last) {
        worker.m_dismissed = true;
        worker.m_process->closeInput();
    }
}

void WorkerCrew::dismiss(Member& worker)
{
    if (worker.m_dismissed)
        return;
    worker.m_dismissed = true;
    worker.m_process->send(wire::Shutdown{});
    worker.m_process->closeInput();
    worker.m_killAt = base::monotonicNow() + kTermGrace;
}

void WorkerCrew::dismissAll()
{
    for (Member& member : m_members)
        dismiss(member);
}

void WorkerCrew::cancel()
{
    if (std::exchange(m_cancelled, true))
        return;
    const auto until = base::monotonicNow() + kCancelGrace;
    for (Member& member : m_members) {
        if (member.m_tasks.empty())
            continue;
        member.m_process->signalGroup(SIGTERM);
        member.m_killAt = std::min(until, member.m_killAt.value_or(until));
    }
}

void WorkerCrew::step(base::Nanoseconds until)
{
    const auto now = base::monotonicNow();
    if (now - m_watched >= kWatchEvery)
        watch(now);
    if (m_io.poll() > 0 || until <= now)
        return;
    // The loop's own waiting is counted in milliseconds: an instant that is near gets a timer.
    if (until < now + kWatchEvery && until != m_armed) {
        m_armed = until;
        m_timer.expires_at(std::chrono::steady_clock::time_point(until));
        m_timer.async_wait([](boost::system::error_code) {});
    }
    m_io.run_one_until(std::chrono::steady_clock::time_point(now + kWatchEvery));
}

void WorkerCrew::wake()
{
    boost::asio::post(m_io, [] {});
}

void WorkerCrew::settle(const plan::TaskSpec& task, TaskStatus status, const std::string& error)
{
    if (m_lane.finished(task.id, status, error))
        m_handlers.settled(task, status, error);
    else
        tell(task, status);
}

/// It ended already: that stands. `otherwise`: its worker died within the few instructions of recording the end.
void WorkerCrew::tell(const plan::TaskSpec& task, TaskStatus otherwise)
{
    const trace::TaskLife life = m_reader.life(task.id);
    m_handlers.settled(task, life.status == TaskStatus::None ? otherwise : life.status, life.error);
}

bool WorkerCrew::received(Member& member, const wire::TaskResult& result, std::size_t bytes)
{
    // Results come in the order of the tasks. That of a task whose time was up comes from a worker that is being ended.
    if (member.m_tasks.empty() || member.m_tasks.front()->id != result.task)
        return member.m_killAt.has_value();
    m_lane.append(EventKind::MessageReceived, result.task, member.m_lane, result.flow, bytes);
    const plan::TaskSpec& task = *member.m_tasks.front();
    member.m_tasks.pop_front();
    // The worker recorded this end already, unless it is not one of ours. The first one stands.
    settle(task, result.status, result.error);
    headChanged(member);
    return true;
}

void WorkerCrew::headChanged(Member& member)
{
    member.m_headSince = base::monotonicNow();
    if (member.m_dismissed && member.m_tasks.empty() && !member.m_killAt)
        member.m_killAt = member.m_headSince + kTermGrace;
    if (member.m_ready && member.m_tasks.empty() && !member.m_dismissed && !member.m_killAt)
        m_handlers.idle(member);
}

bool WorkerCrew::account(const plan::TaskSpec& task, const std::string& reason)
{
    const trace::TaskLife life = m_reader.life(task.id);
    // An end that stands in the trace is one whose message was lost: settling finds it.
    if (life.status == TaskStatus::None && !life.started && !m_cancelled)
        return false;
    if (m_cancelled)
        settle(task, TaskStatus::Cancelled, {});
    else
        settle(task, TaskStatus::Failed, reason);
    return true;
}

void WorkerCrew::ended(Member& member, const WorkerEnd& end)
{
    m_lane.append(EventKind::WorkerExited, base::kNoTask, member.m_lane, static_cast<std::uint32_t>(end.waitStatus));
    const std::string reason = member.m_why.empty() ? end.reason : member.m_why;
    TaskList unstarted;
    for (const plan::TaskSpec* task : member.m_tasks) {
        if (!account(*task, reason))
            unstarted.push_back(task);
    }
    const bool expected = member.m_dismissed && unstarted.empty();
    const auto at = std::find_if(m_members.begin(), m_members.end(), [&](const Member& m) { return &m == &member; });
    std::list<Member> gone;
    gone.splice(gone.begin(), m_members, at);
    if (!expected)
        m_handlers.lost(member, std::move(unstarted), reason);
}

void WorkerCrew::watch(base::Nanoseconds now)
{
    m_watched = now;
    for (Member& member : m_members) {
        if (!member.m_tasks.empty()) {
            const auto timeout = member.m_tasks.front()->timeout;
            if (timeout.count() > 0 && now > member.m_headSince + timeout + kTaskGrace)
                overdue(member);
        }
        if (!member.m_ready && now > member.m_readyBy && !member.m_killAt) {
            member.m_why = "worker was not ready within 10 s";
            endGently(member, now);
        }
        if (member.m_killAt && now > *member.m_killAt)
            member.m_process->signalGroup(SIGKILL);
    }
}

void WorkerCrew::endGently(Member& member, base::Nanoseconds now)
{
    member.m_process->signalGroup(SIGTERM);
    member.m_killAt = now + kTermGrace;
}

/// The worker should have cut the task off by itself: it hangs.
void WorkerCrew::overdue(Member& member)
{
    const plan::TaskSpec& task = *member.m_tasks.front();
    member.m_tasks.pop_front();
    if (!member.m_killAt)
        endGently(member, base::monotonicNow());
    settle(task, TaskStatus::TimedOut,
        "longer than the task's time-out of " + std::to_string(task.timeout.count() / 1'000'000) + " ms; its worker was ended");
    headChanged(member);
}

} // namespace interleave::process
