// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workloads/lock_table.h"
#include "tests/runtime/steps/step_bench.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace interleave::workloads {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using trace::EventKind;
using trace::TaskStatus;

class LockStep : public testing::Test, protected test::StepBench {
protected:
    LockStep()
    {
        services.lockNames = {"door", "till"};
        services.locks = LockTable::create(2).value();
    }
    plan::StepSpec lock(std::uint32_t which, base::Nanoseconds hold)
    {
        plan::StepDetail detail;
        detail.lock = which;
        return step(plan::StepKind::Lock, hold.count(), 0, 0, detail);
    }
    /// Somebody else, in a thread of his own, has the lock for a while.
    std::thread holder(std::uint32_t which, base::Nanoseconds hold)
    {
        std::atomic<bool> has{false};
        std::thread thread([this, which, hold, &has] {
            EXPECT_TRUE(services.locks->tryLock(which));
            has = true;
            has.notify_one();
            std::this_thread::sleep_for(hold);
            services.locks->unlock(which);
        });
        has.wait(false);
        return thread;
    }
    bool isFree(std::uint32_t which)
    {
        const bool free = services.locks->tryLock(which);
        if (free)
            services.locks->unlock(which);
        return free;
    }
};

TEST_F(LockStep, RequestsAcquiresHoldsAndReleases)
{
    EXPECT_EQ(run(lock(1, 10ms)).error, "");
    EXPECT_GE(took(), 10ms);
    const auto all = events();
    std::vector<EventKind> kinds;
    for (const auto &event : all)
        kinds.push_back(event.kind);
    EXPECT_THAT(kinds, ElementsAre(EventKind::StepBegin, EventKind::LockRequested, EventKind::LockAcquired, EventKind::Blocked, EventKind::Resumed, EventKind::LockReleased, EventKind::StepEnd));
    for (const std::size_t i : {1U, 2U, 5U})
        EXPECT_EQ(mapping->text(all[i].arg1), "till");
    EXPECT_EQ(all[3].flags, static_cast<std::uint8_t>(trace::BlockCause::Sleep));
    EXPECT_TRUE(isFree(1));
}

TEST_F(LockStep, WaitsForWhoeverHasItAsBlocked)
{
    std::thread other = holder(0, 40ms);
    EXPECT_EQ(run(lock(0, 0ms)).error, "");
    other.join();
    EXPECT_GE(*life().finished - *life().started, 20ms);
    const auto all = events();
    ASSERT_EQ(all.size(), 7U);
    EXPECT_EQ(all[1].kind, EventKind::LockRequested);
    EXPECT_EQ(all[2].kind, EventKind::Blocked);
    EXPECT_EQ(all[2].flags, static_cast<std::uint8_t>(trace::BlockCause::Lock));
    EXPECT_EQ(all[3].kind, EventKind::Resumed);
    EXPECT_EQ(all[4].kind, EventKind::LockAcquired);
    EXPECT_EQ(all[5].kind, EventKind::LockReleased);
}

TEST_F(LockStep, TwoThatHoldItComeOneAfterTheOther)
{
    const auto step = lock(0, 50ms);
    const auto begin = base::monotonicNow();
    std::vector<std::thread> threads;
    for (std::uint32_t i = 0; i < 2; ++i) {
        threads.emplace_back([&, i] {
            trace::LaneWriter own(mapping, trace::LaneRole::Worker, "another", base::kNoLane);
            StepContext itsContext{own, &cancelled};
            itsContext.services = &services;
            plan::TaskSpec task;
            task.id = base::TaskId{100 + i};
            task.steps = {step};
            EXPECT_EQ(runTask(task, itsContext).error, "");
        });
    }
    for (std::thread &thread : threads)
        thread.join();
    EXPECT_GE(base::monotonicNow() - begin, 100ms);
}

TEST_F(LockStep, IsNeverLeftLockedWhenTheTaskEndsEarly)
{
    EXPECT_EQ(run(lock(0, 60s), 30ms).status, TaskStatus::TimedOut);
    EXPECT_LT(took(), 1s);
    EXPECT_TRUE(isFree(0));
    EXPECT_EQ(runAndCancel(lock(0, 60s), 20ms).status, TaskStatus::Cancelled);
    EXPECT_TRUE(isFree(0));
    context.sleepUntil = [](base::Nanoseconds) -> bool { throw std::runtime_error("no such bed"); };
    EXPECT_EQ(run(lock(0, 1ms)).error, "no such bed");
    EXPECT_TRUE(isFree(0));
}

TEST_F(LockStep, WaitingEndsAtTheTimeOutAndAfterACancel)
{
    std::thread other = holder(0, 400ms);
    EXPECT_EQ(run(lock(0, 1ms), 30ms).status, TaskStatus::TimedOut);
    EXPECT_LT(took(), 300ms);
    EXPECT_EQ(runAndCancel(lock(0, 1ms), 20ms).status, TaskStatus::Cancelled);
    EXPECT_LT(took(), 300ms);
    other.join();
    EXPECT_TRUE(isFree(0)) << "who gave up has not got it after all";
}

TEST_F(LockStep, TheInterludeIsToldOfWaitingAndHolding)
{
    test::CountingInterlude interlude;
    context.interlude = &interlude;
    std::thread other = holder(0, 20ms);
    run(lock(0, 1ms));
    other.join();
    EXPECT_EQ(interlude.before, 2);
    EXPECT_EQ(interlude.after, 2);
    run(lock(0, 0ms));
    EXPECT_EQ(interlude.before, 2) << "a free lock is no wait";
}

TEST_F(LockStep, WithoutATableItSaysSo)
{
    services.locks.reset();
    EXPECT_THAT(run(lock(0, 1ms)).error, testing::HasSubstr("lock: this process was lent nothing for it"));
}

} // namespace
} // namespace interleave::workloads
