// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/runtime/time_split/split_bench.h"

#include <gtest/gtest.h>

#include <sched.h>

#include <cstring>

namespace interleave::test {

using engine::test::executor;

std::vector<plan::ExecutorEntry> everyModel()
{
    const plan::ParameterValue three = std::int64_t{3};
    const plan::ParameterValue processes = std::string("processes");
    return {executor("serial"),
            executor("thread-per-task"),
            executor("thread-pool", {{"workers", three}}),
            executor("producer-consumer", {{"workers", three}, {"capacity", std::int64_t{1}}}),
            executor("gil-threads", {{"workers", three}, {"switch_interval_ms", std::int64_t{2}}}),
            executor("process-per-task", {{"limit", three}}),
            executor("process-pool", {{"workers", three}, {"chunk", std::int64_t{1}}}),
            executor("process-queue", {{"workers", three}}),
            executor("async-gather"),
            executor("async-semaphore", {{"limit", three}}),
            executor("async-queue", {{"consumers", three}, {"capacity", std::int64_t{1}}}),
            executor("async-stream"),
            executor("async-resource", {{"acquire_ms", std::int64_t{2}}, {"release_ms", std::int64_t{2}}, {"resources", three}}),
            executor("async-hybrid", {{"workers", three}}),
            executor("futures-as-completed", {{"workers", three}}),
            executor("futures-as-completed", {{"workers", three}, {"on", processes}}),
            executor("futures-wait-all", {{"workers", three}}),
            executor("futures-wait-all", {{"workers", three}, {"on", processes}})};
}

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
