// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/record/killed_saves.h"

#include "core/record/session_read.h"
#include "core/record/session_write.h"
#include "tests/record/session_kit.h"

#include <gmock/gmock.h>

#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <random>

namespace interleave::record::kit {
namespace {

using Clock = std::chrono::steady_clock;

/// A child that saves; killed after `patience`. True: it had ended before.
bool saveAndKill(const std::filesystem::path &path, const ExperimentRecord &experiment, Clock::duration patience)
{
    const pid_t pid = ::fork();
    if (pid == 0)
        ::_exit(saveSession(path, experiment).ok() ? 0 : 1);
    const auto end = Clock::now() + patience;
    int status = 0;
    while (Clock::now() < end) {
        if (::waitpid(pid, &status, WNOHANG) == pid) {
            EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << status;
            return true;
        }
    }
    ::kill(pid, SIGKILL);
    EXPECT_EQ(::waitpid(pid, &status, 0), pid);
    return !WIFSIGNALED(status);
}

} // namespace

void expectWholeAfterKills(const std::filesystem::path &folder, int times)
{
    const std::filesystem::path path = folder / "killed.interleave";
    const ExperimentRecord one = largeExperiment(300, 30'000);
    ExperimentRecord other = largeExperiment(300, 30'000);
    other.plan.name = "the other";
    const auto begin = Clock::now();
    ASSERT_TRUE(saveSession(path, one).ok());
    const auto whole = Clock::now() - begin;
    std::mt19937_64 random(1);
    std::uniform_real_distribution<double> share(0, 1.3);
    int killed = 0;
    bool isOne = true;
    for (int i = 0; i < times; ++i) {
        const auto patience = std::chrono::duration_cast<Clock::duration>(whole * share(random));
        const bool ended = saveAndKill(path, isOne ? other : one, patience);
        killed += ended ? 0 : 1;
        const auto read = readSession(path, catalogue());
        ASSERT_TRUE(read.ok()) << "after " << i << ": " << read.error().text();
        const bool readsOne = (*read)->plan.name == one.plan.name;
        ASSERT_TRUE(!ended || readsOne != isOne) << "a save that ended is not in the file";
        isOne = readsOne;
        expectSame(**read, isOne ? one : other);
    }
    EXPECT_GT(killed, times / 4) << "the saves were too quick to be killed: the test says nothing";
    // What a kill left between the file's two names is gone after the next save.
    ASSERT_TRUE(saveSession(path, one).ok());
    std::size_t files = 0;
    for ([[maybe_unused]] const auto &entry : std::filesystem::directory_iterator(folder))
        ++files;
    EXPECT_EQ(files, 1U);
    ::testing::Test::RecordProperty("killed", killed);
}

} // namespace interleave::record::kit
