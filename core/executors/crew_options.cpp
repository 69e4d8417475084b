// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/executors/crew_options.h"

#include "core/workloads/lock_table.h"

#include <algorithm>

namespace interleave::executors {
namespace {

bool asksForServices(const plan::StepSpec& step)
{
    return step.kind != plan::StepKind::Compute && step.kind != plan::StepKind::Sleep && step.kind != plan::StepKind::Memory;
}

bool asksForServices(const plan::TaskSpec& task)
{
    return std::any_of(task.steps.begin(), task.steps.end(), [](const plan::StepSpec& step) { return asksForServices(step); });
}

wire::Setup setupOf(const workloads::RunServices& services)
{
    wire::Setup setup;
    setup.responderPort = services.responderPort;
    setup.folder = services.folder;
    setup.workerPath = services.workerPath;
    setup.details = services.details;
    for (const workloads::HostAddresses& host : services.hosts)
        setup.hosts.push_back({host.addresses, host.error});
    setup.lockNames = services.lockNames;
    return setup;
}

} // namespace

process::CrewOptions crewOptions(const RunContext& context)
{
    process::CrewOptions options{context.services.workerPath, context.trace, context.applicationLane};
    if (std::any_of(context.tasks.begin(), context.tasks.end(), [](const plan::TaskSpec& task) { return asksForServices(task); })) {
        options.setup = setupOf(context.services);
        options.locksFd = context.services.locks ? context.services.locks->fd() : -1;
    }
    return options;
}

} // namespace interleave::executors
