// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/process/worker_process.h"
#include "core/trace/trace.h"
#include "tests/runtime/process/process_table.h"

#include <boost/asio/io_context.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdlib>

namespace {

using namespace interleave;
using process::WorkerProcess;

/// One worker with a trace of 100 tasks, and what it told.
class WorkerProcessTest : public testing::Test {
protected:
    void TearDown() override
    {
        m_worker.reset();
        ::unsetenv("INTERLEAVE_TEST_SCRIPT");
        ::unsetenv("INTERLEAVE_TEST_TASK");
        EXPECT_THAT(test::children(), testing::IsEmpty());
    }

    void start(const char* path, const char* script = "")
    {
        ::setenv("INTERLEAVE_TEST_SCRIPT", script, 1);
        ::setenv("INTERLEAVE_TEST_TASK", "all", 1);
        process::WorkerHandlers handlers;
        handlers.ready = [this] { ++m_ready; };
        handlers.result = [this](const wire::TaskResult& result, std::size_t) {
            m_results.push_back(result);
            return true;
        };
        handlers.ended = [this](const process::WorkerEnd& end) { m_ends.push_back(end.reason); };
        auto worker = WorkerProcess::start(m_io.get_executor(), {path, m_lane.id(), base::kNoLane, m_mapping->fd()}, std::move(handlers));
        ASSERT_TRUE(worker) << worker.error().text();
        m_worker = std::move(*worker);
    }

    static wire::Tasks tasks(std::uint32_t n)
    {
        wire::Tasks message;
        for (std::uint32_t i = 0; i < n; ++i) {
            message.tasks.emplace_back();
            message.tasks.back().id = base::TaskId{i};
        }
        return message;
    }

