// SPDX-License-Identifier: GPL-3.0-or-later
// Long-lived workers that misbehave at one task, or at all of them, whichever way they get their tasks.
#include "tests/runtime/process/executor_run.h"
#include "tests/runtime/process/process_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

using namespace interleave;
using namespace std::chrono_literals;
using test::ExecutorRun;
using test::Script;
using trace::TaskStatus;

/// A model with so many workers.
struct Model {
    const char* name;
    plan::ExecutorEntry (*with)(std::int64_t workers);
    base::Nanoseconds slack; ///< a queue's dispatcher sees who holds what only when it looks
};
const Model kPool{"Pool", [](std::int64_t workers) { return test::poolEntry(workers, 3); }, 300ms};
const Model kQueue{"Queue", test::queueEntry, 400ms};

/// Whatever its workers do, none is left, and no descriptor.
class NothingIsLeft : public testing::Test {
protected:
    void TearDown() override
    {
        EXPECT_THAT(test::children(), testing::IsEmpty());
        EXPECT_EQ(test::openDescriptors(), m_descriptors);
    }

private:
    const std::size_t m_descriptors = test::openDescriptors();
};

struct Fault {
    Model model;
    const char* name;
    const char* script;
    const char* error;
};

class OneBadTask : public NothingIsLeft, public testing::WithParamInterface<Fault> { };

TEST_P(OneBadTask, CostsOnlyItself)
{
    const Script script(GetParam().script, "2");
    ExecutorRun run(test::sleeps(12, 1ms), SCRIPTED_CHILD);
    ASSERT_TRUE(run.conduct(GetParam().model.with(2)));
    EXPECT_EQ(run.count(TaskStatus::Failed), 1U);
    EXPECT_EQ(run.count(TaskStatus::Succeeded), 11U);
    EXPECT_EQ(run.life(2).status, TaskStatus::Failed);
    EXPECT_THAT(run.life(2).error, testing::HasSubstr(GetParam().error));
    EXPECT_EQ(run.workers().size(), 3U);
}

std::vector<Fault> faults()
{
    std::vector<Fault> all;
    for (const Model& model : {kPool, kQueue}) {
        all.push_back({model, "Exit", "exit 3", "worker ended with exit code 3"});
        all.push_back({model, "Crash", "signal 11", "worker killed by SIGSEGV"});
        all.push_back({model, "Garbage", "garbage", "worker sent a message of 1515870810 bytes"});
    }
    all.push_back({kPool, "Abort", "signal 6", "worker killed by SIGABRT"});
    all.push_back({kPool, "HalfAMessage", "half", "worker stopped in the middle of a message"});
    all.push_back({kPool, "ClosedChannel", "close-and-hang", "went on running"});
    all.push_back({kQueue, "TooLong", "long", "worker sent a message that was cut off"});
    all.push_back({kQueue, "NotBegun", "unborn", "worker ended with exit code 4"});
    all.push_back({kQueue, "NotNoted", "unnoted", "worker ended with exit code 5"});
    return all;
}

INSTANTIATE_TEST_SUITE_P(Faults, OneBadTask, testing::ValuesIn(faults()), [](const auto& tested) { return std::string(tested.param.model.name) + tested.param.name; });

class BadWorkers : public NothingIsLeft, public testing::WithParamInterface<Model> {
protected:
    static plan::ExecutorEntry with(std::int64_t workers) { return GetParam().with(workers); }
};

TEST_P(BadWorkers, AResultThatNobodyAskedForEndsTheWorker)
{
    const Script script("twice", "0");
    ExecutorRun run(test::sleeps(8, 1ms), SCRIPTED_CHILD);
    ASSERT_TRUE(run.conduct(with(1)));
    EXPECT_EQ(run.results(), 8U);
    EXPECT_EQ(run.life(0).status, TaskStatus::Succeeded);
    EXPECT_EQ(run.workers().size(), 2U);
}

TEST_P(BadWorkers, AHangingTaskIsTimedOutAndItsWorkerReplaced)
{
    const Script script("hang", "1");
    ExecutorRun run(test::tasksOf(6, plan::StepKind::Sleep, 0, 100ms), SCRIPTED_CHILD);
    ASSERT_TRUE(run.conduct(with(1)));
    EXPECT_EQ(run.life(1).status, TaskStatus::TimedOut);
    EXPECT_EQ(run.count(TaskStatus::Succeeded), 5U);
    EXPECT_EQ(run.workers().size(), 2U);
    EXPECT_GE(run.runTime(), 600ms);
    EXPECT_LT(run.runTime(), 600ms + GetParam().slack);
}

TEST_P(BadWorkers, OneThatIgnoresTermIsKilled)
{
    const Script script("stubborn", "1");
    ExecutorRun run(test::tasksOf(6, plan::StepKind::Sleep, 0, 100ms), SCRIPTED_CHILD);
    ASSERT_TRUE(run.conduct(with(1)));
    EXPECT_EQ(run.life(1).status, TaskStatus::TimedOut);
    EXPECT_EQ(run.count(TaskStatus::Succeeded), 5U);
    EXPECT_GE(run.runTime(), 1100ms);
    EXPECT_LT(run.runTime(), 1200ms + GetParam().slack);
}

TEST_P(BadWorkers, AreReplacedAsOftenAsThereAreThenTheRestFails)
{
    const Script script("exit 3", "all");
    ExecutorRun run(test::sleeps(20, 1ms), SCRIPTED_CHILD);
    ASSERT_TRUE(run.conduct(with(2)));
    EXPECT_EQ(run.count(TaskStatus::Failed), 20U);
    EXPECT_EQ(run.workers().size(), 4U); // two and two replacements
    EXPECT_EQ(run.life(19).error, "worker ended with exit code 3");
    int started = 0;
    for (std::uint32_t i = 0; i < 20; ++i)
        started += run.life(i).started.has_value();
    EXPECT_EQ(started, 4); // each worker began one
}

TEST_P(BadWorkers, ThatAreNeverReadyRefuseTheRun)
{
    const Script script("unready", "all");
    ExecutorRun run(test::sleeps(2, 1ms), SCRIPTED_CHILD);
    const auto result = run.conduct(with(2));
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, base::ErrorCode::Refused);
    EXPECT_EQ(result.error().message, "worker ended with exit code 6");
}

TEST_P(BadWorkers, ThatAreStubbornEndWithinHalfASecondOfACancel)
{
    const Script script("stubborn", "all");
    ExecutorRun run(test::sleeps(10, 1ms), SCRIPTED_CHILD);
    base::Nanoseconds cancelled{0};
    run.meanwhile([](const trace::Reader& reader) { return reader.life(base::TaskId{0}).started.has_value(); },
        [&](ExecutorRun& r) {
            cancelled = base::monotonicNow();
            r.cancel.cancel();
        });
    ASSERT_TRUE(run.conduct(with(3)));
    EXPECT_LT(base::monotonicNow() - cancelled, 500ms);
    EXPECT_EQ(run.count(TaskStatus::Cancelled), 10U);
}

INSTANTIATE_TEST_SUITE_P(Models, BadWorkers, testing::Values(kPool, kQueue), [](const auto& tested) { return std::string(tested.param.name); });

} // namespace
