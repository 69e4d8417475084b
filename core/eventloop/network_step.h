// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/eventloop/task.h"
#include "core/eventloop/task_run.h"

namespace interleave::eventloop {

/// A request over a non-blocking socket: awaits the socket, never blocks the loop, and ends with the task's time-out or a cancel.
/// Plain sockets in the loop's one epoll set rather than a QTcpSocket each: see readiness.h.
Task<workloads::TaskOutcome> networkStep(TaskRun &run, const plan::StepSpec &step, std::uint16_t index);

} // namespace interleave::eventloop
