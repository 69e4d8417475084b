// SPDX-License-Identifier: GPL-3.0-or-later
// A controller without window or command line, to be killed while its run is under way: four workers, each in a long sleep.
#include "core/engine/engine.h"

int main()
{
    using namespace interleave;
    plan::Plan plan;
    plan.name = "to be killed";
    plan::TaskGroup group;
    group.name = "sleepers";
    group.count = 8;
    group.steps = {plan::Sleep{30'000.0}};
    plan.workload.groups = {group};
    plan::ExecutorEntry pool;
    pool.id = pool.label = "process-pool";
    pool.parameters["workers"] = std::int64_t{4};
    plan.executors = {pool};
    plan.warmup = 0;
    engine::Engine engine;
    if (!engine.start(plan, {}))
        return 1;
    engine.wait();
    return 0;
}
