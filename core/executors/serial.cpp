// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/executors/serial.h"

#include "core/executors/descriptors.h"
#include "core/executors/run_here.h"

namespace interleave::executors {
namespace {

class Serial : public Executor {
public:
    base::Result<void> prepare(RunContext &context) override
    {
        m_lane = trace::LaneWriter(context.trace, trace::LaneRole::Worker, "worker 1", context.applicationLane);
        return {};
    }

    base::Result<void> run(RunContext &context) override
    {
        const workloads::WorkerCost cost;
        while (const plan::TaskSpec *task = context.source.next())
            runHere(*task, m_lane, context);
        m_lane.spent(cost.soFar());
        return {};
    }

    void shutDown(RunContext &) override { }

private:
    trace::LaneWriter m_lane;
};

} // namespace

Registration serialRegistration()
{
    return {{"serial", plan::Family::Baseline, "Sequential", "One thread, in order: the reference for speed-up", {}, everyStep(), true},
            [](const Parameters &) -> std::unique_ptr<Executor> { return std::make_unique<Serial>(); }};
}

} // namespace interleave::executors
