// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/executors/async_stream.h"

#include "core/executors/async_common.h"
#include "core/executors/descriptors.h"

namespace interleave::executors {
namespace {

class AsyncStream : public AsyncExecutor {
    eventloop::Task<void> serve() override
    {
        auto items = arrivals();
        while (const auto item = co_await items.next()) {
            m_lane.append(trace::EventKind::StreamItem, (*item)->id);
            auto performing = perform(*m_environment, **item);
            co_await performing;
        }
    }
};

} // namespace

Registration asyncStreamRegistration()
{
    return {{"async-stream", plan::Family::EventLoop, "Async stream", "An async generator yields the tasks as they arrive; processed one by one, in order", {}, everyStep(), true},
            [](const Parameters &) -> std::unique_ptr<Executor> { return std::make_unique<AsyncStream>(); }};
}

} // namespace interleave::executors