    boost::asio::io_context m_io;
    std::shared_ptr<trace::Mapping> m_mapping = trace::Mapping::create({100, 16, 4096, 1U << 20}).value();
    trace::LaneWriter m_lane{m_mapping, trace::LaneRole::Worker, "worker 1", base::kNoLane};
    std::unique_ptr<WorkerProcess> m_worker;
    int m_ready = 0;
    std::vector<wire::TaskResult> m_results;
    std::vector<std::string> m_ends;
};

TEST_F(WorkerProcessTest, RunsTasksAndSaysGoodbye)
{
    start(WORKER_PATH);
    m_worker->send(tasks(100));
    m_worker->send(wire::Shutdown{});
    m_io.run();
    EXPECT_EQ(m_ready, 1);
    EXPECT_EQ(m_results.size(), 100U);
    EXPECT_THAT(m_ends, testing::ElementsAre("worker ended with exit code 0"));
    ASSERT_TRUE(m_worker->goodbye());
    EXPECT_GT(m_worker->goodbye()->peakRssBytes, 500'000);
}

TEST_F(WorkerProcessTest, TheEndOfItsInputIsAShutdown)
{
    start(WORKER_PATH);
    m_worker->send(tasks(3));
    m_worker->closeInput();
    m_io.run();
    EXPECT_EQ(m_results.size(), 3U);
    EXPECT_THAT(m_ends, testing::ElementsAre("worker ended with exit code 0"));
}

TEST_F(WorkerProcessTest, TermCutsASleepOff)
{
    start(WORKER_PATH);
    wire::Tasks message = tasks(2);
    for (plan::TaskSpec& task : message.tasks)
        task.steps = {{plan::StepKind::Sleep, 100'000'000'000}};
    m_worker->send(message);
    const trace::Reader reader(m_mapping);
    while (!reader.life(base::TaskId{0}).started)
        m_io.run_one_for(std::chrono::milliseconds(1));
    const auto before = base::monotonicNow();
    m_worker->signalGroup(SIGTERM);
    m_io.run();
    EXPECT_LT(base::monotonicNow() - before, std::chrono::milliseconds(250));
    ASSERT_EQ(m_results.size(), 1U); // the second was never begun
    EXPECT_EQ(m_results.front().status, trace::TaskStatus::Cancelled);
    EXPECT_FALSE(reader.life(base::TaskId{1}).started);
    EXPECT_THAT(m_ends, testing::ElementsAre("worker ended with exit code 0"));
}

TEST_F(WorkerProcessTest, AnswersGarbageFromItsDispatcherByEnding)
{
    start(WORKER_PATH);
    m_worker->send(wire::Ready{}); // a message that only a worker may send
    m_io.run();
    EXPECT_THAT(m_ends, testing::ElementsAre("worker ended with exit code 3"));
}

TEST_F(WorkerProcessTest, WhatAWorkerWroteBeforeItsDeathStillCounts)
{
    start(SCRIPTED_CHILD, "none");
    m_worker->send(tasks(50));
    m_worker->closeInput();
    while (test::children().size() == 1 && m_ends.empty() && m_results.empty())
        m_io.run_one_for(std::chrono::milliseconds(1));
    m_io.run();
    EXPECT_EQ(m_results.size(), 50U);
}

TEST_F(WorkerProcessTest, GarbageIsNamed)
{
    start(SCRIPTED_CHILD, "garbage");
    m_worker->send(tasks(1));
    m_io.run();
    EXPECT_THAT(m_ends, testing::ElementsAre(testing::StartsWith("worker sent a message of 1515870810 bytes")));
}

TEST_F(WorkerProcessTest, HalfAMessageIsNamed)
{
    start(SCRIPTED_CHILD, "half");
    m_worker->send(tasks(1));
    m_io.run();
    EXPECT_TRUE(m_results.empty());
    EXPECT_THAT(m_ends, testing::ElementsAre("worker stopped in the middle of a message (exit code 0)"));
}

TEST_F(WorkerProcessTest, AWorkerThatClosesItsChannelAndStaysIsEnded)
{
    start(SCRIPTED_CHILD, "close-and-hang");
    m_worker->send(tasks(1));
    m_io.run();
    EXPECT_THAT(m_ends, testing::ElementsAre("worker sent the end of its messages and went on running"));
}

TEST_F(WorkerProcessTest, SendingToADeadWorkerIsHarmless)
{
    start(SCRIPTED_CHILD, "unready");
    ASSERT_TRUE(test::eventually([this] {
        m_io.poll();
        return !m_ends.empty();
    }));
    m_worker->send(tasks(100));
    m_io.restart();
    m_io.run();
    EXPECT_THAT(m_ends, testing::ElementsAre("worker ended with exit code 6"));
}

/// In a process of its own: starts a worker, gives it a task that never ends (an idle one might see the end of its input first), writes its pid to `out`,
/// stays.
[[noreturn]] void superviseFrom(int out, int traceFd)
{
    boost::asio::io_context io;
    WorkerProcess* started = nullptr;
    plan::TaskSpec endless;
    endless.steps = {{plan::StepKind::Sleep, 100'000'000'000}};
    auto worker = WorkerProcess::start(io.get_executor(), {WORKER_PATH, base::LaneId{0}, base::kNoLane, traceFd},
        {[&] {
             started->send(wire::Tasks{0, {endless}});
             const pid_t pid = started->pid();
             if (::write(out, &pid, sizeof pid) < 0)
                 ::_exit(1);
         },
            {}, {}});
    started = worker->get();
    io.run();
    ::_exit(0);
}

TEST_F(WorkerProcessTest, DiesWithItsDispatcher)
{
    spawn::becomeSubreaper(); // the orphan comes to us, so that its end can be seen
    std::array<int, 2> ends{};
    ASSERT_EQ(::pipe2(ends.data(), O_CLOEXEC), 0);
    const base::UniqueFd in(ends[0]);
    base::UniqueFd out(ends[1]);
    const pid_t dispatcher = ::fork();
    if (dispatcher == 0)
        superviseFrom(out.get(), m_mapping->fd());
    out.reset();
    pid_t worker = 0;
    ASSERT_EQ(::read(in.get(), &worker, sizeof worker), static_cast<ssize_t>(sizeof worker));
    ::kill(dispatcher, SIGKILL);
    int status = 0;
    ASSERT_EQ(::waitpid(dispatcher, &status, 0), dispatcher);
    ASSERT_EQ(::waitpid(worker, &status, 0), worker);
    EXPECT_EQ(spawn::describeWaitStatus(status), "killed by SIGKILL");
}

TEST(Worker, StartedByHandExplainsItself)
{
    const auto pid = spawn::spawnChild({WORKER_PATH, {}, {}, {}, {}});
    ASSERT_TRUE(pid);
    int status = 0;
    ::waitpid(*pid, &status, 0);
    EXPECT_EQ(spawn::describeWaitStatus(status), "exit code 2");
}

} // namespace
