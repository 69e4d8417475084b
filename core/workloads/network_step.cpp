// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workloads/network_step.h"

#include "core/workloads/network_request.h"

namespace interleave::workloads {
namespace {

using Wants = NetworkRequest::Wants;

short pollEvents(Wants wants)
{
    switch (wants) {
    case Wants::Nothing: break;
    case Wants::Read: return POLLIN;
    case Wants::Write: return POLLOUT;
    case Wants::Either: return POLLIN | POLLOUT;
    }
    return 0;
}

} // namespace

TaskOutcome networkStep(StepCall &call)
{
    if (!call.detail())
        return unknownStep(call.step);
    NetworkRequest request(*call.context.services, call.step);
    for (;;) {
        const auto wants = request.pump();
        if (!wants)
            return failedOutcome(wants.error().message);
        if (*wants == Wants::Nothing)
            return {};
        pollfd socket{request.descriptor(), pollEvents(*wants), 0};
        const Blocking blocking(call, trace::BlockCause::Network);
        if (waitFor(call, {&socket, 1}) == Wake::Interrupted)
            return call.interrupted();
    }
}

} // namespace interleave::workloads
