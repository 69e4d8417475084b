// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workloads/file_step.h"
#include "tests/runtime/process/process_table.h"
#include "tests/runtime/steps/step_bench.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fcntl.h>
#include <signal.h>
#include <sys/inotify.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <unistd.h>

#include <fstream>
#include <iterator>

namespace interleave::workloads {
namespace {

using namespace std::chrono_literals;
using plan::StepKind;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using trace::EventKind;
using trace::TaskStatus;

/// What happened in a folder, in order: "+name" made, "-name" removed, "=name" closed after writing.
class FolderWatch {
public:
    explicit FolderWatch(const std::string &folder)
        : m_watch(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC))
    {
        EXPECT_GE(::inotify_add_watch(m_watch.get(), folder.c_str(), IN_CREATE | IN_DELETE | IN_CLOSE_WRITE), 0);
    }
    std::vector<std::string> seen()
    {
        alignas(inotify_event) std::array<char, 16384> buffer{};
        const ssize_t n = ::read(m_watch.get(), buffer.data(), buffer.size());
        std::vector<std::string> result;
        for (ssize_t at = 0; at < n;) {
            const auto &event = *reinterpret_cast<const inotify_event *>(buffer.data() + at);
            result.push_back((event.mask & IN_CREATE ? "+" : event.mask & IN_DELETE ? "-" : "=") + std::string(event.name));
            at += static_cast<ssize_t>(sizeof event + event.len);
        }
        return result;
    }

private:
    base::UniqueFd m_watch;
};

/// A folder that takes 64 KiB and no more: a small tmpfs where one may be mounted, else files may not grow any further.
class FullFolder {
public:
    FullFolder()
        : m_mounted(::mount("tmpfs", m_folder.path().c_str(), "tmpfs", 0, "size=64k") == 0)
    {
        if (m_mounted)
            return;
        ::getrlimit(RLIMIT_FSIZE, &m_before);
        const rlimit small{65536, m_before.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &small);
        m_signal = ::signal(SIGXFSZ, SIG_IGN);
    }
    ~FullFolder()
    {
        if (m_mounted) {
            ::umount2(m_folder.path().c_str(), MNT_DETACH);
            return;
        }
        ::setrlimit(RLIMIT_FSIZE, &m_before);
        ::signal(SIGXFSZ, m_signal);
    }
    FullFolder(const FullFolder &) = delete;
    FullFolder &operator=(const FullFolder &) = delete;
    [[nodiscard]] const test::TemporaryFolder &folder() const { return m_folder; }
    [[nodiscard]] std::string complaint() const { return m_mounted ? "no space left in the run's folder" : "the run's folder: File too large"; }

private:
    test::TemporaryFolder m_folder;
    const bool m_mounted;
    rlimit m_before{};
    sighandler_t m_signal = SIG_DFL;
};

class FileStep : public testing::Test, protected test::StepBench {
protected:
    FileStep() { services.folder = folder.path(); }
    plan::StepSpec write(std::int64_t bytes, bool sync = false)
    {
        plan::StepDetail detail;
        detail.write = true;
        detail.fsync = sync;
        return step(StepKind::File, bytes, 0, 0, detail);
    }
    plan::StepSpec read(std::int64_t bytes) { return step(StepKind::File, bytes); }
    test::TemporaryFolder folder;
};

TEST_F(FileStep, WritesAFileOfItsOwnAndRemovesIt)
{
    FolderWatch watch(folder.path());
    for (const std::int64_t bytes : {0, 1, 65536, 1'000'000}) {
        EXPECT_EQ(run(write(bytes, bytes == 1)).error, "");
        EXPECT_THAT(folder.files(), IsEmpty());
    }
    EXPECT_THAT(watch.seen(), testing::ElementsAreArray({"+task-0-0", "-task-0-0", "=task-0-0", "+task-1-0", "-task-1-0", "=task-1-0", "+task-2-0", "-task-2-0",
                                                         "=task-2-0", "+task-3-0", "-task-3-0", "=task-3-0"}));
}

TEST_F(FileStep, IsBlockedAllTheWhile)
{
    run(write(50'000'000)); // long enough for its CPU time to be read
    const auto all = events();
    ASSERT_EQ(all.size(), 4U);
    EXPECT_EQ(all[1].kind, EventKind::Blocked);
    EXPECT_EQ(all[2].kind, EventKind::Resumed);
    EXPECT_EQ(all[1].flags, static_cast<std::uint8_t>(trace::BlockCause::File));
    ASSERT_TRUE(life().blocked && life().onCpu);
    EXPECT_LE(*life().blocked + *life().onCpu, took() + 1ms) << "what it worked is not blocked";
}

TEST_F(FileStep, TheFileToReadIsTheAlphabetOverAndOver)
{
    ASSERT_TRUE(makeFileToRead(folder.path(), 200'000));
    std::ifstream in(fileToRead(folder.path()));
    const std::string content{std::istreambuf_iterator<char>(in), {}};
    ASSERT_EQ(content.size(), 200'000U);
    for (std::size_t i = 0; i < content.size(); ++i)
        ASSERT_EQ(content[i], static_cast<char>('a' + i % 26)) << i;
    EXPECT_FALSE(makeFileToRead(folder.path(), 1)) << "there is one already";
}

TEST_F(FileStep, ReadsAsManyBytesAsItIsTold)
{
    ASSERT_TRUE(makeFileToRead(folder.path(), 200'000));
    for (const std::int64_t bytes : {0, 1, 16384, 200'000})
        EXPECT_EQ(run(read(bytes)).error, "");
    EXPECT_EQ(run(read(200'001)).error, "the file to read ended after 200000 of 200001 bytes");
    EXPECT_THAT(folder.files(), ElementsAre("read"));
}

TEST_F(FileStep, WhatItReadsIsChecked)
{
    ASSERT_TRUE(makeFileToRead(folder.path(), 200'000));
    {
        std::fstream out(fileToRead(folder.path()), std::ios::in | std::ios::out);
        out.seekp(150'000);
        out << '?';
    }
    EXPECT_EQ(run(read(150'000)).error, "");
    EXPECT_THAT(run(read(150'001)).error, HasSubstr("damaged"));
}

TEST_F(FileStep, AFullFolderFailsTheTaskWithHowFarItCame)
{
    const FullFolder full;
    services.folder = full.folder().path();
    const auto outcome = run(write(1'048'576));
    EXPECT_EQ(outcome.status, TaskStatus::Failed);
    EXPECT_EQ(outcome.error, full.complaint() + ": wrote 65536 of 1048576 bytes");
    EXPECT_THAT(full.folder().files(), IsEmpty());
    EXPECT_EQ(run(write(60'000)).error, "") << "its space was given back";
    EXPECT_THAT(makeFileToRead(full.folder().path(), 100'000).error().text(), HasSubstr("wrote 65536 of 100000 bytes"));
}

TEST_F(FileStep, AFolderThatIsGoneFailsTheTask)
{
    services.folder += "/none";
    EXPECT_THAT(run(write(1)).error, HasSubstr("could not create a file in the run's folder: No such file or directory"));
    EXPECT_THAT(run(read(1)).error, HasSubstr("could not open the file to read"));
    services.folder.clear();
    EXPECT_THAT(run(write(1)).error, HasSubstr("file: this process was lent nothing for it"));
}

TEST_F(FileStep, ALinkThatLiesInWaitIsNotFollowed)
{
    const std::string victim = folder.path() + "/victim";
    std::ofstream(victim) << "precious";
    ASSERT_EQ(::symlink(victim.c_str(), (folder.path() + "/task-0-0").c_str()), 0);
    EXPECT_THAT(run(write(100)).error, HasSubstr("File exists"));
    std::string content;
    std::ifstream(victim) >> content;
    EXPECT_EQ(content, "precious");
}

TEST_F(FileStep, EndsAtTheTimeOutAndAfterACancelAndLeavesNothing)
{
    const auto long_ = write(std::int64_t{1} << 30);
    EXPECT_EQ(run(long_, 1ms).status, TaskStatus::TimedOut);
    EXPECT_THAT(folder.files(), IsEmpty());
    cancelled = true;
    EXPECT_EQ(run(long_).status, TaskStatus::Cancelled);
    EXPECT_THAT(folder.files(), IsEmpty());
}

TEST_F(FileStep, LeavesNoDescriptor)
{
    ASSERT_TRUE(makeFileToRead(folder.path(), 10));
    run(write(1'000'000)); // opens what the thread keeps open
    const auto before = interleave::test::openDescriptors();
    for (int i = 0; i < 20; ++i) {
        run(write(10));
        run(read(10));
        run(read(11));
    }
    EXPECT_EQ(interleave::test::openDescriptors(), before);
}

} // namespace
} // namespace interleave::workloads
