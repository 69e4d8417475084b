// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/bench.h"

#include "core/executors/executor.h"
#include "core/spawn/spawn.h"

#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/task_arena.h>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

namespace interleave::bench {
namespace {

std::vector<plan::TaskSpec> emptyTasks(std::uint32_t n)
{
    std::vector<plan::TaskSpec> tasks(n);
    for (std::uint32_t i = 0; i < n; ++i) {
        tasks[i].id = base::TaskId{i};
        tasks[i].index = i;
    }
    return tasks;
}

} // namespace

double throughExecutor(const plan::ExecutorEntry &entry, std::uint32_t n)
{
    const auto tasks = emptyTasks(n);
    auto mapping = trace::Mapping::create({n, 4096, 1U << 20, 128U << 20}).value();
    trace::LaneWriter application(mapping, trace::LaneRole::Application, "application", base::kNoLane);
    executors::TaskSource source(tasks, application);
    executors::ResultSink sink(n);
    executors::CancelToken cancel;
    workloads::RunServices services;
    services.workerPath = spawn::siblingProgram("interleave-worker");
    executors::RunContext context{mapping, application.id(), source, sink, cancel, tasks, services};
    auto executor = executors::makeExecutor(entry).value();
    if (!executor->prepare(context))
        std::abort();
    const auto begin = base::monotonicNow();
    mapping->setRunStart(begin);
    source.open(begin);
    if (!executor->run(context) || sink.count() != n)
        std::abort();
    const auto spent = base::monotonicNow() - begin;
    executor->shutDown(context);
    return static_cast<double>(spent.count()) / n;
}

namespace {

/// The same number of empty functors through a bare arena of as many workers.
double throughArena(int workers, int n)
{
    const tbb::global_control limit(tbb::global_control::max_allowed_parallelism, 64);
    tbb::task_arena arena(workers, 0);
    arena.initialize();
    std::atomic<int> left{n};
    const auto begin = base::monotonicNow();
    for (int i = 0; i < n; ++i)
        arena.enqueue([&left] {
            if (left.fetch_sub(1) == 1)
                left.notify_one();
        });
    for (int now = left; now != 0; now = left)
        left.wait(now);
    return static_cast<double>((base::monotonicNow() - begin).count()) / n;
}

double rawSpawn(int n)
{
    const auto begin = base::monotonicNow();
    for (int i = 0; i < n; ++i) {
        char name[] = "/bin/true";
        char *argv[] = {name, nullptr};
        pid_t pid = 0;
        if (::posix_spawn(&pid, name, nullptr, nullptr, argv, environ) != 0)
            std::abort();
        ::waitpid(pid, nullptr, 0);
    }
    return static_cast<double>((base::monotonicNow() - begin).count()) / n * 1e-3;
}

} // namespace

Row threadPool()
{
    constexpr int kTasks = 50'000;
    const auto [ours, raw] = paired(
        7, [] { return throughExecutor({"thread-pool", "thread-pool", {{"workers", std::int64_t{2}}}, {}}, kTasks); }, [] { return throughArena(2, kTasks); });
    return {"empty task, thread-pool w=2 / task_arena::enqueue", "ns", ours, raw, 2.0};
}

Row processPerTask()
{
    constexpr int kTasks = 100;
    const auto [ours, raw] = paired(
        7, [] { return throughExecutor({"process-per-task", "process-per-task", {{"limit", std::int64_t{1}}}, {}}, kTasks) * 1e-3; }, [] { return rawSpawn(kTasks); });
    return {"process-per-task limit=1 / posix_spawn + wait", "us", ours, raw, 1.5};
}

} // namespace interleave::bench
