// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/executors/process_pool.h"

#include "core/executors/crew_options.h"
#include "core/executors/descriptors.h"
#include "core/process/worker_crew.h"

#include <algorithm>
#include <deque>
#include <utility>

namespace interleave::executors {
namespace {

using process::TaskList;
using process::WorkerCrew;
using trace::EventKind;
using trace::TaskStatus;

constexpr base::Nanoseconds kStep = std::chrono::milliseconds(20);
constexpr int kPullsATurn = 4096; ///< then workers are served before more is pulled

std::size_t automaticChunk(std::size_t tasks, std::size_t workers) { return std::max<std::size_t>((tasks + 4 * workers - 1) / (4 * workers), 1); }

class ProcessPool : public Executor {
public:
    ProcessPool(std::int64_t workers, std::int64_t chunk)
        : m_workers(static_cast<std::size_t>(workers))
        , m_chunk(static_cast<std::size_t>(chunk))
        , m_replacements(m_workers)
    {
    }

    base::Result<void> prepare(RunContext& context) override
    {
        m_context = &context;
        if (m_chunk == 0)
            m_chunk = automaticChunk(context.tasks.size(), m_workers);
        m_crew = std::make_unique<WorkerCrew>(crewOptions(context));
        m_crew->setHandlers({[this](WorkerCrew::Member& worker) { m_free.push_back(&worker); },
            [this](const plan::TaskSpec& task, TaskStatus status, const std::string& error) { settled(task, status, error); },
            [this](WorkerCrew::Member& worker, TaskList unstarted, const std::string& reason) { lost(worker, std::move(unstarted), reason); }});
        for (std::size_t i = 0; i < m_workers; ++i) {
            if (const auto started = m_crew->start(); !started)
                return refused(started.error().message);
        }
        while (m_free.size() < m_workers && m_crew->size() == m_workers && !context.cancel.cancelled())
            m_crew->step(base::monotonicNow() + kStep);
        m_running = true;
        return m_crew->size() == m_workers ? base::Result<void>() : refused(m_reason);
    }

    base::Result<void> run(RunContext& context) override
    {
        for (;;) {
            if (context.cancel.cancelled())
                cancel();
            pull();
            deal();
            if (m_exhausted && m_backlog.empty() && m_outstanding == 0)
                return {};
            const auto now = base::monotonicNow();
            // With something left to pull there is nothing to wait for.
            m_crew->step(m_dry ? std::min(m_nextDue.value_or(now + kStep), now + kStep) : now);
        }
    }

    void shutDown(RunContext&) override
    {
        m_free.clear();
        m_crew->dismissAll();
        const auto until = base::monotonicNow() + std::chrono::seconds(1);
        while (m_crew->size() > 0 && base::monotonicNow() < until)
            m_crew->step(until);
        m_crew.reset();
    }

private:
    static base::Error refused(const std::string& why) { return {base::ErrorCode::Refused, why, "process-pool"}; }

    /// Takes over what is due.
    void pull()
    {
        m_dry = m_exhausted;
        m_nextDue.reset();
        for (int i = 0; i < kPullsATurn && !m_dry; ++i) {
            const TaskSource::Pull pulled = m_context->source.poll();
            if (pulled.task)
                enqueue(*pulled.task);
            m_exhausted = pulled.exhausted;
            m_nextDue = pulled.nextDue;
            m_dry = !pulled.task;
        }
    }

    void enqueue(const plan::TaskSpec& task)
    {
        if (m_crew->size() == 0)
            return settle(task, TaskStatus::Failed, m_reason);
        m_backlog.push_back(&task);
        m_crew->lane().append(EventKind::Enqueued, task.id, m_crew->lane().id(), static_cast<std::uint32_t>(m_backlog.size()));
    }

    void deal()
    {
        while (!m_free.empty() && !m_backlog.empty() && (m_dry || m_backlog.size() >= m_chunk)) {
            TaskList chunk;
            while (chunk.size() < m_chunk && !m_backlog.empty()) {
                chunk.push_back(m_backlog.front());
                m_backlog.pop_front();
                m_crew->lane().append(EventKind::Dequeued, chunk.back()->id, m_crew->lane().id(), static_cast<std::uint32_t>(m_backlog.size()));
            }
            WorkerCrew::Member* worker = m_free.front();
            m_free.pop_front();
            m_outstanding += chunk.size();
            m_crew->deal(*worker, std::move(chunk));
        }
    }

    void settled(const plan::TaskSpec& task, TaskStatus status, const std::string& error)
    {
        --m_outstanding;
        m_context->sink.accept({task.id, status, error});
    }

    /// A task that no worker has: it counts as dealt until it is settled.
    void settle(const plan::TaskSpec& task, TaskStatus status, const std::string& error)
    {
        ++m_outstanding;
        m_crew->settle(task, status, error);
    }

    void settleAll(TaskList tasks, TaskStatus status, const std::string& error)
    {
        for (const plan::TaskSpec* task : tasks)
            settle(*task, status, error);
    }

    void lost(WorkerCrew::Member& worker, TaskList unstarted, const std::string& reason)
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

    void cancel()
    {
        if (std::exchange(m_cancelled, true))
            return;
        m_exhausted = true;
        m_crew->cancel();
        settleAll(std::exchange(m_backlog, {}), TaskStatus::Cancelled, {});
    }

    std::size_t m_workers, m_chunk, m_replacements;
    RunContext* m_context = nullptr;
    std::unique_ptr<WorkerCrew> m_crew;
    std::deque<WorkerCrew::Member*> m_free;
    TaskList m_backlog; ///< pulled, not dealt
    std::size_t m_outstanding = 0; ///< dealt, not settled
    std::optional<base::Nanoseconds> m_nextDue;
    bool m_exhausted = false, m_dry = false, m_running = false, m_cancelled = false;
    std::string m_reason; ///< of the last worker that was lost
};

} // namespace

Registration processPoolRegistration()
{
    plan::ParameterDescriptor chunk = countParameter("chunk", "Chunk", "Tasks dealt at a time to the next free worker", 0, 1, 1'000'000);
    chunk.automatic = true;
    return {{"process-pool", plan::Family::Processes, "Process pool", "w long-lived worker processes, tasks dealt in chunks over pipes",
                {workersParameter(256), chunk}, everyStep(), true},
        [](const Parameters& parameters) -> std::unique_ptr<Executor> {
            return std::make_unique<ProcessPool>(intParameter(parameters, "workers"), intParameter(parameters, "chunk"));
        }};
}

} // namespace interleave::executors
