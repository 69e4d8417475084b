// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/executors/process_dealer.h"

#include "core/executors/crew_options.h"
#include "core/executors/machine_limits.h"

#include <algorithm>
#include <utility>

namespace interleave::executors {

using process::TaskList;
using process::WorkerCrew;
using trace::EventKind;
using trace::TaskStatus;

namespace {

constexpr base::Nanoseconds kStep = std::chrono::milliseconds(20);
constexpr int kPullsATurn = 4096; ///< then workers are served before more is pulled

} // namespace

ProcessDealer::ProcessDealer(Options options, RunContext &context, std::function<void(Outcome)> settled)
    : m_options(std::move(options))
    , m_context(context)
    , m_settled(std::move(settled))
    , m_replacements(m_options.workers)
{
}

base::Result<void> ProcessDealer::start()
{
    if (auto given = checkProcesses(m_options.workers, m_options.name); !given)
        return given;
    m_crew = std::make_unique<WorkerCrew>(crewOptions(m_context));
    m_crew->setHandlers({[this](WorkerCrew::Member &worker) { m_free.push_back(&worker); },
                         [this](const plan::TaskSpec &task, TaskStatus status, const std::string &error) { settled(task, status, error); },
                         [this](WorkerCrew::Member &worker, TaskList unstarted, const std::string &reason) { lost(worker, std::move(unstarted), reason); }});
    for (std::size_t i = 0; i < m_options.workers; ++i) {
        if (const auto started = m_crew->start(); !started)
            return refused(started.error().message);
    }
    while (m_free.size() < m_options.workers && m_crew->size() == m_options.workers && !m_context.cancel.cancelled())
        m_crew->step(base::monotonicNow() + kStep);
    m_running = true;
    return m_crew->size() == m_options.workers ? base::Result<void>() : refused(m_reason);
}

void ProcessDealer::run()
{
    for (;;) {
        if (m_context.cancel.cancelled())
            cancel();
        pull();
        deal();
        if (m_exhausted && m_backlog.empty() && m_outstanding == 0)
            return;
        const auto now = base::monotonicNow();
        // With something left to pull there is nothing to wait for.
        m_crew->step(m_dry ? std::min(m_nextDue.value_or(now + kStep), now + kStep) : now);
    }
}

void ProcessDealer::shutDown()
{
    m_free.clear();
    m_crew->dismissAll();
    const auto until = base::monotonicNow() + std::chrono::seconds(1);
    while (m_crew->size() > 0 && base::monotonicNow() < until)
        m_crew->step(until);
    m_crew.reset();
}

void ProcessDealer::lookAgain()
{
    if (!m_exhausted)
        m_crew->wake();
}

base::Error ProcessDealer::refused(const std::string &why) const { return {base::ErrorCode::Refused, why, m_options.name}; }

/// Takes over what is due.
void ProcessDealer::pull()
{
    m_dry = m_exhausted;
    m_nextDue.reset();
    for (int i = 0; i < kPullsATurn && !m_dry; ++i) {
        const TaskSource::Pull pulled = m_context.source.poll();
        if (pulled.task)
            enqueue(*pulled.task);
        m_exhausted = pulled.exhausted;
        m_nextDue = pulled.nextDue;
        m_dry = !pulled.task;
    }
}

void ProcessDealer::enqueue(const plan::TaskSpec &task)
{
    if (m_crew->size() == 0)
        return settle(task, TaskStatus::Failed, m_reason);
    m_backlog.push_back(&task);
    m_crew->lane().append(EventKind::Enqueued, task.id, m_crew->lane().id(), static_cast<std::uint32_t>(m_backlog.size()));
}

void ProcessDealer::deal()
{
    while (!m_free.empty() && !m_backlog.empty() && (m_dry || m_backlog.size() >= m_options.chunk)) {
        TaskList chunk;
        while (chunk.size() < m_options.chunk && !m_backlog.empty()) {
            chunk.push_back(m_backlog.front());
            m_backlog.pop_front();
            m_crew->lane().append(EventKind::Dequeued, chunk.back()->id, m_crew->lane().id(), static_cast<std::uint32_t>(m_backlog.size()));
        }
        WorkerCrew::Member *worker = m_free.front();
        m_free.pop_front();
        m_outstanding += chunk.size();
        m_crew->deal(*worker, std::move(chunk));
    }
}

void ProcessDealer::settled(const plan::TaskSpec &task, TaskStatus status, const std::string &error)
{
    --m_outstanding;
    m_settled({task.id, status, error});
}

/// A task that no worker has: it counts as dealt until it is settled.
void ProcessDealer::settle(const plan::TaskSpec &task, TaskStatus status, const std::string &error)
{
    ++m_outstanding;
    m_crew->settle(task, status, error);
}

void ProcessDealer::settleAll(TaskList tasks, TaskStatus status, const std::string &error)
{
    for (const plan::TaskSpec *task : tasks)
        settle(*task, status, error);
}

void ProcessDealer::lost(WorkerCrew::Member &worker, TaskList unstarted, const std::string &reason)
{
    m_reason = reason;
    m_free.erase(std::remove(m_free.begin(), m_free.end(), &worker), m_free.end());
    m_outstanding -= unstarted.size();
    if (!m_running || m_cancelled)
        return;
    if (m_replacements == 0) {
        settleAll(std::move(unstarted), TaskStatus::Failed, reason);
    } else {
        --m_replacements;
        m_backlog.insert(m_backlog.begin(), unstarted.begin(), unstarted.end());
        if (const auto started = m_crew->start(); !started)
            m_reason += "; " + started.error().message;
    }
    if (m_crew->size() == 0)
        settleAll(std::exchange(m_backlog, {}), TaskStatus::Failed, m_reason);
}

void ProcessDealer::cancel()
{
    if (std::exchange(m_cancelled, true))
        return;
    m_exhausted = true;
    m_crew->cancel();
    settleAll(std::exchange(m_backlog, {}), TaskStatus::Cancelled, {});
}

} // namespace interleave::executors
