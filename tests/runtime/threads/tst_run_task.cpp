// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workloads/run_task.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <thread>

namespace interleave::workloads {
namespace {

using namespace std::chrono_literals;
using trace::EventKind;
using trace::TaskStatus;

class RunTask : public testing::Test {
protected:
    plan::TaskSpec task(std::vector<plan::StepSpec> steps, base::Nanoseconds timeout = 0ns)
    {
        plan::TaskSpec spec;
        spec.id = base::TaskId{m_next++};
        spec.steps = std::move(steps);
        spec.timeout = timeout;
        return spec;
    }
    static plan::StepSpec sleep(base::Nanoseconds t) { return {plan::StepKind::Sleep, t.count()}; }
    static plan::StepSpec compute(std::int64_t n) { return {plan::StepKind::Compute, n}; }

    std::vector<EventKind> kinds()
    {
        std::vector<EventKind> result;
        for (const auto &event : trace::Reader(mapping).newEvents())
            result.push_back(event.event.kind);
        return result;
    }
    trace::TaskLife life(const plan::TaskSpec &spec) { return trace::Reader(mapping).life(spec.id); }

    std::shared_ptr<trace::Mapping> mapping = trace::Mapping::create({8, 8, 4096, 1U << 20}).value();
    trace::LaneWriter lane{mapping, trace::LaneRole::Worker, "worker 1", base::kNoLane};
    std::atomic<bool> cancelled{false};
    StepContext context{lane, &cancelled};

private:
    std::uint32_t m_next = 0;
};

TEST_F(RunTask, RecordsTheStepsInOrder)
{
    const auto spec = task({compute(1000), sleep(1ms)});
    EXPECT_EQ(runTask(spec, context).status, TaskStatus::Succeeded);
    EXPECT_THAT(kinds(), testing::ElementsAre(EventKind::StepBegin, EventKind::StepEnd, EventKind::StepBegin, EventKind::Blocked, EventKind::Resumed, EventKind::StepEnd));
    const auto l = life(spec);
    EXPECT_EQ(l.status, TaskStatus::Succeeded);
    ASSERT_TRUE(l.started && l.finished);
    EXPECT_EQ(l.startLane, lane.id());
    EXPECT_EQ(l.finishLane, lane.id());
    EXPECT_GE(*l.finished - *l.started, 1ms);
}

TEST_F(RunTask, SleepsNeverShorterThanAskedAndCountsAsBlocked)
{
    const auto spec = task({sleep(20ms), sleep(10ms)});
    runTask(spec, context);
    const auto l = life(spec);
    EXPECT_GE(*l.finished - *l.started, 30ms);
    ASSERT_TRUE(l.blocked && l.onCpu);
    EXPECT_GE(*l.blocked + l.runnable.value_or(0ns), 28ms) << "less only what it waited for a processor after waking up";
    EXPECT_LT(*l.onCpu, 10ms);
}

TEST_F(RunTask, TheThreePartsOfTheServiceTimeAddUp)
{
    const auto spec = task({compute(30'000'000), sleep(10ms)});
    runTask(spec, context);
    const auto l = life(spec);
    ASSERT_TRUE(l.blocked && l.onCpu && l.runnable);
    const auto service = *l.finished - *l.started;
    EXPECT_NEAR(base::toMilliseconds(*l.onCpu + *l.runnable + *l.blocked), base::toMilliseconds(service), 10);
    EXPECT_GT(*l.onCpu, 1ms);
}

TEST_F(RunTask, AnEmptyTaskSucceedsWithoutSums)
{
    const auto spec = task({});
    EXPECT_EQ(runTask(spec, context).status, TaskStatus::Succeeded);
    EXPECT_FALSE(life(spec).onCpu);
    EXPECT_THAT(kinds(), testing::IsEmpty());
}

TEST_F(RunTask, ASleepOverTheTimeOutEndsAtTheTimeOut)
{
    const auto spec = task({sleep(10s)}, 15ms);
    const auto outcome = runTask(spec, context);
    EXPECT_EQ(outcome.status, TaskStatus::TimedOut);
    EXPECT_THAT(outcome.error, testing::HasSubstr("15 ms"));
    const auto l = life(spec);
    EXPECT_GE(*l.finished - *l.started, 15ms);
    EXPECT_LT(*l.finished - *l.started, 1s);
    EXPECT_EQ(l.error, outcome.error);
}

TEST_F(RunTask, ComputingOverTheTimeOutEndsAtTheTimeOut)
{
    const auto spec = task({compute(std::int64_t{1} << 50)}, 15ms);
    EXPECT_EQ(runTask(spec, context).status, TaskStatus::TimedOut);
}

TEST_F(RunTask, TheTimeOutCountsAllStepsTogether)
{
    const auto spec = task({sleep(20ms), sleep(20ms), sleep(10s)}, 50ms);
    EXPECT_EQ(runTask(spec, context).status, TaskStatus::TimedOut);
    EXPECT_LT(*life(spec).finished - *life(spec).started, 1s);
}

TEST_F(RunTask, ACancelEndsASleepSoon)
{
    const auto spec = task({sleep(10s)});
    std::thread canceller([&] {
        std::this_thread::sleep_for(20ms);
        cancelled = true;
    });
    EXPECT_EQ(runTask(spec, context).status, TaskStatus::Cancelled);
    canceller.join();
    EXPECT_LT(*life(spec).finished - *life(spec).started, 500ms);
}

TEST_F(RunTask, TheSleepOfTheCallerIsUsedWhenGiven)
{
    base::Nanoseconds asked{0};
    context.sleepUntil = [&](base::Nanoseconds until) {
        asked = until;
        cancelled = true;
        return false;
    };
    const auto before = base::monotonicNow();
    EXPECT_EQ(runTask(task({sleep(1h)}), context).status, TaskStatus::Cancelled);
    EXPECT_GE(asked, before + 1h);
}

TEST_F(RunTask, AnExceptionIsAFailureWithItsText)
{
    context.sleepUntil = [](base::Nanoseconds) -> bool { throw std::runtime_error("no such bed"); };
    const auto spec = task({sleep(1ms)});
    const auto outcome = runTask(spec, context);
    EXPECT_EQ(outcome.status, TaskStatus::Failed);
    EXPECT_EQ(outcome.error, "no such bed");
    EXPECT_EQ(life(spec).status, TaskStatus::Failed);
    EXPECT_EQ(life(spec).error, "no such bed");
}

TEST_F(RunTask, AStepThatNothingWasLentForFailsByName)
{
    for (const auto kind : {plan::StepKind::Network, plan::StepKind::File, plan::StepKind::Lock, plan::StepKind::Command})
        EXPECT_EQ(runTask(task({{kind, 1}}), context).error, std::string(plan::toText(kind)) + ": this process was lent nothing for it");
}

/// Counts its turns; in the middle of computing it may take a while.
class Turns : public Interlude {
public:
    void beforeBlocking(base::TaskId) override { order += 'b'; }
    void afterBlocking(base::TaskId task) override
    {
        order += 'a';
        last = task;
        std::this_thread::sleep_for(afterwards);
    }
    void betweenSlices(base::TaskId) override { ++slices; }
    std::string order;
    int slices = 0;
    base::TaskId last = base::kNoTask;
    base::Nanoseconds afterwards{0};
};

TEST_F(RunTask, TheInterludeHasItsTurnRoundEverySleepAndWhatItTakesIsNotBlocked)
{
    Turns turns;
    turns.afterwards = 100ms;
    context.interlude = &turns;
    const auto spec = task({sleep(5ms), sleep(5ms)});
    runTask(spec, context);
    EXPECT_EQ(turns.order, "baba");
    EXPECT_EQ(turns.last, spec.id);
    EXPECT_EQ(turns.slices, 0);
    EXPECT_GE(*life(spec).finished - *life(spec).started, 210ms);
    EXPECT_LT(*life(spec).blocked, 150ms);
}

TEST_F(RunTask, TheInterludeHasItsTurnBetweenSlicesOfComputing)
{
    Turns turns;
    context.interlude = &turns;
    runTask(task({compute(100)}), context);
    EXPECT_EQ(turns.slices, 0) << "no slice ends in so little";
    const auto spec = task({compute(50'000'000)});
    EXPECT_EQ(runTask(spec, context).status, TaskStatus::Succeeded);
    EXPECT_GE(turns.slices, 100);
    EXPECT_LT((*life(spec).finished - *life(spec).started) / turns.slices, 5ms);
    EXPECT_EQ(turns.order, "");
}

} // namespace
} // namespace interleave::workloads
