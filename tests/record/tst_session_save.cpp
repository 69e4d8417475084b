// SPDX-License-Identifier: GPL-3.0-or-later
// Saving: whole or not at all, whatever happens meanwhile.
#include "core/record/session_read.h"
#include "core/record/session_write.h"
#include "tests/record/killed_saves.h"
#include "tests/record/session_kit.h"

#include <gmock/gmock.h>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <thread>

namespace interleave::record {
namespace {

namespace fs = std::filesystem;
using kit::catalogue;
using testing::ElementsAre;
using testing::HasSubstr;

class SaveTest : public kit::FolderTest {
protected:
    [[nodiscard]] fs::path path() const { return folder / "a.interleave"; }
    void expectHolds(const fs::path &file, const ExperimentRecord &experiment)
    {
        const auto read = readSession(file, catalogue());
        ASSERT_TRUE(read.ok()) << read.error().text();
        kit::expectSame(**read, experiment);
    }
};

} // namespace

TEST_F(SaveTest, ASaveReplacesTheOldFileAndLeavesNoOther)
{
    ASSERT_TRUE(saveSession(path(), kit::bareExperiment()).ok());
    ASSERT_TRUE(saveSession(path(), kit::fullExperiment()).ok());
    expectHolds(path(), kit::fullExperiment());
    EXPECT_THAT(names(), ElementsAre("a.interleave"));
}

TEST_F(SaveTest, TheSizeThatIsToldIsTheFiles)
{
    const auto saved = saveSession(path(), kit::fullExperiment());
    ASSERT_TRUE(saved.ok());
    EXPECT_EQ(saved->bytes, fs::file_size(path()));
    EXPECT_EQ(saved->tracesLeftOut, 0U);
}

TEST_F(SaveTest, AFileThatMayGrowNoFurtherKeepsTheOldSession)
{
    ASSERT_TRUE(saveSession(path(), kit::bareExperiment()).ok());
    rlimit before{};
    ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
    const auto handler = std::signal(SIGXFSZ, SIG_IGN);
    const rlimit small{20'000, before.rlim_max};
    ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
    const auto saved = saveSession(path(), kit::largeExperiment(100, 10'000));
    ::setrlimit(RLIMIT_FSIZE, &before);
    std::signal(SIGXFSZ, handler);
    ASSERT_FALSE(saved.ok());
    EXPECT_EQ(saved.error().code, base::ErrorCode::Refused);
    EXPECT_THAT(saved.error().text(), HasSubstr("a.interleave: could not be written: File too large"));
    expectHolds(path(), kit::bareExperiment());
    EXPECT_THAT(names(), ElementsAre("a.interleave"));
}

TEST_F(SaveTest, AFullDiskKeepsTheOldSession)
{
    const fs::path disk = folder / "disk";
    fs::create_directory(disk);
    if (::mount("none", disk.c_str(), "tmpfs", 0, "size=1m") != 0)
        GTEST_SKIP() << "not allowed to make a small disk here; see the test before";
    const fs::path file = disk / "a.interleave";
    EXPECT_TRUE(saveSession(file, kit::bareExperiment()).ok());
    const auto saved = saveSession(file, kit::largeExperiment(100, 100'000));
    std::vector<std::string> left;
    for (const auto &entry : fs::directory_iterator(disk))
        left.push_back(entry.path().filename());
    expectHolds(file, kit::bareExperiment());
    ::umount(disk.c_str());
    ASSERT_FALSE(saved.ok());
    EXPECT_THAT(saved.error().text(), HasSubstr("could not be written: No space left on device"));
    EXPECT_THAT(left, ElementsAre("a.interleave"));
}

TEST_F(SaveTest, ALinkIsFollowedAndNotReplaced)
{
    fs::create_directory(folder / "far");
    fs::create_symlink("far/real.interleave", folder / "link.interleave");
    ASSERT_TRUE(saveSession(folder / "link.interleave", kit::fullExperiment()).ok());
    EXPECT_TRUE(fs::is_symlink(folder / "link.interleave"));
    expectHolds(folder / "far" / "real.interleave", kit::fullExperiment());
}

TEST_F(SaveTest, AFolderThatIsGoneOrTakesNoFilesIsSaid)
{
    const auto gone = saveSession(folder / "gone" / "a.interleave", kit::bareExperiment());
    ASSERT_FALSE(gone.ok());
    EXPECT_THAT(gone.error().text(), HasSubstr("gone/a.interleave: could not be written: No such file or directory"));
    const auto refused = saveSession("/proc/a.interleave", kit::bareExperiment());
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().code, base::ErrorCode::Refused);
    fs::create_directory(folder / "a folder.interleave");
    EXPECT_THAT(saveSession(folder / "a folder.interleave", kit::bareExperiment()).error().text(), HasSubstr("Is a directory"));
}

TEST_F(SaveTest, AReadOnlyFolderIsSaid)
{
    fs::permissions(folder, fs::perms::owner_read | fs::perms::owner_exec);
    // In a child: root may write everywhere, and has to become somebody else for good.
    const pid_t pid = ::fork();
    if (pid == 0) {
        constexpr uid_t kNobody = 65534;
        if (::geteuid() == 0 && ::setuid(kNobody) != 0)
            ::_exit(2);
        const auto saved = saveSession(path(), kit::bareExperiment());
        const bool said = !saved && saved.error().text().find("could not be written: Permission denied") != std::string::npos;
        ::_exit(said ? 0 : 1);
    }
    int status = 0;
    EXPECT_EQ(::waitpid(pid, &status, 0), pid);
    fs::permissions(folder, fs::perms::owner_all);
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << status;
    EXPECT_THAT(names(), testing::IsEmpty());
}

TEST_F(SaveTest, ASaveWaitsForAnotherOne)
{
    const int other = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    ASSERT_GE(other, 0);
    ASSERT_EQ(::flock(other, LOCK_EX), 0);
    std::thread later([other] {
        std::this_thread::sleep_for(std::chrono::milliseconds(200));
        ::close(other);
    });
    const auto begin = std::chrono::steady_clock::now();
    const auto saved = saveSession(path(), kit::bareExperiment());
    const auto waited = std::chrono::steady_clock::now() - begin;
    later.join();
    EXPECT_TRUE(saved.ok());
    EXPECT_GE(waited, std::chrono::milliseconds(150));
}

TEST_F(SaveTest, ManyThatSaveAtOnceLeaveOneWholeFile)
{
    std::vector<std::thread> savers;
    for (int i = 0; i < 8; ++i)
        savers.emplace_back([this, i] { EXPECT_TRUE(saveSession(path(), i % 2 == 0 ? kit::fullExperiment() : kit::bareExperiment()).ok()); });
    for (std::thread &saver : savers)
        saver.join();
    EXPECT_TRUE(readSession(path(), catalogue()).ok());
    EXPECT_THAT(names(), ElementsAre("a.interleave"));
}

TEST_F(SaveTest, WhatAKilledSaveLeftIsRemovedByTheNext)
{
    kit::writeBytes(folder / ".a.interleave.999999999-1.tmp", "rest");
    kit::writeBytes(folder / (".a.interleave." + std::to_string(::getpid()) + "-999.tmp"), "somebody is at it");
    kit::writeBytes(folder / ".b.interleave.999999999-1.tmp", "of another file");
    ASSERT_TRUE(saveSession(path(), kit::bareExperiment()).ok());
    EXPECT_EQ(names().size(), 3U);
    EXPECT_FALSE(fs::exists(folder / ".a.interleave.999999999-1.tmp"));
}

TEST_F(SaveTest, TwentyFiveSavesThatAreKilledLeaveTheOldOrTheNewFileWhole) { kit::expectWholeAfterKills(folder, 25); }

} // namespace interleave::record
