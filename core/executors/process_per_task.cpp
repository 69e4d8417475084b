// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/executors/process_per_task.h"

#include "core/executors/crew_options.h"
#include "core/executors/descriptors.h"
#include "core/executors/machine_limits.h"
#include "core/process/worker_crew.h"

#include <algorithm>
#include <utility>

namespace interleave::executors {
namespace {

using process::TaskList;
using process::WorkerCrew;
using trace::TaskStatus;

constexpr base::Nanoseconds kStep = std::chrono::milliseconds(20);

class ProcessPerTask : public Executor {
public:
    explicit ProcessPerTask(std::int64_t limit)
        : m_limit(static_cast<std::size_t>(limit))
    {
    }

    base::Result<void> prepare(RunContext& context) override
    {
        m_context = &context;
        if (auto given = checkProcesses(std::min(m_limit, context.tasks.size()), "process-per-task"); !given)
            return given;
        m_crew = std::make_unique<WorkerCrew>(crewOptions(context));
        m_crew->setHandlers({[](WorkerCrew::Member&) {},
            [this](const plan::TaskSpec& task, TaskStatus status, const std::string& error) {
                m_context->sink.accept({task.id, status, error});
            },
            [this](WorkerCrew::Member&, TaskList unstarted, const std::string& reason) {
                for (const plan::TaskSpec* task : unstarted)
                    m_crew->settle(*task, TaskStatus::Failed, reason);
            }});
        return {};
    }

    base::Result<void> run(RunContext& context) override
    {
        for (;;) {
            if (context.cancel.cancelled())
                cancel();
            const auto nextDue = startWhatIsDue();
            if (m_exhausted && !m_held && m_crew->size() == 0)
                return {};
            const auto now = base::monotonicNow();
            m_crew->step(std::min(nextDue.value_or(now + kStep), now + kStep));
        }
    }

    void shutDown(RunContext&) override { m_crew.reset(); }

private:
    /// Starts workers up to the limit. Returns when the next task is due, if that is known.
    std::optional<base::Nanoseconds> startWhatIsDue()
    {
        while (m_crew->size() < m_limit && (m_held || !m_exhausted)) {
            const plan::TaskSpec* task = std::exchange(m_held, nullptr);
            if (!task) {
                const TaskSource::Pull pulled = m_context->source.poll();
                m_exhausted = pulled.exhausted;
                if (!pulled.task)
                    return pulled.nextDue;
                task = pulled.task;
            }
            if (!startOne(*task))
                break;
        }
        return {};
    }

    /// False: the machine gives no more at the moment; the task is held until a worker has ended.
    bool startOne(const plan::TaskSpec& task)
    {
        if (!m_broken.empty()) {
            m_crew->settle(task, TaskStatus::Failed, m_broken);
            return true;
        }
        const auto worker = m_crew->start(task.id);
        if (worker) {
            m_crew->deal(**worker, {&task}, true);
            return true;
        }
        if (worker.error().code == base::ErrorCode::Refused && m_crew->size() > 0) {
            m_held = &task;
            return false;
        }
        // A program that cannot be started cannot be started for the next task either.
        if (worker.error().code != base::ErrorCode::Refused)
            m_broken = worker.error().message;
        m_crew->settle(task, TaskStatus::Failed, worker.error().message);
        return true;
    }

    void cancel()
    {
        if (std::exchange(m_cancelled, true))
            return;
        m_exhausted = true;
        m_crew->cancel();
        if (const plan::TaskSpec* held = std::exchange(m_held, nullptr))
            m_crew->settle(*held, TaskStatus::Cancelled, {});
    }

    const std::size_t m_limit;
    RunContext* m_context = nullptr;
    std::unique_ptr<WorkerCrew> m_crew;
    const plan::TaskSpec* m_held = nullptr;
    bool m_exhausted = false, m_cancelled = false;
    std::string m_broken; ///< why the worker's program cannot be started
};

} // namespace

Registration processPerTaskRegistration()
{
    return {{"process-per-task", plan::Family::Processes, "Process per task",
                "One worker process a task, started as the task arrives, at most so many at once",
                {countParameter("limit", "Limit", "How many worker processes there are at most at once", 64, 1, 256)}, everyStep(), true},
        [](const Parameters& parameters) -> std::unique_ptr<Executor> {
            return std::make_unique<ProcessPerTask>(intParameter(parameters, "limit"));
        }};
}

} // namespace interleave::executors
