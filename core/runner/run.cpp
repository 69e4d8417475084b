// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runner/run.h"

#include "core/metrics/own_usage.h"
#include "core/process/worker_totals.h"
#include "core/runner/progress.h"
#include "core/spawn/spawn.h"

#include <sys/resource.h>

#include <algorithm>

namespace interleave::runner {

using wire::RunnerMessage;

Run::Run(ControlChannel &channel, std::vector<plan::TaskSpec> tasks, const plan::Arrival &arrival, std::shared_ptr<trace::Mapping> mapping,
         Services &services, std::unique_ptr<executors::Executor> executor)
    : m_channel(channel)
    , m_apart(services.processes())
    , m_tasks(std::move(tasks))
    , m_mapping(std::move(mapping))
    , m_application(m_mapping, trace::LaneRole::Application, "application", base::kNoLane)
    , m_source(m_tasks, m_application, arrival)
    , m_sink(m_tasks.size(), arrival.kind == plan::Arrival::Kind::Closed ? [this] { m_source.completed(); } : std::function<void()>())
    , m_services(services)
    , m_context{m_mapping, m_application.id(), m_source, m_sink, m_cancel, m_tasks, m_services.lent()}
    , m_executor(std::move(executor))
{
    m_channel.setOnStop([this] { stop(); });
}

Run::~Run() { m_channel.setOnStop({}); }

base::Result<void> Run::conduct()
{
    Usage usageBefore = usageNow();
    const auto before = base::monotonicNow();
    if (auto prepared = m_executor->prepare(m_context); !prepared)
        return prepared;
    const auto start = base::monotonicNow();
    begin(start, start - before);
    base::Result<void> result;
    {
        const ProgressReporter progress(m_channel, m_sink);
        result = m_executor->run(m_context);
    }
    if (result)
        result = m_sink.eachOnce();
    const auto ended = base::monotonicNow();
    m_executor->shutDown(m_context);
    const auto teardown = base::monotonicNow() - ended;
    add(usageBefore, m_services.close()); // the responder was reaped by us, but is not what is measured
    // What tasks have left behind re-parents to us; it also belongs to the usage.
    spawn::endAllChildren(500);
    if (result)
        report(start, teardown, usageBefore);
    return result;
}

/// This process and every child it has reaped.
Run::Usage Run::usageNow()
{
    Usage sum;
    for (const auto who : {RUSAGE_SELF, RUSAGE_CHILDREN}) {
        rusage usage{};
        ::getrusage(who, &usage);
        add(sum, usage);
    }
    return sum;
}

void Run::add(Usage &sum, const rusage &usage)
{
    const auto ns = [](const timeval &t) { return static_cast<std::int64_t>(t.tv_sec) * 1'000'000'000 + t.tv_usec * 1000; };
    sum.user += ns(usage.ru_utime);
    sum.system += ns(usage.ru_stime);
    sum.voluntary += usage.ru_nvcsw;
    sum.involuntary += usage.ru_nivcsw;
    sum.minorFaults += usage.ru_minflt;
    sum.majorFaults += usage.ru_majflt;
}

void Run::stop()
{
    m_stopped = true;
    m_source.close();
    m_cancel.cancel();
}

void Run::begin(base::Nanoseconds start, base::Nanoseconds setup)
{
    m_mapping->setRunStart(start);
    m_source.open(start);
    RunnerMessage message;
    message.kind = RunnerMessage::Kind::Started;
    message.runStart = start.count();
    message.setupNs = setup.count();
    message.baselineRssBytes = metrics::readOwnMemory().rssBytes.value_or(0);
    m_channel.send(message);
}

void Run::report(base::Nanoseconds start, base::Nanoseconds teardown, const Usage &before)
{
    RunnerMessage message;
    message.kind = RunnerMessage::Kind::Finished;
    const trace::Reader reader(m_mapping);
    for (const plan::TaskSpec &task : m_tasks) {
        if (const auto finished = reader.life(task.id).finished)
            message.makespanNs = std::max(message.makespanNs.value_or(0), (*finished - start).count());
    }
    if (const auto first = m_sink.firstResult())
        message.firstResultNs = (*first - start).count();
    if (const auto last = m_sink.lastResult())
        message.lastResultNs = (*last - start).count();
    message.teardownNs = teardown.count();
    message.figures = m_executor->figures();
    message.verdict = m_executor->verdict();
    const Usage usage = usageNow();
    message.userNs = usage.user - before.user;
    message.systemNs = usage.system - before.system;
    message.voluntarySwitches = usage.voluntary - before.voluntary;
    message.involuntarySwitches = usage.involuntary - before.involuntary;
    message.minorFaults = usage.minorFaults - before.minorFaults;
    message.majorFaults = usage.majorFaults - before.majorFaults;
    message.peakRssBytes = metrics::readOwnMemory().peakRssBytes.value_or(0);
    const process::WorkerTotals workers = process::workerTotals();
    message.workerPeakRssBytes = workers.peakRssBytes;
    message.processesStarted = 1 + spawn::startedProcesses() + workers.processesStarted - m_apart;
    message.stopped = m_stopped;
    m_channel.send(message);
}

} // namespace interleave::runner
