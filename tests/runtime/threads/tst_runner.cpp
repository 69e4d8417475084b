// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/clock.h"
#include "core/spawn/spawn.h"
#include "core/trace/trace.h"
#include "core/wire/control.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>

namespace interleave {
namespace {

using namespace std::chrono_literals;
using wire::RunnerMessage;
using Kind = RunnerMessage::Kind;

/// A runner, driven as the controller drives it.
class Runner {
public:
    explicit Runner(std::uint32_t tasks = 16)
        : mapping(trace::Mapping::create({tasks, 64, 1U << 16, 4U << 20}).value())
    {
        std::array<int, 2> in{}, out{};
        EXPECT_EQ(::pipe2(in.data(), O_CLOEXEC), 0);
        EXPECT_EQ(::pipe2(out.data(), O_CLOEXEC), 0);
        m_in.reset(in[1]);
        m_out.reset(out[0]);
        const base::UniqueFd childIn(in[0]), childOut(out[1]);
        spawn::SpawnOptions options;
        options.path = RUNNER_PATH;
        options.descriptors = {{childIn.get(), 0}, {childOut.get(), 1}, {mapping->fd(), wire::kTraceFd}};
        pid = spawn::spawnChild(options).value();
    }
    ~Runner()
    {
        if (pid > 0) {
            ::kill(pid, SIGKILL);
            ::waitpid(pid, nullptr, 0);
        }
    }
    Runner(const Runner &) = delete;
    Runner &operator=(const Runner &) = delete;

    void tell(const std::string &line) const
    {
        const std::string text = line + '\n';
        ASSERT_EQ(::write(m_in.get(), text.data(), text.size()), static_cast<ssize_t>(text.size()));
    }
    void hangUp() { m_in.reset(); }

