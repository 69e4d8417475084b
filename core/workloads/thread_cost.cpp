// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workloads/thread_cost.h"

#include "core/metrics/own_usage.h"

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
    // An iteration of compute takes a nanosecond at most, so both amounts are nanoseconds here.
    constexpr std::int64_t kWorth = 200'000;
    std::int64_t total = 0;
    for (const plan::StepSpec &step : task.steps) {
        if (step.amount >= kWorth - total)
            return true;
        total += step.amount;
    }
    return false;
}

} // namespace interleave::workloads
