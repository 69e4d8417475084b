// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/eventloop/event_loop.h"
#include "core/eventloop/scope.h"
#include "core/eventloop/task.h"

#include <gtest/gtest.h>

#include <memory>
#include <utility>
#include <vector>

namespace interleave::eventloop {

using namespace std::chrono_literals;
using base::Nanoseconds;

/// A loop, and a way to run a coroutine on it.
class Coroutines : public testing::Test {
public:
    /// Runs a coroutine to its end on the loop.
    void drive(Task<void> task)
    {
        Scope scope(loop);
        scope.spawn(quitAfter(std::move(task)));
        loop.run();
    }
    Task<void> quitAfter(Task<void> task)
    {
        co_await task;
        loop.quit();
    }
    Task<int> valueAfter(Nanoseconds pause, int value)
    {
        const Nanoseconds until = base::monotonicNow() + pause;
        co_await loop.sleepUntil(until);
        order.push_back(value);
        co_return value;
    }

    std::shared_ptr<trace::Mapping> mapping = trace::Mapping::create({8, 8, 4096, 8U << 20}).value();
    trace::LaneWriter lane{mapping, trace::LaneRole::EventLoop, "event loop", base::kNoLane};
    EventLoop loop{lane};
    std::vector<int> order;
};

/// Counts what is alive.
struct Guard {
    explicit Guard(int &counter) : alive(counter) { ++alive; }
    Guard(const Guard &) = delete;
    Guard &operator=(const Guard &) = delete;
    ~Guard() { --alive; }
    int &alive;
};

} // namespace interleave::eventloop
