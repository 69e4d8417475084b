// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/atomic_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>
#include <cstdlib>
#include <fstream>
#include <sstream>

namespace interleave::exporting {
namespace {

namespace fs = std::filesystem;

class AtomicFileTest : public testing::Test {
protected:
    void SetUp() override
    {
        std::string name = (fs::temp_directory_path() / "interleave-test-XXXXXX").string();
        ASSERT_NE(::mkdtemp(name.data()), nullptr);
        m_folder = name;
    }
    void TearDown() override { fs::remove_all(m_folder); }

    [[nodiscard]] std::vector<std::string> names() const
    {
        std::vector<std::string> found;
        for (const auto &entry : fs::directory_iterator(m_folder))
            found.push_back(entry.path().filename().string());
        return found;
    }
    [[nodiscard]] std::string content(const std::string &name) const
    {
        std::ifstream file(m_folder / name, std::ios::binary);
        std::stringstream text;
        text << file.rdbuf();
        return text.str();
    }
    fs::path m_folder;
};

TEST_F(AtomicFileTest, AFileIsWrittenWholeAndAlone)
{
    const std::string bytes("one\0two\n", 8);
    ASSERT_TRUE(writeFile(m_folder / "a.csv", bytes));
    EXPECT_EQ(content("a.csv"), bytes);
    EXPECT_THAT(names(), testing::ElementsAre("a.csv"));
}

TEST_F(AtomicFileTest, TheOldFileStandsUntilTheNewOneIsComplete)
{
    ASSERT_TRUE(writeFile(m_folder / "a.csv", "old"));
    AtomicFile file(m_folder / "a.csv");
    file.write("new");
    EXPECT_EQ(content("a.csv"), "old");
    ASSERT_TRUE(file.commit());
    EXPECT_EQ(content("a.csv"), "new");
}

TEST_F(AtomicFileTest, WithoutACommitNothingIsLeft)
{
    {
        AtomicFile file(m_folder / "a.csv");
        file.write("half");
    }
    EXPECT_THAT(names(), testing::IsEmpty());
}

TEST_F(AtomicFileTest, AMissingFolderIsNamedWithTheReason)
{
    const fs::path path = m_folder / "missing" / "a.csv";
    const auto result = writeFile(path, "x");
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, base::ErrorCode::Refused);
    EXPECT_EQ(result.error().context, path.string());
    EXPECT_THAT(result.error().message, testing::HasSubstr("No such file or directory"));
}

TEST_F(AtomicFileTest, AFolderInTheWayIsAnErrorAndLeavesNothing)
{
    fs::create_directory(m_folder / "a.csv");
    EXPECT_FALSE(writeFile(m_folder / "a.csv", "x"));
    EXPECT_THAT(names(), testing::ElementsAre("a.csv"));
}

TEST_F(AtomicFileTest, ADiskThatFillsUpKeepsTheOldFileAndLeavesNoOther)
{
    ASSERT_TRUE(writeFile(m_folder / "a.csv", "old"));
    rlimit before{};
    ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
    const auto handler = std::signal(SIGXFSZ, SIG_IGN);
    const rlimit small{4096, before.rlim_max};
    ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
    const auto result = writeFile(m_folder / "a.csv", std::string(100'000, 'x'));
    ::setrlimit(RLIMIT_FSIZE, &before);
    std::signal(SIGXFSZ, handler);
    ASSERT_FALSE(result);
    EXPECT_THAT(result.error().text(), testing::HasSubstr("File too large"));
    EXPECT_EQ(content("a.csv"), "old");
    EXPECT_THAT(names(), testing::ElementsAre("a.csv"));
}

TEST_F(AtomicFileTest, ALinkIsFollowedAndNotReplaced)
{
    fs::create_directory(m_folder / "far");
    ASSERT_TRUE(writeFile(m_folder / "far" / "a.csv", "old"));
    fs::create_symlink("far/a.csv", m_folder / "link");
    fs::create_symlink("link", m_folder / "link to a link");
    ASSERT_TRUE(writeFile(m_folder / "link to a link", "new"));
    EXPECT_TRUE(fs::is_symlink(m_folder / "link"));
    EXPECT_TRUE(fs::is_symlink(m_folder / "link to a link"));
    EXPECT_EQ(content("far/a.csv"), "new");
}

TEST_F(AtomicFileTest, ALinkToNothingYetMakesWhatItNames)
{
    fs::create_symlink(m_folder / "a.csv", m_folder / "link");
    ASSERT_TRUE(writeFile(m_folder / "link", "new"));
    EXPECT_TRUE(fs::is_symlink(m_folder / "link"));
    EXPECT_EQ(content("a.csv"), "new");
}

TEST_F(AtomicFileTest, ALinkToItselfIsAnErrorAndStays)
{
    fs::create_symlink("loop", m_folder / "loop");
    EXPECT_FALSE(writeFile(m_folder / "loop", "x"));
    EXPECT_TRUE(fs::is_symlink(m_folder / "loop"));
}

TEST_F(AtomicFileTest, APipeIsNotReplaced)
{
    ASSERT_EQ(::mkfifo((m_folder / "pipe").c_str(), 0600), 0);
    EXPECT_FALSE(writeFile(m_folder / "pipe", "x"));
    EXPECT_TRUE(fs::is_fifo(m_folder / "pipe"));
}

TEST_F(AtomicFileTest, WhoMayReadTheOldFileMayReadTheNewOne)
{
    ASSERT_TRUE(writeFile(m_folder / "a.csv", "old"));
    fs::permissions(m_folder / "a.csv", fs::perms::owner_read | fs::perms::owner_write);
    ASSERT_TRUE(writeFile(m_folder / "a.csv", "new"));
    EXPECT_EQ(fs::status(m_folder / "a.csv").permissions(), fs::perms::owner_read | fs::perms::owner_write);
}

TEST_F(AtomicFileTest, AFolderIsMadeWithThoseAboveItAndStaysEmpty)
{
    ASSERT_TRUE(prepareFolder(m_folder / "x" / "y"));
    EXPECT_TRUE(fs::is_directory(m_folder / "x" / "y"));
    EXPECT_TRUE(fs::is_empty(m_folder / "x" / "y"));
}

TEST_F(AtomicFileTest, AFileIsNoFolder)
{
    ASSERT_TRUE(writeFile(m_folder / "a", "x"));
    const auto result = prepareFolder(m_folder / "a");
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, base::ErrorCode::BadInput);
    const auto below = prepareFolder(m_folder / "a" / "b");
    ASSERT_FALSE(below);
    EXPECT_THAT(below.error().text(), testing::HasSubstr("Not a directory"));
}

TEST_F(AtomicFileTest, AFolderThatTakesNoFilesIsRefused)
{
    const auto result = prepareFolder("/proc"); // not even root makes files there
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, base::ErrorCode::Refused);
}

} // namespace
} // namespace interleave::exporting
