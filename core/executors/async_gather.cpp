// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/executors/async_gather.h"

#include "core/executors/async_common.h"
#include "core/executors/descriptors.h"

namespace interleave::executors {
namespace {

class AsyncGather : public AsyncExecutor { }; // what it does is what the family does by default

} // namespace

Registration asyncGatherRegistration()
{
    return {{"async-gather", plan::Family::EventLoop, "Coroutines, gathered", "One coroutine a task on a Qt event loop, awaited together; computing blocks the loop", {}, everyStep(), true},
            [](const Parameters &) -> std::unique_ptr<Executor> { return std::make_unique<AsyncGather>(); }};
}

} // namespace interleave::executors
