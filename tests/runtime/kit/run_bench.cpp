// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/runtime/kit/run_bench.h"

#include <algorithm>
#include <utility>

namespace interleave::test {
namespace {

trace::Capacity sized(trace::Capacity capacity, std::size_t tasks)
{
    capacity.tasks = static_cast<std::uint32_t>(tasks);
    return capacity;
}

} // namespace

RunBench::RunBench(std::vector<plan::TaskSpec> theTasks, const plan::Arrival &arrival, trace::Capacity capacity)
    : tasks(std::move(theTasks))
    , mapping(trace::Mapping::create(sized(capacity, tasks.size())).value())
    , application(mapping, trace::LaneRole::Application, "application", base::kNoLane)
    , source(tasks, application, arrival)
    , sink(tasks.size(), [this] { source.completed(); })
    , context{mapping, application.id(), source, sink, cancel, tasks, services}
{
}

base::Result<void> RunBench::conduct(executors::Executor &executor, const std::function<void()> &begun)
{
    if (auto prepared = executor.prepare(context); !prepared)
        return prepared;
    const auto start = base::monotonicNow();
    mapping->setRunStart(start);
    source.open(start);
    if (begun)
        begun();
    auto result = executor.run(context);
    m_runTime = base::monotonicNow() - start;
    executor.shutDown(context);
    return result ? sink.eachOnce() : result;
}

void RunBench::stop()
{
    source.close();
    cancel.cancel();
}

std::vector<trace::TaskLife> RunBench::lives() const
{
    const trace::Reader reader(mapping);
    std::vector<trace::TaskLife> lives;
    for (const plan::TaskSpec &task : tasks)
        lives.push_back(reader.life(task.id));
    return lives;
}

int RunBench::mostAtOnce() const
{
    std::vector<std::pair<base::Nanoseconds, int>> changes;
    for (const trace::TaskLife &life : lives()) {
        if (!life.started || !life.finished)
            continue;
        changes.emplace_back(*life.started, 1);
        changes.emplace_back(*life.finished, -1);
    }
    std::sort(changes.begin(), changes.end());
    int now = 0, most = 0;
    for (const auto &[time, change] : changes)
        most = std::max(most, now += change);
    return most;
}

} // namespace interleave::test
