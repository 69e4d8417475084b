// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/executors/async_gather.h"
#include "core/executors/async_semaphore.h"
#include "core/executors/descriptors.h"
#include "core/executors/executor.h"
#include "core/executors/process_per_task.h"
#include "core/executors/process_pool.h"
#include "core/executors/serial.h"
#include "core/executors/thread_per_task.h"
#include "core/executors/thread_pool.h"

namespace interleave::executors {
namespace {

using plan::Family;

/// Known by name, so that a plan that asks for it is refused by name.
Registration later(std::string id, Family family, std::string name, std::string summary, std::vector<plan::ParameterDescriptor> parameters = {})
{
    return {{std::move(id), family, std::move(name), std::move(summary), std::move(parameters), {}, false}, nullptr};
}

plan::ParameterDescriptor capacity() { return countParameter("capacity", "Queue capacity", "How many tasks the queue holds before the producer waits", 50, 1, 1'000'000); }

std::vector<plan::ParameterDescriptor> futureParameters()
{
    return {{"on", "Runs on", "What the futures run on", std::string("threads"), 0, 0, {"threads", "processes"}, false},
            workersParameter(),
            countParameter("post_ms", "Post-processing", "Milliseconds of work per consumed result", 0, 0, 60'000)};
}

std::vector<Registration> makeRegistry()
{
    return {
        serialRegistration(),
        threadPerTaskRegistration(),
        threadPoolRegistration(),
        later("producer-consumer", Family::Threads, "Producer–consumer", "A producer thread, a bounded queue, w consumer threads", {workersParameter(), capacity()}),
        later("gil-threads", Family::Threads, "Threads under an emulated global lock", "The pool under an emulated global interpreter lock",
              {workersParameter(), countParameter("switch_interval_ms", "Switch interval", "Milliseconds after which a waiter asks for the lock", 5, 1, 1000),
               {"release_when_blocking", "Release when blocking", "The lock is released around blocking steps", true, 0, 0, {}, false}}),
        processPerTaskRegistration(),
        processPoolRegistration(),
        later("process-queue", Family::Processes, "Process queue", "w worker processes that pull single tasks from one shared queue", {workersParameter(256)}),
        asyncGatherRegistration(),
        asyncSemaphoreRegistration(),
        later("async-queue", Family::EventLoop, "Async queue", "A bounded async queue, one producer, consumer coroutines",
              {countParameter("consumers", "Consumers", "How many coroutines take tasks", 4, 1, 100'000), capacity()}),
        later("async-stream", Family::EventLoop, "Async stream", "Items are processed one by one, in order, as they arrive"),
        later("async-resource", Family::EventLoop, "Async resource", "Each task acquires a resource, works, releases it",
              {countParameter("acquire_ms", "Acquire", "Milliseconds to acquire", 10, 0, 60'000), countParameter("release_ms", "Release", "Milliseconds to release", 10, 0, 60'000),
               countParameter("resources", "Resources", "How many there are", 1, 1, 100'000)}),
        later("async-hybrid", Family::EventLoop, "Event loop with a pool", "Waiting on the event loop, computing on a TBB arena", {workersParameter()}),
        later("futures-as-completed", Family::Futures, "Futures, as completed", "Results consumed in the order of completion", futureParameters()),
        later("futures-wait-all", Family::Futures, "Futures, wait for all", "Results taken when all are done", futureParameters()),
    };
}

} // namespace

std::span<const Registration> registry()
{
    static const std::vector<Registration> all = makeRegistry();
    return all;
}

plan::Catalogue makeCatalogue()
{
    plan::Catalogue catalogue;
    for (const Registration &registration : registry())
        catalogue.executors.push_back(registration.descriptor);
    catalogue.steps = {{"compute", "Compute", "A fixed amount of work for the processor; the result is checked", true},
                       {"sleep", "Sleep", "Simulated waiting: a timer on an event loop, a blocking wait elsewhere", true},
                       {"network", "Network", "A TCP request", true},
                       {"file", "File", "Reads or writes a file", true},
                       {"memory", "Memory", "Allocates, touches and holds memory", true},
                       {"lock", "Lock", "Holds a named mutex", true},
                       {"command", "Command", "Runs a program", true}};
    return catalogue;
}

base::Result<std::unique_ptr<Executor>> makeExecutor(const plan::ExecutorEntry &entry)
{
    for (const Registration &registration : registry()) {
        if (registration.descriptor.id != entry.id)
            continue;
        if (!registration.make)
            return base::Error{base::ErrorCode::Unsupported, entry.id + " is not in this version", "executor"};
        Parameters parameters;
        for (const plan::ParameterDescriptor &parameter : registration.descriptor.parameters)
            parameters[parameter.key] = plan::effectiveParameter(entry, registration.descriptor, parameter.key);
        return registration.make(parameters);
    }
    return base::Error{base::ErrorCode::BadInput, "unknown executor " + entry.id, "executor"};
}

} // namespace interleave::executors
