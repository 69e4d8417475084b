// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eventloop/network_step.h"

#include "core/eventloop/readiness.h"
#include "core/workloads/network_request.h"

namespace interleave::eventloop {
namespace {

using trace::BlockCause;
using workloads::NetworkRequest;

base::Result<NetworkRequest::Wants> goOn(TaskRun &run, NetworkRequest &request)
{
    const Working working(run);
    return request.pump();
}

Readiness::Awaiter ready(TaskRun &run, const NetworkRequest &request, NetworkRequest::Wants wants)
{
    Readiness &readiness = run.loop().readiness();
    const int fd = request.descriptor();
    switch (wants) {
    case NetworkRequest::Wants::Read: return readiness.readable(fd, run.deadline());
    case NetworkRequest::Wants::Write: return readiness.writable(fd, run.deadline());
    default: return readiness.either(fd, run.deadline());
    }
}

} // namespace

Task<workloads::TaskOutcome> networkStep(TaskRun &run, const plan::StepSpec &step, std::uint16_t index)
{
    NetworkRequest request(*run.environment().services, step);
    for (;;) {
        const auto wants = goOn(run, request);
        if (!wants)
            co_return workloads::failedOutcome(wants.error().message);
        if (*wants == NetworkRequest::Wants::Nothing)
            co_return workloads::TaskOutcome{};
        run.block(BlockCause::Network, index);
        const WaitEnd end = co_await ready(run, request, *wants);
        run.resume(BlockCause::Network, index);
        if (end != WaitEnd::Woken)
            co_return run.interrupted();
    }
}

} // namespace interleave::eventloop
