// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/unique_fd.h"
#include "core/spawn/spawn.h"
#include "tests/runtime/process/process_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>

#include <array>
#include <cerrno>
#include <filesystem>
#include <fstream>

namespace {

using namespace interleave;
using testing::HasSubstr;

struct Pipe {
    base::UniqueFd read, write;
    Pipe()
    {
        std::array<int, 2> ends{};
        EXPECT_EQ(::pipe2(ends.data(), O_CLOEXEC), 0);
        read.reset(ends[0]);
        write.reset(ends[1]);
    }
};

int waitFor(pid_t pid)
{
    int status = -1;
    ::waitpid(pid, &status, 0);
    return status;
}

std::string readAll(int fd)
{
    std::string text;
    std::array<char, 512> buffer{};
    for (ssize_t n = 0; (n = ::read(fd, buffer.data(), buffer.size())) > 0;)
        text.append(buffer.data(), static_cast<std::size_t>(n));
    return text;
}

/// What the scripted child writes to its standard output.
std::string outputOf(spawn::SpawnOptions options)
{
    Pipe pipe;
    options.path = SCRIPTED_CHILD;
    options.descriptors.emplace_back(pipe.write.get(), 1);
    const auto pid = spawn::spawnChild(options);
    EXPECT_TRUE(pid);
    pipe.write.reset();
    const std::string text = readAll(pipe.read.get());
    EXPECT_EQ(waitFor(*pid), 0);
    return text;
}

std::string endOf(const std::vector<std::string>& arguments)
{
    const auto pid = spawn::spawnChild({SCRIPTED_CHILD, arguments, {}, {}, {}});
    return pid ? spawn::describeWaitStatus(waitFor(*pid)) : pid.error().text();
}

TEST(Spawn, TellsHowTheChildEnded)
{
    EXPECT_EQ(endOf({"exit", "0"}), "exit code 0");
    EXPECT_EQ(endOf({"exit", "255"}), "exit code 255");
    EXPECT_EQ(endOf({"signal", std::to_string(SIGKILL)}), "killed by SIGKILL");
    EXPECT_EQ(endOf({"signal", std::to_string(SIGSEGV)}), "killed by SIGSEGV");
}

TEST(Spawn, ReportsWhatCannotBeStartedAndLeavesNoZombie)
{
    EXPECT_EQ(spawn::spawnChild({"/nowhere/at/all", {}, {}, {}, {}}).error().text(), "could not start /nowhere/at/all: No such file or directory");
    const auto file = std::filesystem::path(testing::TempDir()) / "not_executable";
    std::ofstream(file) << "text";
    EXPECT_EQ(spawn::spawnChild({file.string(), {}, {}, {}, {}}).error().text(), "could not start " + file.string() + ": Permission denied");
    std::filesystem::remove(file);
    EXPECT_THAT(test::children(), testing::IsEmpty());
}

TEST(Spawn, AProgramThatIsNoneIsReported)
{
    const auto file = std::filesystem::path(testing::TempDir()) / "not_a_program";
    std::ofstream(file) << "\x7f"
                           "ELF, but no more";
    std::filesystem::permissions(file, std::filesystem::perms::owner_all);
    const auto pid = spawn::spawnChild({file.string(), {}, {}, {}, {}});
    ASSERT_FALSE(pid);
    EXPECT_THAT(pid.error().text(), HasSubstr("Exec format error"));
    std::filesystem::remove(file);
}

TEST(Spawn, TheChildSeesOnlyItsDescriptors)
{
    const base::UniqueFd inheritable(::open("/dev/null", O_RDONLY));
    EXPECT_EQ(outputOf({{}, {"fds"}, {}, {}, {}}), "0 1 2 ");
    EXPECT_EQ(outputOf({{}, {"fds"}, {{inheritable.get(), 5}}, {}, {}}), "0 1 2 5 ");
}

TEST(Spawn, NumbersThatCrossAreNotMixedUp)
{
    // Ours at 50 becomes 51 and ours at 51 becomes 50.
    Pipe first, second;
    const base::UniqueFd a(::fcntl(first.read.get(), F_DUPFD_CLOEXEC, 50));
    const base::UniqueFd b(::fcntl(second.read.get(), F_DUPFD_CLOEXEC, a.get() + 1));
    Pipe out;
    spawn::SpawnOptions options{"/bin/sh", {"-c", "cat /dev/fd/" + std::to_string(a.get()) + " /dev/fd/" + std::to_string(b.get())},
        {{a.get(), b.get()}, {b.get(), a.get()}, {out.write.get(), 1}}, {}, {}};
    ASSERT_EQ(::write(first.write.get(), "first ", 6), 6);
    ASSERT_EQ(::write(second.write.get(), "second ", 7), 7);
    first.write.reset();
    second.write.reset();
    const auto pid = spawn::spawnChild(options);
    ASSERT_TRUE(pid);
    out.write.reset();
    EXPECT_EQ(readAll(out.read.get()), "second first ");
    EXPECT_EQ(waitFor(*pid), 0);
}

TEST(Spawn, TheChildHasItsOwnGroupDefaultSignalsAndFolder)
{
    sigset_t blocked, before;
    ::sigemptyset(&blocked);
    ::sigaddset(&blocked, SIGUSR1);
    ::sigprocmask(SIG_BLOCK, &blocked, &before);
    const auto pipeBefore = ::signal(SIGPIPE, SIG_IGN);
    EXPECT_EQ(outputOf({{}, {"state"}, {}, {}, "/usr"}), "group=1 blocked=0 defaults=1 parent=1 folder=/usr");
    ::signal(SIGPIPE, pipeBefore);
    ::sigprocmask(SIG_SETMASK, &before, nullptr);
}

TEST(Spawn, AnAddedVariableReplacesOurs)
{
    ::setenv("INTERLEAVE_TEST_VARIABLE", "ours", 1);
    Pipe out;
    const auto pid = spawn::spawnChild(
        {"/bin/sh", {"-c", "env | grep ^INTERLEAVE_TEST_VARIABLE="}, {{out.write.get(), 1}}, {{"INTERLEAVE_TEST_VARIABLE", "its own"}}, {}});
    ASSERT_TRUE(pid);
    out.write.reset();
    EXPECT_EQ(readAll(out.read.get()), "INTERLEAVE_TEST_VARIABLE=its own\n");
    waitFor(*pid);
    ::unsetenv("INTERLEAVE_TEST_VARIABLE");
}

TEST(Spawn, ASignalToTheGroupReachesGrandchildren)
{
    Pipe out;
    const auto pid = spawn::spawnChild({"/bin/sh", {"-c", "sleep 1000 & echo started; wait"}, {{out.write.get(), 1}}, {}, {}});
    ASSERT_TRUE(pid);
    out.write.reset();
    std::array<char, 8> buffer{};
    ASSERT_EQ(::read(out.read.get(), buffer.data(), buffer.size()), 8);
    spawn::signalGroup(*pid, SIGTERM);
    EXPECT_EQ(readAll(out.read.get()), ""); // the end of the stream: nobody holds it any more
    EXPECT_EQ(spawn::describeWaitStatus(waitFor(*pid)), "killed by SIGTERM");
}

TEST(Spawn, ChildrenAreAwaitedWhateverSigchldWasSetTo)
{
    const auto before = ::signal(SIGCHLD, SIG_IGN);
    const auto pid = spawn::spawnChild({SCRIPTED_CHILD, {"exit", "3"}, {}, {}, {}});
    ASSERT_TRUE(pid);
    EXPECT_EQ(spawn::describeWaitStatus(waitFor(*pid)), "exit code 3");
    ::signal(SIGCHLD, before);
}

TEST(Spawn, EndAllChildrenEndsAndReapsThem)
{
    for (int i = 0; i < 5; ++i)
        ASSERT_TRUE(spawn::spawnChild({SCRIPTED_CHILD, {"stubborn"}, {}, {}, {}}));
    EXPECT_EQ(spawn::endAllChildren(2000), 5);
    EXPECT_THAT(test::children(), testing::IsEmpty());
}

TEST(Spawn, ThreeHundredSpawnsLeaveNeitherZombieNorDescriptor)
{
    const std::size_t before = test::openDescriptors();
    for (int i = 0; i < 300; ++i) {
        const auto pid = spawn::spawnChild({i % 3 == 0 ? "/nowhere" : SCRIPTED_CHILD, {"exit", "0"}, {}, {}, {}});
        if (pid)
            waitFor(*pid);
    }
    EXPECT_THAT(test::children(), testing::IsEmpty());
    EXPECT_EQ(test::openDescriptors(), before);
}

} // namespace
