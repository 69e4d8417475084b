// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/executors/process_queue.h"

#include "core/executors/crew_options.h"
#include "core/executors/descriptors.h"
#include "core/executors/machine_limits.h"
#include "core/process/queue_crew.h"

#include <algorithm>
#include <utility>

namespace interleave::executors {
namespace {

using process::QueueCrew;
using trace::TaskStatus;

constexpr base::Nanoseconds kStep = std::chrono::milliseconds(20);
constexpr base::Nanoseconds kLookAgain = std::chrono::milliseconds(1); ///< for room that nothing announces
constexpr int kPutsATurn = 512; ///< then results are taken

class ProcessQueue : public Executor {
public:
    explicit ProcessQueue(std::int64_t workers)
        : m_workers(static_cast<std::size_t>(workers))
        , m_replacements(m_workers)
    {
    }

    base::Result<void> prepare(RunContext& context) override
    {
        m_context = &context;
        if (auto given = checkProcesses(m_workers, "process-queue"); !given)
            return given;
        auto crew = QueueCrew::create(crewOptions(context), context.tasks, static_cast<std::uint32_t>(2 * m_workers));
        if (!crew)
            return refused(crew.error().message);
        m_crew = std::move(*crew);
        m_crew->setHandlers({[this](const plan::TaskSpec& task, TaskStatus status, const std::string& error) {
                                 m_context->sink.accept({task.id, status, error});
                             },
            [this](const std::string& reason) { lost(reason); }});
        for (std::size_t i = 0; i < m_workers; ++i) {
            if (const auto started = m_crew->start(); !started)
                return refused(started.error().message);
        }
        while (m_crew->readyWorkers() < m_workers && m_crew->size() == m_workers && !context.cancel.cancelled())
            m_crew->step(base::monotonicNow() + kStep);
        m_running = true;
        return m_crew->size() == m_workers ? base::Result<void>() : refused(m_reason);
    }

    base::Result<void> run(RunContext& context) override
    {
        for (;;) {
            if (context.cancel.cancelled())
                cancel();
            feed();
            if (m_exhausted && !m_held) {
                m_crew->close();
                if (m_crew->outstanding() == 0)
                    return {};
            }
            m_crew->step(nextLook());
        }
    }

    void shutDown(RunContext&) override
    {
        m_running = false;
        m_crew->close();
        m_crew->dismissAll();
        const auto until = base::monotonicNow() + std::chrono::seconds(1);
        while (m_crew->size() > 0 && base::monotonicNow() < until)
            m_crew->step(until);
        m_crew.reset();
    }

private:
    static base::Error refused(const std::string& why) { return {base::ErrorCode::Refused, why, "process-queue"}; }

    /// Puts what is due, as long as there is room. The queue is the kernel's: what does not fit stays where it comes from.
    void feed()
    {
        m_nextDue.reset();
        m_more = false;
        for (int i = 0; i < kPutsATurn; ++i) {
            if (!m_held && !pull())
                return;
            if (m_crew->size() == 0)
                m_crew->settleUnput(*m_held, TaskStatus::Failed, m_reason);
            else if (!m_crew->put(*m_held))
                return;
            m_held = nullptr;
        }
        m_more = true;
    }

    bool pull()
    {
        if (m_exhausted)
            return false;
        const TaskSource::Pull pulled = m_context->source.poll();
        m_held = pulled.task;
        m_exhausted = pulled.exhausted;
        m_nextDue = pulled.nextDue;
        return m_held != nullptr;
    }

    [[nodiscard]] base::Nanoseconds nextLook() const
    {
        const auto now = base::monotonicNow();
        if (m_more)
            return now;
        if (m_held && m_crew->waitsForBytes())
            return now + kLookAgain;
        return std::min(m_nextDue.value_or(now + kStep), now + kStep);
    }

    void lost(const std::string& reason)
    {
        m_reason = reason;
        if (!m_running || m_cancelled)
            return;
        if (m_replacements > 0) {
            --m_replacements;
            if (const auto started = m_crew->start(); !started)
                m_reason += "; " + started.error().message;
        }
        if (m_crew->size() == 0)
            m_crew->failAll(m_reason);
    }

    void cancel()
    {
        if (std::exchange(m_cancelled, true))
            return;
        m_exhausted = true;
        if (const plan::TaskSpec* held = std::exchange(m_held, nullptr))
            m_crew->settleUnput(*held, TaskStatus::Cancelled, {});
        m_crew->cancel();
    }

    const std::size_t m_workers;
    std::size_t m_replacements;
    RunContext* m_context = nullptr;
    std::unique_ptr<QueueCrew> m_crew;
    const plan::TaskSpec* m_held = nullptr; ///< pulled; the queue has no room for it
    std::optional<base::Nanoseconds> m_nextDue;
    bool m_more = false, m_exhausted = false, m_running = false, m_cancelled = false;
    std::string m_reason; ///< of the last worker that was lost
};

} // namespace

Registration processQueueRegistration()
{
    return {{"process-queue", plan::Family::Processes, "Process queue", "w worker processes that pull single tasks from one shared queue",
                {workersParameter(256)}, everyStep(), true},
        [](const Parameters& parameters) -> std::unique_ptr<Executor> {
            return std::make_unique<ProcessQueue>(intParameter(parameters, "workers"));
        }};
}

} // namespace interleave::executors
