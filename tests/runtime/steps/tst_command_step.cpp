// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/runtime/process/process_table.h"
#include "tests/runtime/steps/step_bench.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

namespace interleave::workloads {
namespace {

using namespace std::chrono_literals;
using test::isAlive;
using testing::HasSubstr;
using trace::EventKind;
using trace::TaskStatus;

class CommandStep : public testing::Test, protected test::StepBench {
protected:
    CommandStep() { services.workerPath = WORKER_PATH; }
    void TearDown() override { EXPECT_THAT(interleave::test::children(), testing::IsEmpty()); }
    plan::StepSpec command(std::vector<std::string> argv, base::Nanoseconds timeout = {})
    {
        plan::StepDetail detail;
        detail.argv = std::move(argv);
        return step(plan::StepKind::Command, timeout.count(), 0, 0, detail);
    }
    /// Tells its pid, and does not listen to SIGTERM.
    plan::StepSpec stubborn(base::Nanoseconds timeout = {})
    {
        return command({"sh", "-c", "trap '' TERM; echo $$ > " + folder.path() + "/pid; while :; do sleep 0.01; done"}, timeout);
    }
    pid_t itsPid()
    {
        pid_t pid = -1;
        EXPECT_TRUE(static_cast<bool>(std::ifstream(folder.path() + "/pid") >> pid));
        return pid;
    }
    test::TemporaryFolder folder;
};

TEST_F(CommandStep, RunsAProgramAndIsBlockedMeanwhile)
{
    EXPECT_EQ(run(command({"sleep", "0.05"})).error, "");
    EXPECT_GE(took(), 50ms);
    EXPECT_GE(*life().blocked + life().runnable.value_or(0ns), 45ms);
    const auto all = events();
    ASSERT_EQ(all.size(), 4U);
    EXPECT_EQ(all[1].kind, EventKind::Blocked);
    EXPECT_EQ(all[1].flags, static_cast<std::uint8_t>(trace::BlockCause::Command));
    EXPECT_EQ(all[2].kind, EventKind::Resumed);
}

TEST_F(CommandStep, AnExitStatusIsAFailure)
{
    const auto outcome = run(command({"sh", "-c", "echo sorry >&2; exit 3"}));
    EXPECT_EQ(outcome.status, TaskStatus::Failed);
    EXPECT_EQ(outcome.error, "sh: exit code 3: sorry");
    EXPECT_EQ(run(command({"/no/such"})).error, "could not start /no/such: No such file or directory");
}

TEST_F(CommandStep, ItsOwnTimeOutAsksAndThenMakes)
{
    const auto outcome = run(stubborn(300ms));
    EXPECT_EQ(outcome.status, TaskStatus::TimedOut);
    EXPECT_EQ(outcome.error, "sh: longer than its time-out of 300 ms");
    EXPECT_GE(took(), 800ms);
    EXPECT_LT(took(), 5s);
    EXPECT_FALSE(isAlive(itsPid()));
    EXPECT_EQ(run(command({"sleep", "600"}, 50ms)).status, TaskStatus::TimedOut);
    EXPECT_LT(took(), 500ms) << "who listens goes at once";
}

TEST_F(CommandStep, TheTasksTimeOutCountsToo)
{
    const auto outcome = run(command({"sleep", "600"}, 60s), 80ms);
    EXPECT_EQ(outcome.status, TaskStatus::TimedOut);
    EXPECT_THAT(outcome.error, HasSubstr("the task's time-out of 80 ms"));
}

TEST_F(CommandStep, ACancelTakesAThirdOfASecondAtMost)
{
    std::thread canceller([&] {
        EXPECT_TRUE(interleave::test::eventually([&] { pid_t pid = -1; return static_cast<bool>(std::ifstream(folder.path() + "/pid") >> pid); }));
        cancelled = true;
    });
    const auto outcome = run(stubborn());
    canceller.join();
    const auto begin = base::monotonicNow();
    EXPECT_EQ(outcome.status, TaskStatus::Cancelled);
    EXPECT_FALSE(isAlive(itsPid()));
    cancelled = true;
    EXPECT_EQ(run(stubborn()).status, TaskStatus::Cancelled);
    EXPECT_LT(base::monotonicNow() - begin, 900ms) << "0.3 s, and room for a busy machine";
}

TEST_F(CommandStep, TheInterludeIsToldOnce)
{
    test::CountingInterlude interlude;
    context.interlude = &interlude;
    run(command({"sh", "-c", "for i in 1 2 3 4 5; do echo $i; sleep 0.01; done"}));
    EXPECT_EQ(interlude.before, 1);
    EXPECT_EQ(interlude.after, 1);
}

TEST_F(CommandStep, ThreadsRunTheirCommandsSideBySide)
{
    const auto step = command({"sleep", "0.2"});
    const auto begin = base::monotonicNow();
    std::vector<std::thread> threads;
    for (std::uint32_t i = 0; i < 8; ++i) {
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
    EXPECT_LT(base::monotonicNow() - begin, 1500ms) << "one after another: 1.6 s";
}

} // namespace
} // namespace interleave::workloads
