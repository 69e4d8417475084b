// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/catalogue.h"

namespace interleave::plan {

/// A catalogue that these tests know by heart: not the registry's.
inline Catalogue smallCatalogue()
{
    const ParameterDescriptor workers{"workers", "Workers", "How many at once", std::int64_t{4}, 1, 1024, {}, false};
    const ParameterDescriptor chunk{"chunk", "Chunk", "Tasks dealt at a time", std::int64_t{0}, 1, 1'000'000, {}, true};
    const ParameterDescriptor on{"on", "On", "What runs the tasks", std::string("threads"), 0, 0, {"threads", "processes"}, false};
    const ParameterDescriptor daemon{"daemon", "Daemon", "Outlives its parent", false, 0, 0, {}, false};
    const std::vector<std::string> steps{"compute", "sleep"};
    Catalogue catalogue;
    catalogue.executors = {{"serial", Family::Baseline, "Serial", "One thread", {}, steps, true},
                           {"thread-pool", Family::Threads, "Pool", "Workers", {workers}, steps, true},
                           {"process-pool", Family::Processes, "Processes", "Workers", {workers, chunk, on, daemon}, steps, true},
                           {"async-gather", Family::EventLoop, "Gather", "One thread", {}, steps, true},
                           {"async-queue", Family::EventLoop, "Queue", "Later", {}, {}, false}};
    catalogue.steps = {{"compute", "Compute", "", true}, {"sleep", "Sleep", "", true}, {"network", "Network", "", false}, {"file", "File", "", false},
                       {"memory", "Memory", "", false},  {"lock", "Lock", "", false},  {"command", "Command", "", false}};
    return catalogue;
}

} // namespace interleave::plan
