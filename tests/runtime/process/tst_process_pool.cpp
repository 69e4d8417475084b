// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/runtime/process/executor_run.h"
#include "tests/runtime/process/process_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <signal.h>

#include <algorithm>
#include <map>
#include <set>

namespace {

using namespace interleave;
using namespace std::chrono_literals;
using test::ExecutorRun;
using trace::EventKind;
using trace::TaskStatus;

class ProcessPool : public testing::Test {
protected:
    void TearDown() override
    {
        EXPECT_THAT(test::children(), testing::IsEmpty());
        EXPECT_EQ(test::openDescriptors(), m_descriptors);
    }
    const std::size_t m_descriptors = test::openDescriptors();
};

TEST_F(ProcessPool, TenSleepsOnFourWorkersTakeThreeRounds)
{
    base::Nanoseconds best = 1h;
    for (int i = 0; i < 5 && best > 330ms; ++i) { // a busy machine may be late once, never early
        ExecutorRun run(test::sleeps(10, 100ms));
        ASSERT_TRUE(run.conduct(test::poolEntry(4)));
        EXPECT_EQ(run.count(TaskStatus::Succeeded), 10U);
        EXPECT_GE(run.runTime(), 300ms);
        EXPECT_LE(run.mostAtOnce(), 4);
        best = std::min(best, run.runTime());
    }
    EXPECT_LE(best, 330ms);
}

TEST_F(ProcessPool, EveryTaskHasItsWholeLife)
{
    // Long enough for their CPU time to be read on a busy machine too.
    ExecutorRun run(test::tasksOf(50, plan::StepKind::Compute, 20'000'000));
    ASSERT_TRUE(run.conduct(test::poolEntry(2)));
    for (std::uint32_t i = 0; i < 50; ++i) {
        const auto life = run.life(i);
        ASSERT_TRUE(life.submitted && life.started && life.finished) << i;
        EXPECT_LE(*life.submitted, *life.started);
        EXPECT_LE(*life.started, *life.finished);
        EXPECT_GT(life.onCpu.value_or(0ns), 100us);
        EXPECT_EQ(life.status, TaskStatus::Succeeded);
    }
    EXPECT_LE(run.mostAtOnce(), 2);
}

TEST_F(ProcessPool, WorkersHaveLanesWithNameAndPid)
{
    ExecutorRun run(test::sleeps(4, 1ms));
    ASSERT_TRUE(run.conduct(test::poolEntry(3)));
    std::vector<std::string> names;
    std::set<std::int32_t> pids;
    for (const trace::LaneInfo& lane : run.workers()) {
        names.push_back(lane.name);
        pids.insert(lane.pid);
        EXPECT_EQ(lane.pid, lane.tid);
    }
    EXPECT_THAT(names, testing::ElementsAre("worker 1", "worker 2", "worker 3"));
    EXPECT_EQ(pids.size(), 3U);
    EXPECT_FALSE(pids.contains(::getpid()));
    EXPECT_EQ(run.events(EventKind::WorkerSpawned).size(), 3U);
    EXPECT_EQ(run.events(EventKind::WorkerReady).size(), 3U);
    const auto exits = run.events(EventKind::WorkerExited);
    ASSERT_EQ(exits.size(), 3U);
    EXPECT_TRUE(std::all_of(exits.begin(), exits.end(), [](const trace::Event& e) { return e.arg1 == 0; }));
}

TEST_F(ProcessPool, EveryMessageSentIsReceivedLaterWithTheSameSize)
{
    ExecutorRun run(test::sleeps(12, 1ms));
    ASSERT_TRUE(run.conduct(test::poolEntry(2, 3)));
    std::map<std::uint32_t, trace::Event> sent;
    for (const trace::Event& event : run.events(EventKind::MessageSent))
        EXPECT_TRUE(sent.emplace(event.arg1, event).second) << "flow " << event.arg1 << " twice";
    const auto received = run.events(EventKind::MessageReceived);
    EXPECT_EQ(received.size(), 4U + 12U); // a chunk each way of dealing, a result a task
    EXPECT_EQ(sent.size(), received.size());
    for (const trace::Event& event : received) {
        ASSERT_TRUE(sent.contains(event.arg1));
        EXPECT_LE(sent[event.arg1].time, event.time);
        EXPECT_EQ(sent[event.arg1].arg2, event.arg2);
        EXPECT_EQ(sent[event.arg1].task, event.task);
    }
}

TEST_F(ProcessPool, TheAutomaticChunkIsAQuarterOfAWorkersShare)
{
    ExecutorRun run(test::tasksOf(100, plan::StepKind::Sleep, 0));
    ASSERT_TRUE(run.conduct(test::poolEntry(2))); // ⌈100 ÷ 8⌉ = 13, so 8 chunks
    std::size_t chunks = 0;
    for (const trace::Event& event : run.events(EventKind::MessageSent))
        chunks += event.task == base::kNoTask.value;
    EXPECT_EQ(chunks, 8U);
}

TEST_F(ProcessPool, AHugeChunkTravelsInSeveralMessages)
{
    constexpr std::uint32_t kTasks = 60'000;
    ExecutorRun run(test::tasksOf(kTasks, plan::StepKind::Sleep, 0));
    ASSERT_TRUE(run.conduct(test::poolEntry(1, kTasks)));
    EXPECT_EQ(run.count(TaskStatus::Succeeded), kTasks);
}

TEST_F(ProcessPool, NoTasksAreDoneAtOnce)
{
    ExecutorRun run({});
    ASSERT_TRUE(run.conduct(test::poolEntry(2)));
    EXPECT_EQ(run.results(), 0U);
}

TEST_F(ProcessPool, TasksThatAreDueLaterAreHeldBack)
{
    auto tasks = test::sleeps(5, 1ms);
    for (std::size_t i = 0; i < tasks.size(); ++i)
        tasks[i].due = 40ms * i;
    ExecutorRun run(std::move(tasks));
    ASSERT_TRUE(run.conduct(test::poolEntry(2)));
    for (std::uint32_t i = 0; i < 5; ++i) {
        const auto life = run.life(i);
        EXPECT_GE(*life.submitted, *life.due) << i;
        EXPECT_LT(*life.submitted, *life.due + 30ms) << i;
    }
    EXPECT_EQ(run.count(TaskStatus::Succeeded), 5U);
}

TEST_F(ProcessPool, ATaskTimeOutIsKeptByTheWorker)
{
    auto tasks = test::sleeps(3, 5ms);
    tasks[1].steps[0].amount = 60'000'000'000;
    tasks[1].timeout = 50ms;
    ExecutorRun run(std::move(tasks));
    ASSERT_TRUE(run.conduct(test::poolEntry(1)));
    EXPECT_EQ(run.life(1).status, TaskStatus::TimedOut);
    EXPECT_EQ(run.count(TaskStatus::Succeeded), 2U);
    EXPECT_LT(run.runTime(), 300ms);
    EXPECT_EQ(run.workers().size(), 1U);
}

TEST_F(ProcessPool, AWorkerKilledInTheMiddleCostsExactlyItsTask)
{
    ExecutorRun run(test::sleeps(24, 50ms));
    run.meanwhile([](const trace::Reader& reader) { return reader.life(base::TaskId{0}).started.has_value(); },
        [](ExecutorRun& r) {
            const auto lane = r.life(0).startLane;
            for (const trace::LaneInfo& worker : r.workers()) {
                if (worker.id == lane)
                    ::kill(worker.pid, SIGKILL);
            }
        });
    ASSERT_TRUE(run.conduct(test::poolEntry(4, 3)));
    EXPECT_EQ(run.count(TaskStatus::Failed), 1U);
    EXPECT_EQ(run.count(TaskStatus::Succeeded), 23U);
    EXPECT_EQ(run.life(0).status, TaskStatus::Failed);
    EXPECT_EQ(run.life(0).error, "worker killed by SIGKILL");
    EXPECT_EQ(run.workers().size(), 5U);
}

TEST_F(ProcessPool, ACancelledRunReturnsSoonWithEveryTaskAccountedFor)
{
    ExecutorRun run(test::sleeps(20, 10s));
    base::Nanoseconds cancelled{0};
    run.meanwhile([](const trace::Reader& reader) { return reader.life(base::TaskId{0}).started.has_value(); },
        [&](ExecutorRun& r) {
            cancelled = base::monotonicNow();
            r.cancel.cancel();
        });
    ASSERT_TRUE(run.conduct(test::poolEntry(4)));
    EXPECT_LT(base::monotonicNow() - cancelled, 500ms);
    EXPECT_EQ(run.count(TaskStatus::Cancelled), 20U);
}

TEST_F(ProcessPool, AComputingWorkerIsCancelledToo)
{
    ExecutorRun run(test::tasksOf(4, plan::StepKind::Compute, 1'000'000'000'000));
    run.meanwhile(
        [](const trace::Reader& reader) { return reader.life(base::TaskId{0}).started.has_value(); }, [](ExecutorRun& r) { r.cancel.cancel(); });
    ASSERT_TRUE(run.conduct(test::poolEntry(2)));
    EXPECT_LT(run.runTime(), 1s);
    EXPECT_EQ(run.count(TaskStatus::Cancelled), 4U);
}

} // namespace
