// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/worker/worker.h"

#include "core/spawn/spawn.h"
#include "core/worker/dealt_tasks.h"
#include "core/worker/exit_code.h"
#include "core/worker/queued_tasks.h"
#include "core/worker/stop_signal.h"

#include <signal.h>
#include <unistd.h>

#include <charconv>
#include <cstdio>
#include <cstring>
#include <optional>
#include <utility>

namespace interleave::worker {
namespace {

using trace::EventKind;

struct Arguments {
    base::LaneId lane, dispatcher;
    std::optional<base::LaneId> queue; ///< its tasks come from a shared queue
    std::uint32_t slot = 0;
};

std::optional<std::uint32_t> parse(const char* text)
{
    std::uint32_t number = 0;
    const char* end = text + std::strlen(text);
    const auto parsed = std::from_chars(text, end, number);
    return parsed.ec == std::errc() && parsed.ptr == end ? std::optional(number) : std::nullopt;
}

/// The value behind the name at this place.
std::optional<std::uint32_t> argument(int argc, char** argv, int at, const char* name)
{
    return at + 1 < argc && std::strcmp(argv[at], name) == 0 ? parse(argv[at + 1]) : std::nullopt;
}

std::optional<Arguments> readArguments(int argc, char** argv)
{
    const auto lane = argument(argc, argv, 1, "--lane"), dispatcher = argument(argc, argv, 3, "--dispatcher");
    if (!lane || !dispatcher)
        return std::nullopt;
    Arguments arguments{base::LaneId{*lane}, base::LaneId{*dispatcher}, {}, 0};
    if (argc == 5)
        return arguments;
    const auto queue = argument(argc, argv, 5, "--queue"), slot = argument(argc, argv, 7, "--slot");
    if (!queue || !slot || argc != 9)
        return std::nullopt;
    arguments.queue = base::LaneId{*queue};
    arguments.slot = *slot;
    return arguments;
}

bool greet(Channel& channel)
{
    channel.queue(wire::Hello{wire::kFrameVersion, ::getpid()});
    return channel.flush();
}

bool reportReady(TaskRunner& runner, Channel& channel)
{
    runner.lane().append(EventKind::WorkerReady);
    channel.queue(wire::Ready{});
    return channel.flush();
}

int serveChannel(TaskRunner& runner, Channel& channel, const Arguments& arguments)
{
    // One message for both: starting is what process-per-task is made of.
    channel.queue(wire::Hello{wire::kFrameVersion, ::getpid()});
    return reportReady(runner, channel) ? DealtTasks(runner, channel, arguments.dispatcher).serve() : kDone;
}

int serveQueue(TaskRunner& runner, Channel& channel, const Arguments& arguments)
{
    auto page = wire::QueuePage::attach(base::UniqueFd(wire::kWorkerQueuePageFd), arguments.slot);
    if (!page || !greet(channel))
        return page ? kDone : kProtocol;
    QueuedTasks tasks(runner, {arguments.dispatcher, *arguments.queue, arguments.slot}, std::move(*page));
    if (!tasks.setUp(channel))
        return stopAsked() ? kDone : kProtocol;
    return reportReady(runner, channel) ? tasks.serve() : kDone;
}

int work(std::shared_ptr<trace::Mapping> mapping, const Arguments& arguments)
{
    TaskRunner runner(std::move(mapping), arguments.lane);
    Channel channel;
    const workloads::WorkerCost cost;
    const int code = arguments.queue ? serveQueue(runner, channel, arguments) : serveChannel(runner, channel, arguments);
    runner.lane().spent(cost.soFar());
    channel.queue(goodbye());
    channel.flush();
    return code;
}

} // namespace

int workerMain(int argc, char** argv)
{
    spawn::dieWithParent(SIGKILL);
    const auto arguments = readArguments(argc, argv);
    prepareSignals(arguments && arguments->queue ? wire::kWorkerTaskQueueFd : wire::kWorkerInFd);
    auto mapping = arguments ? trace::Mapping::attach(base::UniqueFd(wire::kWorkerTraceFd)) : base::Error{base::ErrorCode::BadInput, "no lane", {}};
    if (!mapping) {
        std::fputs("interleave-worker is started by interleave-runner, not by hand\n", stderr);
        return kNotStartedByDispatcher;
    }
    return work(std::move(*mapping), *arguments);
}

} // namespace interleave::worker
