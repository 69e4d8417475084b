// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/eventloop/loop_services.h"
#include "core/eventloop/scope.h"
#include "core/eventloop/steps.h"

#include <gtest/gtest.h>

#include <memory>
#include <vector>

namespace interleave::eventloop {

using namespace std::chrono_literals;
using base::Nanoseconds;
using trace::EventKind;
using trace::TaskStatus;

/// Tasks on a loop, all at once.
class AwaitableSteps : public testing::Test {
public:
    plan::TaskSpec task(std::uint32_t id, std::vector<plan::StepSpec> steps, base::Nanoseconds timeout = 0ns)
    {
        plan::TaskSpec spec;
        spec.id = base::TaskId{id};
        spec.steps = std::move(steps);
        spec.timeout = timeout;
        return spec;
    }
    static plan::StepSpec sleep(base::Nanoseconds t) { return {plan::StepKind::Sleep, t.count()}; }
    static plan::StepSpec compute(std::int64_t n) { return {plan::StepKind::Compute, n}; }

    Task<void> body(const plan::TaskSpec &spec)
    {
        TaskRun run(environment, spec);
        auto steps = runSteps(run);
        workloads::TaskOutcome outcome = co_await steps;
        run.finish(outcome);
        outcomes.push_back(outcome);
        if (outcomes.size() == expected)
            loop.quit();
    }
    void runAll(const std::vector<plan::TaskSpec> &specs)
    {
        expected = specs.size();
        for (const auto &spec : specs)
            scope.spawn(body(spec));
        loop.run();
    }
    trace::TaskLife life(std::uint32_t id) { return trace::Reader(mapping).life(base::TaskId{id}); }

    std::shared_ptr<trace::Mapping> mapping = trace::Mapping::create({20'000, 8, 4096, 16U << 20}).value();
    trace::LaneWriter lane{mapping, trace::LaneRole::EventLoop, "event loop", base::kNoLane};
    EventLoop loop{lane};
    Scope scope{loop};
    std::atomic<bool> cancelled{false};
    StepEnvironment environment{loop, lane, cancelled};
    std::size_t expected = 0;
    std::vector<workloads::TaskOutcome> outcomes;
};

} // namespace interleave::eventloop
