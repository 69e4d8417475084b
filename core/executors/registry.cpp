// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/executors/async_gather.h"
#include "core/executors/async_hybrid.h"
#include "core/executors/async_queue.h"
#include "core/executors/async_resource.h"
#include "core/executors/async_semaphore.h"
#include "core/executors/async_stream.h"
#include "core/executors/executor.h"
#include "core/executors/futures.h"
#include "core/executors/gil_threads.h"
#include "core/executors/process_per_task.h"
#include "core/executors/process_pool.h"
#include "core/executors/producer_consumer.h"
#include "core/executors/process_queue.h"
#include "core/executors/serial.h"
#include "core/executors/thread_per_task.h"
#include "core/executors/thread_pool.h"

namespace interleave::executors {
namespace {

std::vector<Registration> makeRegistry()
{
    return {
        serialRegistration(),
        threadPerTaskRegistration(),
        threadPoolRegistration(),
        producerConsumerRegistration(),
        gilThreadsRegistration(),
        processPerTaskRegistration(),
        processPoolRegistration(),
        processQueueRegistration(),
        asyncGatherRegistration(),
        asyncSemaphoreRegistration(),
        asyncQueueRegistration(),
        asyncStreamRegistration(),
        asyncResourceRegistration(),
        asyncHybridRegistration(),
        futuresAsCompletedRegistration(),
        futuresWaitAllRegistration(),
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
                       {"network", "Network", "A TCP request: of a responder on this machine that answers after a delay, or of a host of yours", true},
                       {"file", "File", "Writes or reads a file in a private folder that is removed afterwards", true},
                       {"memory", "Memory", "Allocates memory, writes to every page, holds and frees it", true},
                       {"lock", "Lock", "Takes and holds a named mutex, one for all tasks, also those of other processes", true},
                       {"command", "Command", "Runs a program, never through a shell; an exit status other than 0 is a failure", true}};
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
