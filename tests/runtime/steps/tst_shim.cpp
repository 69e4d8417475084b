// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workloads/shim_process.h"
#include "core/spawn/spawn.h"
#include "tests/runtime/process/process_table.h"
#include "tests/runtime/steps/step_bench.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <poll.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace interleave::workloads {
namespace {

using namespace std::chrono_literals;
using test::isAlive;
using testing::HasSubstr;
using testing::IsEmpty;

std::unique_ptr<ShimProcess> start(const std::vector<std::string> &argv, const std::string &folder = {})
{
    auto process = ShimProcess::start(WORKER_PATH, argv, folder);
    EXPECT_TRUE(process) << process.error().text();
    return process ? std::move(*process) : nullptr;
}

/// Drives it to its end; fails the test when that takes more than a minute.
void drive(ShimProcess &process)
{
    const auto until = base::monotonicNow() + 60s;
    while (!process.pump()) {
        const auto fds = process.descriptors();
        std::array<pollfd, 3> polled{{{fds[0], POLLIN, 0}, {fds[1], POLLIN, 0}, {fds[2], POLLIN, 0}}};
        ::poll(polled.data(), polled.size(), 1000);
        ASSERT_LT(base::monotonicNow(), until) << "it does not end";
    }
}

std::string outcomeOf(const std::vector<std::string> &argv, const std::string &folder = {})
{
    const auto process = start(argv, folder);
    drive(*process);
    return process->outcome().error;
}

/// A pid that a command writes into a file.
pid_t pidIn(const std::string &file)
{
    pid_t pid = -1;
    EXPECT_TRUE(interleave::test::eventually([&] { return static_cast<bool>(std::ifstream(file) >> pid); })) << file;
    return pid;
}

class Shim : public testing::Test {
protected:
    void TearDown() override { EXPECT_THAT(interleave::test::children(), IsEmpty()); }
    std::string file(const std::string &name) { return folder.path() + '/' + name; }
    test::TemporaryFolder folder;
};

TEST_F(Shim, TellsHowTheCommandEnded)
{
    EXPECT_EQ(outcomeOf({"true"}), "");
    EXPECT_EQ(outcomeOf({"false"}), "false: exit code 1");
    EXPECT_EQ(outcomeOf({SCRIPTED_CHILD, "exit", "3"}), SCRIPTED_CHILD ": exit code 3");
    EXPECT_EQ(outcomeOf({SCRIPTED_CHILD, "signal", std::to_string(SIGSEGV)}), SCRIPTED_CHILD ": killed by SIGSEGV");
    EXPECT_EQ(outcomeOf({SCRIPTED_CHILD, "signal", std::to_string(SIGKILL)}), SCRIPTED_CHILD ": killed by SIGKILL");
}

TEST_F(Shim, TellsWhyItCouldNotBeStarted)
{
    EXPECT_EQ(outcomeOf({"/no/such"}), "could not start /no/such: No such file or directory");
    EXPECT_EQ(outcomeOf({"no-such-program-anywhere"}), "could not start no-such-program-anywhere: No such file or directory");
    std::ofstream(file("text")) << "echo a shell would run this\n";
    EXPECT_EQ(outcomeOf({file("text")}), "could not start " + file("text") + ": Permission denied");
    std::filesystem::permissions(file("text"), std::filesystem::perms::owner_all);
    EXPECT_EQ(outcomeOf({file("text")}), "could not start " + file("text") + ": Exec format error");
    EXPECT_EQ(outcomeOf({"true"}, file("none")), "could not start true: no way into the folder " + file("none") + ": No such file or directory");
    const auto without = ShimProcess::start("/nowhere/interleave-worker", {"true"}, {});
    ASSERT_FALSE(without);
    EXPECT_THAT(without.error().text(), HasSubstr("could not start /nowhere/interleave-worker"));
}

TEST_F(Shim, NoShellTouchesTheArguments)
{
    const std::vector<std::string> odd{"$(touch " + file("evil") + ")", "a b", "; rm -rf /", "", "'\"\\", "ü\n"};
    std::vector<std::string> argv{"printf", "[%s]"};
    argv.insert(argv.end(), odd.begin(), odd.end());
    const auto process = start(argv);
    drive(*process);
    std::string expected;
    for (const auto &one : odd)
        expected += '[' + one + ']';
    EXPECT_EQ(process->output().kept(), expected);
    EXPECT_FALSE(std::filesystem::exists(file("evil")));
}

TEST_F(Shim, TheCommandFindsWhatItWouldFindWithoutUs)
{
    const auto process = start({SCRIPTED_CHILD, "state"}, "/usr");
    drive(*process);
    EXPECT_EQ(process->output().kept(), "group=1 blocked=0 defaults=1 parent=0 folder=/usr");
    const auto descriptors = start({SCRIPTED_CHILD, "fds"});
    drive(*descriptors);
    EXPECT_EQ(descriptors->output().kept(), "0 1 2 ");
    EXPECT_EQ(outcomeOf({"cat"}), "") << "its input is at its end";
    rlimit before{};
    ::getrlimit(RLIMIT_NOFILE, &before);
    const auto limit = start({"sh", "-c", "ulimit -n"});
    drive(*limit);
    EXPECT_LE(std::stoul(std::string(limit->output().kept())), 1024U);
}

TEST_F(Shim, BothOutputsAreKeptAndTheLastLineIsShown)
{
    const auto process = start({"sh", "-c", "echo out; echo first >&2; echo 'no such\tluck \001 ' >&2; echo >&2; exit 7"});
    drive(*process);
    EXPECT_EQ(process->output().kept(), "out\n");
    EXPECT_EQ(process->errors().kept(), "first\nno such\tluck \001 \n\n");
    EXPECT_EQ(process->outcome().error, "sh: exit code 7: no such luck  ") << "control characters are blanks";
    EXPECT_EQ(outcomeOf({"sh", "-c", "echo only this; exit 1"}), "sh: exit code 1: only this");
    EXPECT_EQ(outcomeOf({"sh", "-c", "head -c 10000 /dev/zero | tr '\\0' x; exit 1"}), "sh: exit code 1: " + std::string(300, 'x'));
}

TEST_F(Shim, AGigabyteIsDrainedAndItsEndIsKept)
{
    const auto process = start({"sh", "-c", "head -c 1073741824 /dev/zero; printf end"});
    drive(*process);
    EXPECT_EQ(process->outcome().error, "");
    EXPECT_EQ(process->output().total(), (std::uint64_t{1} << 30) + 3);
    EXPECT_EQ(process->output().kept().size(), StreamTail::kBytes);
    EXPECT_EQ(process->output().kept().substr(StreamTail::kBytes - 4), std::string_view("\0end", 4));
}

TEST_F(Shim, OutputOfBothStreamsAtOnceDoesNotStick)
{
    const auto process = start({"sh", "-c", "head -c 3000000 /dev/zero >&2 & head -c 3000000 /dev/zero; wait"});
    drive(*process);
    EXPECT_EQ(process->output().total(), 3'000'000U);
    EXPECT_EQ(process->errors().total(), 3'000'000U);
}

TEST_F(Shim, WhatTheCommandLeavesBehindEndsWithIt)
{
    const std::string script = "setsid sh -c 'echo $$ > " + file("session") + "; exec sleep 600' & sh -c 'echo $$ > " + file("group")
        + "; trap \"\" TERM HUP; sleep 600' & while [ ! -s " + file("session") + " ] || [ ! -s " + file("group") + " ]; do sleep 0.01; done; exit 0";
    const auto begin = base::monotonicNow();
    EXPECT_EQ(outcomeOf({"sh", "-c", script}), "");
    EXPECT_LT(base::monotonicNow() - begin, 20s);
    EXPECT_FALSE(isAlive(pidIn(file("session"))));
    EXPECT_FALSE(isAlive(pidIn(file("group"))));
}

TEST_F(Shim, AStopAsksFirst)
{
    const auto process = start({"sh", "-c", "exec 2>&-; trap 'echo bye; exit 5' TERM; echo $$ > " + file("ready") + "; while :; do sleep 0.01; done"});
    pidIn(file("ready"));
    process->stop(30s);
    drive(*process);
    EXPECT_EQ(process->outcome().error, "sh: exit code 5: bye");
}

TEST_F(Shim, AStopMakesWhoeverDoesNotListen)
{
    const auto process = start({"sh", "-c", "trap '' TERM; setsid sh -c 'trap \"\" TERM; echo $$ > " + file("other") + "; sleep 600' & echo $$ > " + file("ready")
                                                + "; while :; do sleep 0.01; done"});
    const pid_t command = pidIn(file("ready")), other = pidIn(file("other"));
    const auto begin = base::monotonicNow();
    process->stop(100ms);
    drive(*process);
    EXPECT_GE(base::monotonicNow() - begin, 100ms);
    EXPECT_LT(base::monotonicNow() - begin, 5s);
    EXPECT_EQ(process->outcome().error, "sh: killed by SIGKILL");
    EXPECT_FALSE(isAlive(command));
    EXPECT_FALSE(isAlive(other));
}

TEST_F(Shim, WhoeverIsNoLongerInterestedEndsIt)
{
    auto process = start({"sh", "-c", "trap '' TERM; echo $$ > " + file("ready") + "; while :; do sleep 0.01; done"});
    const pid_t command = pidIn(file("ready"));
    const auto begin = base::monotonicNow();
    process.reset();
    EXPECT_LT(base::monotonicNow() - begin, 5s);
    EXPECT_FALSE(isAlive(command));
}

TEST_F(Shim, AStarterThatIsKilledTakesEverythingAlong)
{
    const pid_t starter = ::fork();
    if (starter == 0) {
        const auto process = start({"sh", "-c", "trap '' TERM; setsid sh -c 'echo $$ > " + file("other") + "; exec sleep 600' & echo $$ > " + file("ready") + "; while :; do sleep 0.01; done"});
        for (;;)
            ::pause();
    }
    const pid_t command = pidIn(file("ready")), other = pidIn(file("other"));
    ASSERT_TRUE(isAlive(command) && isAlive(other));
    ::kill(starter, SIGKILL);
    ::waitpid(starter, nullptr, 0);
    EXPECT_TRUE(interleave::test::eventually([&] { return !isAlive(command) && !isAlive(other); }));
}

TEST_F(Shim, AShimThatIsKilledIsAnOutcomeToo)
{
    spawn::becomeSubreaper(); // what it leaves comes to us
    const auto process = start({"sh", "-c", "echo $$ > " + file("ready") + "; sleep 600"});
    pidIn(file("ready"));
    ::kill(process->pid(), SIGKILL);
    drive(*process);
    EXPECT_EQ(process->outcome().error, "sh: its shim ended, killed by SIGKILL");
    spawn::endAllChildren(2000);
}

TEST_F(Shim, ManyOneAfterAnotherLeaveNothing)
{
    outcomeOf({"true"});
    const auto before = interleave::test::openDescriptors();
    for (int i = 0; i < 100; ++i)
        outcomeOf({i % 3 == 0 ? "/nowhere" : "true"});
    EXPECT_EQ(interleave::test::openDescriptors(), before);
}

TEST_F(Shim, IsNotForTheCommandLine)
{
    for (const std::vector<std::string> &arguments : {std::vector<std::string>{"--shim"}, std::vector<std::string>{"--shim", "", "true"}}) {
        const auto pid = spawn::spawnChild({WORKER_PATH, arguments, {}, {}, {}});
        ASSERT_TRUE(pid);
        int status = 0;
        ::waitpid(*pid, &status, 0);
        EXPECT_EQ(spawn::describeWaitStatus(status), "exit code 2");
    }
}

TEST(StreamTail, KeepsTheLast64KiBAndCountsAll)
{
    StreamTail tail;
    std::string all;
    for (int i = 0; i < 5000; ++i) {
        const std::string piece = "piece " + std::to_string(i) + std::string(static_cast<std::size_t>(i % 97), '.');
        tail.append(piece);
        all += piece;
    }
    EXPECT_EQ(tail.total(), all.size());
    EXPECT_EQ(tail.kept(), all.substr(all.size() - StreamTail::kBytes));
    StreamTail few;
    few.append("few");
    EXPECT_EQ(few.kept(), "few");
}

TEST(ShimWord, ComesBackAsItWas)
{
    const auto back = decodeShimWord(encodeShimWord({'s', -2}));
    EXPECT_EQ(back.kind, 's');
    EXPECT_EQ(back.number, -2);
}

} // namespace
} // namespace interleave::workloads
