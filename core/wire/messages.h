// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/tasks.h"
#include "core/trace/event.h"
#include "core/wire/frame.h"

#include <cstdint>
#include <span>
#include <string>
#include <variant>
#include <vector>

/// What dispatcher and worker say to each other.
///
///     worker → dispatcher   hello, ready, then a result a task (after its payload, if it gives one), goodbye
///     dispatcher → worker   setup (if it needs any), tasks, the payloads of those that have one, in their order, tasks…;
///                           then shutdown or the end of the stream
namespace interleave::wire {

// The worker's descriptors.
constexpr int kWorkerInFd = 3;
constexpr int kWorkerOutFd = 4;
constexpr int kWorkerTraceFd = 5;
constexpr int kWorkerLocksFd = 6; ///< memory of the run's locks, if it has any
// Only of workers that share queues (queue_page.h).
constexpr int kWorkerTaskQueueFd = 7;
constexpr int kWorkerResultQueueFd = 8;
constexpr int kWorkerQueuePageFd = 9;

/// First word of a worker.
struct Hello {
    std::uint32_t version = kFrameVersion;
    std::int32_t pid = 0;
    bool operator==(const Hello&) const = default;
};
struct Ready {
    bool operator==(const Ready&) const = default;
};
/// Tasks to run, in this order. `flow` joins the two ends in the trace.
struct Tasks {
    std::uint32_t flow = 0;
    std::vector<plan::TaskSpec> tasks;
    bool operator==(const Tasks&) const = default;
};
struct TaskResult {
    std::uint32_t flow = 0;
    base::TaskId task;
    trace::TaskStatus status = trace::TaskStatus::Succeeded;
    std::string error;
    bool operator==(const TaskResult&) const = default;
};
struct Shutdown {
    bool operator==(const Shutdown&) const = default;
};
/// Last word of a worker: what it used. Units: bytes (0: not known), ns.
struct Goodbye {
    std::int64_t peakRssBytes = 0;
    std::int64_t userNs = 0;
    std::int64_t systemNs = 0;
    std::int64_t processesStarted = 0;
    bool operator==(const Goodbye&) const = default;
};
/// Where a network step's host is found; see workloads::HostAddresses.
struct Host {
    std::vector<std::string> addresses;
    std::string error;
    bool operator==(const Host&) const = default;
};
/// What a worker needs of its run before its first task. Several add up: lists are appended, the last says the rest.
struct Setup {
    bool more = false; ///< another one follows
    std::uint16_t responderPort = 0;
    std::string folder;
    std::string workerPath;
    std::vector<plan::StepDetail> details;
    std::vector<Host> hosts;
    std::vector<std::string> lockNames;
    bool operator==(const Setup&) const = default;
};
/// A piece of what a task is given or gives (payload.h); pieces of one come in order.
struct Payload {
    std::uint32_t flow = 0;
    base::TaskId task;
    Bytes bytes;
    bool operator==(const Payload&) const = default;
};

using Message = std::variant<Hello, Ready, Tasks, TaskResult, Shutdown, Goodbye, Setup, Payload>;

/// Appends the message as one frame. A list of tasks must fit into it: see tasksThatFit.
void append(Bytes& out, const Message& message);
/// Errors: Protocol for anything but a whole, well-formed message.
base::Result<Message> decode(const Frame& frame);

/// Appends one task as a message of its own.
void appendTask(Bytes& out, std::uint32_t flow, const plan::TaskSpec& task);
/// Appends a set-up, in as many messages as its lists need.
void appendSetup(Bytes& out, const Setup& setup);

/// How many of the tasks, from the first, make a frame of at most `bytes`; at least one.
std::size_t tasksThatFit(std::span<const plan::TaskSpec* const> tasks, std::size_t bytes);

} // namespace interleave::wire
