// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workloads/thread_cost.h"

#include "core/metrics/own_usage.h"

#include <algorithm>
#include <atomic>

namespace interleave::workloads {
namespace {

/// The thread's schedstat, kept open. Not for thousands of threads at once: each takes a descriptor.
class RunDelay {
public:
    RunDelay()
    {
        if (s_open.fetch_add(1, std::memory_order_relaxed) < kMostOpen)
            m_reader.emplace();
    }
    ~RunDelay() { s_open.fetch_sub(1, std::memory_order_relaxed); }
    RunDelay(const RunDelay &) = delete;
    RunDelay &operator=(const RunDelay &) = delete;
    [[nodiscard]] std::optional<base::Nanoseconds> read() const { return m_reader ? m_reader->read() : std::nullopt; }

private:
    static constexpr int kMostOpen = 256;
    static inline std::atomic<int> s_open{0};
    std::optional<metrics::ThreadRunDelay> m_reader;
};

/// Roughly how long a step takes; low rather than high.
std::int64_t expectedNanoseconds(const plan::StepSpec &step)
{
    switch (step.kind) {
    case plan::StepKind::Compute: return step.amount; // an iteration takes a nanosecond at most
    case plan::StepKind::Sleep:
    case plan::StepKind::Lock: return step.amount;
    case plan::StepKind::Network: return std::max<std::int64_t>(step.amount, 20'000); // a round trip on loopback
    case plan::StepKind::File: return step.amount / 2;
    case plan::StepKind::Memory: return step.second + step.amount / 8;
    case plan::StepKind::Command: return 1'000'000; // a process
    }
    return 0;
}

const RunDelay &ownRunDelay()
{
    thread_local const RunDelay delay;
    return delay;
}

} // namespace

ThreadCost ThreadCost::now() { return {base::threadCpuNow(), ownRunDelay().read()}; }

void ThreadCost::prepare() { ownRunDelay(); }

ThreadCost operator-(const ThreadCost &later, const ThreadCost &earlier)
{
    ThreadCost spent{later.onCpu - earlier.onCpu, std::nullopt};
    if (later.runDelay && earlier.runDelay)
        spent.runDelay = *later.runDelay - *earlier.runDelay;
    return spent;
}

bool worthMeasuring(const plan::TaskSpec &task)
{
    constexpr std::int64_t kWorth = 200'000;
    std::int64_t total = 0;
    for (const plan::StepSpec &step : task.steps) {
        const std::int64_t expected = expectedNanoseconds(step);
        if (expected >= kWorth - total)
            return true;
        total += expected;
    }
    return false;
}

} // namespace interleave::workloads
