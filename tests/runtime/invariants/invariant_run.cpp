// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/runtime/invariants/invariant_run.h"

#include <chrono>
#include <functional>
#include <thread>

namespace interleave::test {
namespace {

using Clock = std::chrono::steady_clock;

trace::Capacity capacityFor(std::size_t tasks) { return {static_cast<std::uint32_t>(tasks), 1024, 1U << 18, 64U << 20}; }

} // namespace

InvariantRun::InvariantRun(const plan::Workload &workload, const plan::ExecutorEntry &entry)
    : m_entry(entry)
    , m_tasks(plan::expandTasks(workload, entry, {}))
    , m_mapping(trace::Mapping::create(capacityFor(m_tasks.size())).value())
    , m_application(m_mapping, trace::LaneRole::Application, "application", base::kNoLane)
    , m_source(m_tasks, m_application, workload.arrival)
    , m_sink(m_tasks.size(), workload.arrival.kind == plan::Arrival::Kind::Closed ? [this] { m_source.completed(); } : std::function<void()>())
    , m_context{m_mapping, m_application.id(), m_source, m_sink, m_cancel, m_tasks, m_services}
{
    m_services.workerPath = WORKER_PATH;
    m_services.details = plan::stepDetails(workload);
}

base::Result<void> InvariantRun::conduct(std::optional<base::Nanoseconds> cancelAfter)
{
    const auto executor = executors::makeExecutor(m_entry);
    if (!executor)
        return executor.error();
    if (auto prepared = (*executor)->prepare(m_context); !prepared)
        return prepared;
    const auto start = base::monotonicNow();
    m_mapping->setRunStart(start);
    m_source.open(start);
    std::thread stopper;
    if (cancelAfter) {
        stopper = std::thread([this, at = Clock::time_point(start + *cancelAfter)] {
            std::this_thread::sleep_until(at);
            m_source.close();
            m_cancel.cancel();
        });
    }
    auto result = (*executor)->run(m_context);
    m_runTime = base::monotonicNow() - start;
    if (stopper.joinable())
        stopper.join();
    (*executor)->shutDown(m_context);
    return result;
}

Observed InvariantRun::observed() const
{
    trace::Reader reader(m_mapping);
    Observed run;
    for (const plan::TaskSpec &task : m_tasks)
        run.lives.push_back(reader.life(task.id));
    run.events = reader.newEvents();
    run.results = m_sink.counts();
    return run;
}

} // namespace interleave::test
