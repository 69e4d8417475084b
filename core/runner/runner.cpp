// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runner/runner.h"

#include "core/plan/plan_json.h"
#include "core/runner/control_channel.h"
#include "core/runner/run.h"
#include "core/runner/services.h"
#include "core/spawn/spawn.h"
#include "core/workloads/compute.h"

#include <QCoreApplication>

#include <signal.h>

#include <new>

namespace interleave::runner {
namespace {

using wire::RunnerMessage;

RunnerMessage failure(const base::Error &error)
{
    RunnerMessage message;
    message.kind = RunnerMessage::Kind::Failed;
    message.code = error.code;
    message.error = error.text();
    return message;
}

base::Result<void> runPlan(ControlChannel &channel, const wire::RunSpec &spec)
{
    auto mapping = trace::Mapping::attach(base::UniqueFd(wire::kTraceFd));
    if (!mapping)
        return mapping.error();
    const auto plan = plan::parsePlan(spec.planJson, executors::makeCatalogue(), "plan");
    if (!plan)
        return plan.error();
    if (spec.entry >= plan->executors.size())
        return base::Error{base::ErrorCode::Protocol, "no executor entry " + std::to_string(spec.entry), "runner"};
    const plan::ExecutorEntry &entry = plan->executors[spec.entry];
    auto executor = executors::makeExecutor(entry);
    if (!executor)
        return executor.error();
    auto tasks = plan::expandTasks(plan->workload, entry, {spec.iterationsPerMs});
    const auto services = Services::open(plan->workload, entry, tasks, spec, [&channel](pid_t pid) {
        RunnerMessage message;
        message.kind = RunnerMessage::Kind::Apart;
        message.pid = pid;
        channel.send(message);
    });
    if (!services)
        return services.error();
    return Run(channel, std::move(tasks), plan->workload.arrival, std::move(*mapping), **services, std::move(*executor)).conduct();
}

base::Result<void> runPlanGuarded(ControlChannel &channel, const wire::RunSpec &spec)
{
    try {
        return runPlan(channel, spec);
    } catch (const std::bad_alloc &) {
        return base::Error{base::ErrorCode::Refused, "out of memory", "runner"};
    }
}

void calibrate(ControlChannel &channel)
{
    RunnerMessage message;
    message.kind = RunnerMessage::Kind::Calibrated;
    message.iterationsPerMs = workloads::calibrateIterationsPerMs();
    channel.send(message);
}

/// Before any thread starts: SIGTERM is taken by the control channel, a closed pipe is an error code, descriptors are there, orphans come to us.
void prepareProcess()
{
    sigset_t terminate;
    ::sigemptyset(&terminate);
    ::sigaddset(&terminate, SIGTERM);
    ::sigprocmask(SIG_BLOCK, &terminate, nullptr);
    ::signal(SIGPIPE, SIG_IGN);
    ::signal(SIGXFSZ, SIG_IGN); // a file that may not grow is an error code too
    spawn::dieWithParent(SIGTERM);
    spawn::becomeSubreaper();
    spawn::raiseDescriptorLimit();
}

} // namespace

int runnerMain(int argc, char **argv)
{
    prepareProcess();
    ControlChannel channel;
    channel.send(RunnerMessage{});
    const auto order = channel.receiveOrder();
    if (!order)
        return 0;
    if (!*order) {
        channel.send(failure(order->error()));
        return 2;
    }
    const wire::ControllerMessage &message = order->value();
    if (message.kind == wire::ControllerMessage::Kind::Calibrate) {
        calibrate(channel);
        return 0;
    }
    const QCoreApplication application(argc, argv);
    const auto result = runPlanGuarded(channel, message.spec);
    if (!result) {
        channel.send(failure(result.error()));
        spawn::endAllChildren(500);
    }
    return result ? 0 : 1;
}

} // namespace interleave::runner
