// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/process/worker_crew.h"

#include <utility>
#include <vector>

namespace interleave::process {

using trace::EventKind;
using trace::TaskStatus;

namespace {

constexpr std::size_t kFrameBytes = 1U << 20;

base::TaskId labelOf(std::span<const plan::TaskSpec* const> tasks) { return tasks.size() == 1 ? tasks.front()->id : base::kNoTask; }

} // namespace

void WorkerCrew::setHandlers(Handlers handlers)
{
    m_handlers = std::move(handlers);
    setSettled(m_handlers.settled);
}

WorkerCrew::Member& WorkerCrew::memberOf(Supervised& worker) { return static_cast<Member&>(worker); }

base::Result<WorkerCrew::Member*> WorkerCrew::start(base::TaskId cause)
{
    const auto worker = launch(std::make_unique<Member>(), cause, {});
    return worker ? base::Result<Member*>(&memberOf(**worker)) : worker.error();
}

void WorkerCrew::deal(Member& worker, TaskList tasks, bool last)
{
    const std::vector<const plan::TaskSpec*> all(tasks.begin(), tasks.end());
    if (worker.m_tasks.empty())
        worker.m_headSince = base::monotonicNow();
    worker.m_tasks.insert(worker.m_tasks.end(), tasks.begin(), tasks.end());
    for (std::span<const plan::TaskSpec* const> left = all; !left.empty();) {
        const std::size_t n = wire::tasksThatFit(left, kFrameBytes);
        dealMessage(worker, left.first(n));
        left = left.subspan(n);
    }
    if (last) {
        worker.dismissed = true;
        worker.process->closeInput();
    }
}

void WorkerCrew::dealMessage(Member& worker, std::span<const plan::TaskSpec* const> tasks)
{
    wire::Tasks message;
    message.flow = trace()->nextFlow();
    message.tasks.reserve(tasks.size());
    for (const plan::TaskSpec* task : tasks)
        message.tasks.push_back(*task);
    const std::uint32_t flow = message.flow;
    const auto sent = base::monotonicNow();
    const std::size_t bytes = worker.process->send(std::move(message));
    lane().append(trace::Event{sent.count(), labelOf(tasks).value, worker.lane.value, EventKind::MessageSent, 0, 0, flow, bytes});
    for (const plan::TaskSpec* task : tasks) {
        if (task->payloadBytes > 0)
            worker.process->send(wire::PayloadOrder{trace()->nextFlow(), task->id, wire::Way::In, task->payloadBytes});
    }
}

void WorkerCrew::dismiss(Member& worker) { Supervisor::dismiss(worker); }

void WorkerCrew::cancel()
{
    if (std::exchange(m_cancelled, true))
        return;
    for (const auto& worker : workers()) {
        if (!memberOf(*worker).m_tasks.empty())
            endGently(*worker, kCancelGrace);
    }
}

void WorkerCrew::becameReady(Supervised& worker) { headChanged(memberOf(worker)); }

bool WorkerCrew::received(Supervised& worker, const wire::Payload& piece, std::size_t bytes)
{
    Member& member = memberOf(worker);
    const plan::TaskSpec* task = member.m_tasks.empty() ? nullptr : member.m_tasks.front();
    if (!task || task->id != piece.task || task->resultBytes == 0)
        return member.killAt.has_value();
    if (!member.m_coming)
        member.m_coming = {wire::PayloadCheck(task->id, wire::Way::Out, task->resultBytes), 0};
    member.m_coming->check.take(piece.bytes);
    member.m_coming->bytes += bytes;
    return true;
}

bool WorkerCrew::received(Supervised& worker, const wire::TaskResult& result, std::size_t bytes)
{
    Member& member = memberOf(worker);
    // Results come in the order of the tasks. That of a task whose time was up comes from a worker that is being ended.
    if (member.m_tasks.empty() || member.m_tasks.front()->id != result.task)
        return member.killAt.has_value();
    const std::size_t payload = member.m_coming ? member.m_coming->bytes : 0;
    lane().append(EventKind::MessageReceived, result.task, member.lane, result.flow, bytes + payload);
    settleHead(member, result);
    headChanged(member);
    return true;
}

void WorkerCrew::settleHead(Member& member, const wire::TaskResult& result)
{
    const plan::TaskSpec& task = *member.m_tasks.front();
    member.m_tasks.pop_front();
    auto check = member.m_coming ? member.m_coming->check : wire::PayloadCheck(task.id, wire::Way::Out, task.resultBytes);
    member.m_coming.reset();
    // The worker recorded this end already, unless it is not one of ours. The first one stands.
    if (result.status == TaskStatus::Succeeded && !check.whole())
        settleDamaged(task, "its result came back damaged: " + check.complaint());
    else
        settle(task, result.status, result.error);
}

void WorkerCrew::headChanged(Member& member)
{
    member.m_headSince = base::monotonicNow();
    if (member.dismissed && member.m_tasks.empty() && !member.killAt)
        member.killAt = member.m_headSince + kTermGrace;
    if (member.ready && member.m_tasks.empty() && !member.dismissed && !member.killAt)
        m_handlers.idle(member);
}

bool WorkerCrew::account(const Member& member, const plan::TaskSpec& task, const std::string& reason)
{
    const trace::TaskLife life = reader().life(task.id);
    // An end that stands in the trace is one whose message was lost: settling finds it.
    if (life.status == TaskStatus::None && !life.started && !m_cancelled)
        return false;
    const bool whole = task.resultBytes == 0 || (member.m_coming && member.m_coming->check.whole());
    if (m_cancelled)
        settle(task, TaskStatus::Cancelled, {});
    else if (whole)
        settle(task, TaskStatus::Failed, reason);
    else
        settleDamaged(task, reason);
    return true;
}

void WorkerCrew::ended(Supervised& worker, const std::string& reason)
{
    Member& member = memberOf(worker);
    TaskList unstarted;
    for (const plan::TaskSpec* task : member.m_tasks) {
        if (!account(member, *task, reason))
            unstarted.push_back(task);
        member.m_coming.reset(); // was of the first
    }
    const bool expected = member.dismissed && unstarted.empty();
    if (!expected)
        m_handlers.lost(member, std::move(unstarted), reason);
}

void WorkerCrew::watchTasks(Supervised& worker, base::Nanoseconds now)
{
    Member& member = memberOf(worker);
    if (member.m_tasks.empty())
        return;
    const auto timeout = member.m_tasks.front()->timeout;
    if (timeout.count() > 0 && now > member.m_headSince + timeout + kTaskGrace)
        overdue(member);
}

/// The worker should have cut the task off by itself: it hangs.
void WorkerCrew::overdue(Member& member)
{
    const plan::TaskSpec& task = *member.m_tasks.front();
    member.m_tasks.pop_front();
    member.m_coming.reset();
    if (!member.killAt)
        endGently(member, kTermGrace);
    settle(task, TaskStatus::TimedOut, overdueText(task));
    headChanged(member);
}

} // namespace interleave::process