    /// The next message; fails the test when none comes for ten seconds.
    RunnerMessage hear()
    {
        for (;;) {
            if (const auto end = m_heard.find('\n'); end != std::string::npos) {
                const auto message = wire::decodeRunner(m_heard.substr(0, end));
                m_heard.erase(0, end + 1);
                EXPECT_TRUE(message);
                return message ? *message : RunnerMessage{};
            }
            pollfd p{m_out.get(), POLLIN, 0};
            std::array<char, 4096> chunk{};
            const ssize_t n = ::poll(&p, 1, 10'000) > 0 ? ::read(m_out.get(), chunk.data(), chunk.size()) : 0;
            if (n <= 0) {
                ADD_FAILURE() << "the runner says nothing";
                return {};
            }
            m_heard.append(chunk.data(), static_cast<std::size_t>(n));
        }
    }
    RunnerMessage hearUntil(Kind kind)
    {
        RunnerMessage message = hear();
        for (int i = 0; i < 1000 && message.kind != kind && message.kind != Kind::Failed && !testing::Test::HasFailure(); ++i)
            message = hear();
        EXPECT_EQ(message.kind, kind) << message.error;
        return message;
    }

    /// The wait status; fails the test when the runner lives on for `most`.
    int exitWithin(base::Nanoseconds most)
    {
        const auto until = base::monotonicNow() + most;
        int status = 0;
        while (::waitpid(pid, &status, WNOHANG) == 0) {
            if (base::monotonicNow() > until) {
                ADD_FAILURE() << "the runner still lives";
                return -1;
            }
            ::usleep(2000);
        }
        pid = -1;
        return status;
    }

    std::shared_ptr<trace::Mapping> mapping;
    pid_t pid = -1;

private:
    base::UniqueFd m_in, m_out;
    std::string m_heard;
};

wire::RunSpec order(const std::string &executor, int count, const std::string &step)
{
    return {R"({"schema":"interleave-plan/1","name":"test","workload":{"groups":[{"name":"g","count":)" + std::to_string(count) + R"(,"steps":[)" + step + R"(]}]},"executors":[)" + executor + "]}", 0, 0,
            "/nonexistent"};
}

TEST(RunnerProcess, RunsAnOrderAndReports)
{
    Runner runner;
    EXPECT_EQ(runner.hear().kind, Kind::Ready);
    runner.tell(encode(order(R"({"id":"thread-pool","workers":4})", 10, R"({"sleep":{"ms":50}})")));
    const auto started = runner.hearUntil(Kind::Started);
    EXPECT_EQ(runner.mapping->runStart(), base::Nanoseconds(started.runStart));
    EXPECT_GT(started.setupNs, 0);
    EXPECT_GT(started.baselineRssBytes, 1 << 20);
    const auto finished = runner.hearUntil(Kind::Finished);
    ASSERT_TRUE(finished.makespanNs && finished.firstResultNs && finished.teardownNs);
    EXPECT_GE(*finished.makespanNs, 150'000'000);
    EXPECT_GE(*finished.firstResultNs, 50'000'000);
    EXPECT_LE(*finished.firstResultNs, *finished.makespanNs + 5'000'000);
    EXPECT_GE(finished.peakRssBytes, started.baselineRssBytes);
    EXPECT_GT(finished.voluntarySwitches, 0);
    EXPECT_FALSE(finished.stopped);
    EXPECT_EQ(runner.exitWithin(2s), 0);

    trace::Reader reader(runner.mapping);
    for (std::uint32_t i = 0; i < 10; ++i)
        EXPECT_EQ(reader.life(base::TaskId{i}).status, trace::TaskStatus::Succeeded) << i;
    const auto lanes = reader.newLanes();
    ASSERT_FALSE(lanes.empty());
    EXPECT_EQ(lanes.front().role, trace::LaneRole::Application);
    EXPECT_EQ(lanes.front().name, "application");
}

TEST(RunnerProcess, ReportsWhatTheModelCountsAndWhatItSays)
{
    Runner runner;
    runner.hear();
    runner.tell(encode(order(R"({"id":"gil-threads","workers":2})", 4, R"({"sleep":{"ms":20}})")));
    const auto finished = runner.hearUntil(Kind::Finished);
    ASSERT_EQ(finished.figures.count("switches"), 1U);
    EXPECT_GE(finished.figures.at("switches"), 1);
    EXPECT_EQ(finished.figures.count("lock_wait_ns"), 1U);
    EXPECT_EQ(finished.verdict.rfind("emulated: contention suggests ", 0), 0U) << finished.verdict;
    ASSERT_TRUE(finished.firstResultNs && finished.lastResultNs);
    EXPECT_GE(*finished.lastResultNs, 40'000'000);
    EXPECT_GT(*finished.lastResultNs, *finished.firstResultNs);
}

TEST(RunnerProcess, TellsHowFarItIs)
{
    Runner runner;
    runner.hear();
    runner.tell(encode(order(R"({"id":"serial"})", 6, R"({"sleep":{"ms":120}})")));
    const auto progress = runner.hearUntil(Kind::Progress);
    EXPECT_GE(progress.tasksDone, 1U);
    EXPECT_LE(progress.tasksDone, 6U);
    runner.hearUntil(Kind::Finished);
}

TEST(RunnerProcess, CoroutinesRunOnItsMainThread)
{
    Runner runner;
    runner.hear();
    runner.tell(encode(order(R"({"id":"async-gather"})", 10, R"({"sleep":{"ms":50}})")));
    runner.hearUntil(Kind::Finished);
    trace::Reader reader(runner.mapping);
    for (const auto &lane : reader.newLanes()) {
        if (lane.role == trace::LaneRole::EventLoop) {
            EXPECT_EQ(lane.tid, runner.pid);
        }
    }
    EXPECT_EQ(runner.exitWithin(2s), 0);
}

TEST(RunnerProcess, Calibrates)
{
    Runner runner;
    runner.hear();
    runner.tell(wire::encodeCalibrate());
    EXPECT_GT(runner.hearUntil(Kind::Calibrated).iterationsPerMs, 1000);
    EXPECT_EQ(runner.exitWithin(2s), 0);
}

TEST(RunnerProcess, AStopLineEndsTheRunWithinASecondAndItStillReports)
{
    for (const char *executor : {R"({"id":"serial"})", R"({"id":"thread-per-task"})", R"({"id":"thread-pool","workers":4})", R"({"id":"async-gather"})", R"({"id":"async-semaphore"})"}) {
        Runner runner;
        runner.hear();
        runner.tell(encode(order(executor, 16, R"({"sleep":{"ms":60000}})")));
        runner.hearUntil(Kind::Started);
        const auto stopped = base::monotonicNow();
        runner.tell(wire::encodeStop());
        EXPECT_TRUE(runner.hearUntil(Kind::Finished).stopped) << executor;
        EXPECT_LT(base::monotonicNow() - stopped, 1s) << executor;
        EXPECT_EQ(runner.exitWithin(2s), 0) << executor;
    }
}

TEST(RunnerProcess, SigtermEndsTheRun)
{
    Runner runner;
    runner.hear();
    runner.tell(encode(order(R"({"id":"thread-pool","workers":4})", 10, R"({"sleep":{"ms":60000}})")));
    runner.hearUntil(Kind::Started);
    ::kill(runner.pid, SIGTERM);
    runner.exitWithin(2s);
}

TEST(RunnerProcess, AControllerThatHangsUpEndsTheRun)
{
    Runner runner;
    runner.hear();
    runner.tell(encode(order(R"({"id":"async-gather"})", 10, R"({"sleep":{"ms":60000}})")));
    runner.hearUntil(Kind::Started);
    runner.hangUp();
    runner.exitWithin(2s);
}

TEST(RunnerProcess, WithoutAnOrderItLeavesOnHangUpAndOnSigterm)
{
    Runner hungUp;
    hungUp.hear();
    hungUp.hangUp();
    EXPECT_EQ(hungUp.exitWithin(2s), 0);
    Runner told;
    told.hear();
    ::kill(told.pid, SIGTERM);
    EXPECT_EQ(told.exitWithin(2s), 0);
}

TEST(RunnerProcess, ABadOrderIsAFailureNotACrash)
{
    struct Bad {
        std::string line;
        base::ErrorCode code;
    };
    for (const auto &bad : {Bad{"nonsense", base::ErrorCode::Protocol}, Bad{encode(order(R"({"id":"serial"})", -1, "")), base::ErrorCode::BadInput},
                            Bad{encode(order(R"({"id":"async-straem"})", 1, "")), base::ErrorCode::BadInput}}) {
        Runner runner;
        runner.hear();
        runner.tell(bad.line);
        const auto failed = runner.hear();
        EXPECT_EQ(failed.kind, Kind::Failed);
        EXPECT_EQ(failed.code, bad.code) << failed.error;
        EXPECT_FALSE(failed.error.empty());
        const int status = runner.exitWithin(2s);
        EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) != 0);
    }
}

} // namespace
} // namespace interleave
