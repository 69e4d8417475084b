// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/runtime/invariants/invariant_run.h"

#include <chrono>
#include <functional>
#include <thread>

namespace interleave::test {
namespace {

using Clock = std::chrono::steady_clock;

constexpr trace::Capacity kCapacity{0, 1024, 1U << 18, 64U << 20};

} // namespace

InvariantRun::InvariantRun(const plan::Workload &workload, const plan::ExecutorEntry &entry)
    : RunBench(plan::expandTasks(workload, entry, {}), workload.arrival, kCapacity)
    , m_entry(entry)
{
    services.workerPath = WORKER_PATH;
    services.details = plan::stepDetails(workload);
}

base::Result<void> InvariantRun::conduct(std::optional<base::Nanoseconds> cancelAfter)
{
    const auto executor = executors::makeExecutor(m_entry);
    if (!executor)
        return executor.error();
    std::thread stopper;
    const auto begun = [&] {
        if (cancelAfter) {
            stopper = std::thread([this, at = Clock::now() + *cancelAfter] {
                std::this_thread::sleep_until(at);
                stop();
            });
        }
    };
    auto result = RunBench::conduct(**executor, begun);
    if (stopper.joinable())
        stopper.join();
    return result;
}

Observed InvariantRun::observed() const
{
    Observed run;
    run.lives = lives();
    run.events = allEvents();
    run.results = sink.counts();
    return run;
}

} // namespace interleave::test
