// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/runtime/time_split/split_bench.h"

#include <gtest/gtest.h>

#include <sched.h>

#include <cstring>

namespace interleave::test {

plan::TaskGroup groupOf(const std::string &name, std::int64_t count, std::vector<plan::Step> steps)
{
    plan::TaskGroup group;
    group.name = name;
    group.count = count;
    group.steps = std::move(steps);
    return group;
}

std::vector<std::shared_ptr<const record::RunRecord>> runsOf(const plan::Plan &plan)
{
    engine::Engine engine;
    engine::test::Listener listener;
    const auto started = engine.start(plan, listener.events());
    if (!started) {
        ADD_FAILURE() << started.error().text();
        return {};
    }
    engine.wait();
    EXPECT_TRUE(listener.result.ok()) << listener.result.error().text();
    return listener.record ? listener.record->runs : std::vector<std::shared_ptr<const record::RunRecord>>();
}

std::shared_ptr<const record::RunRecord> runOf(const plan::Workload &workload, const plan::ExecutorEntry &entry)
{
    plan::Plan plan = engine::test::planOf("one run", {}, {entry});
    plan.workload = workload;
    const auto runs = runsOf(plan);
    return runs.size() == 1 ? runs.front() : nullptr;
}

OnCores::OnCores(int cores)
    : m_before(sizeof(cpu_set_t))
{
    cpu_set_t allowed, chosen;
    ::sched_getaffinity(0, sizeof allowed, &allowed);
    std::memcpy(m_before.data(), &allowed, sizeof allowed);
    CPU_ZERO(&chosen);
    for (int cpu = 0; cpu < CPU_SETSIZE && m_cores < cores; ++cpu) {
        if (CPU_ISSET(cpu, &allowed)) {
            CPU_SET(cpu, &chosen);
            ++m_cores;
        }
    }
    ::sched_setaffinity(0, sizeof chosen, &chosen);
}

OnCores::~OnCores() { ::sched_setaffinity(0, m_before.size(), reinterpret_cast<const cpu_set_t *>(m_before.data())); }

} // namespace interleave::test
