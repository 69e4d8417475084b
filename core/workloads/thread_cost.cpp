// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workloads/thread_cost.h"

#include "core/metrics/own_usage.h"
#include "core/metrics/proc_file.h"
#include "core/metrics/proc_parse.h"

#include <pthread.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <string>
#include <vector>

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
    case plan::StepKind::Compute: return step.amount / 4; // an iteration takes a cycle
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

/// Of one reading, as this machine does it: system calls cost six times as much on some as on others.
base::Nanoseconds readingCost()
{
    static const base::Nanoseconds cost = [] {
        ThreadCost::prepare();
        auto least = base::Nanoseconds::max();
        for (int i = 0; i < 4; ++i) {
            const auto begin = base::monotonicNow();
            (void)ThreadCost::now();
            least = std::min(least, base::monotonicNow() - begin);
        }
        return least;
    }();
    return cost;
}

} // namespace

ThreadCost ThreadCost::now()
{
    constexpr base::Nanoseconds kAtOnce = std::chrono::microseconds(50); // whoever loses its processor gets it back much later
    constexpr int kTries = 4;
    ThreadCost cost;
    auto begin = base::monotonicNow();
    for (int i = 0; i < kTries; ++i) {
        cost.runDelay = ownRunDelay().read();
        cost.onCpu = base::threadCpuNow();
        cost.at = base::monotonicNow();
        if (cost.at - begin < kAtOnce)
            break;
        begin = cost.at;
    }
    return cost;
}

void ThreadCost::prepare() { ownRunDelay(); }

ThreadCost operator-(const ThreadCost &later, const ThreadCost &earlier)
{
    ThreadCost spent{later.onCpu - earlier.onCpu, std::nullopt, later.at - earlier.at};
    if (later.runDelay && earlier.runDelay)
        spent.runDelay = *later.runDelay - *earlier.runDelay;
    return spent;
}

WorkerCost::WorkerCost()
    : m_thread(::gettid())
    , m_before(ThreadCost::now())
{
    ::pthread_getcpuclockid(::pthread_self(), &m_clock);
}

/// Empty: the thread is gone.
std::optional<ThreadCost> WorkerCost::now() const
{
    if (m_thread == ::gettid())
        return ThreadCost::now();
    timespec onCpu{};
    if (::clock_gettime(m_clock, &onCpu) != 0)
        return std::nullopt;
    ThreadCost cost{std::chrono::seconds(onCpu.tv_sec) + base::Nanoseconds(onCpu.tv_nsec), std::nullopt, base::monotonicNow()};
    std::vector<char> buffer(128);
    if (const auto stat = metrics::parseSchedstat(metrics::readOnce("/proc/self/task/" + std::to_string(m_thread) + "/schedstat", buffer)))
        cost.runDelay = base::Nanoseconds(stat->runnable);
    return cost;
}

trace::LaneTotals WorkerCost::soFar() const
{
    trace::LaneTotals totals;
    totals.alive = base::monotonicNow() - m_before.at;
    if (const auto cost = now()) {
        totals.onCpu = cost->onCpu - m_before.onCpu;
        totals.runnable = (*cost - m_before).runDelay;
    }
    return totals;
}

bool worthMeasuring(const plan::TaskSpec &task)
{
    constexpr std::int64_t kShort = 100'000, kLong = 10'000'000; // where no machine's cost of reading matters
    constexpr std::int64_t kShare = 100;
    std::int64_t expected = 0, readings = 2;
    for (const plan::StepSpec &step : task.steps) {
        expected += std::min(expectedNanoseconds(step), kLong * kShare);
        readings += step.kind == plan::StepKind::Compute ? 0 : step.kind == plan::StepKind::Memory ? 6 : 2; // before and after a wait
    }
    if (expected < kShort || expected >= kLong * readings)
        return expected >= kShort;
    return expected >= readings * kShare * readingCost().count();
}

} // namespace interleave::workloads
