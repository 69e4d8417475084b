// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/record/session_journal.h"
#include "tests/record/session_kit.h"

#include <gmock/gmock.h>

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

namespace interleave::record {
namespace {

namespace fs = std::filesystem;
using kit::catalogue;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

std::shared_ptr<RunRecord> numbered(std::uint32_t number)
{
    auto run = std::make_shared<RunRecord>(*kit::fullExperiment().runs[0]);
    run->key.run.value = number;
    run->superseded = false;
    return run;
}

/// An experiment under way, with so many runs.
ExperimentRecord underWay(std::uint32_t runs)
{
    ExperimentRecord experiment = kit::fullExperiment();
    experiment.runs.clear();
    experiment.stopped = false;
    for (std::uint32_t i = 1; i <= runs; ++i)
        experiment.runs.push_back(numbered(i));
    return experiment;
}

class JournalTest : public kit::FolderTest {
protected:
    [[nodiscard]] fs::path place() const { return folder / "interleave" / "journal"; }
    std::unique_ptr<SessionJournal> begun()
    {
        auto journal = SessionJournal::create(place());
        if (!journal)
            throw std::runtime_error(journal.error().text());
        return std::move(journal).value();
    }
    /// What is there to offer to the next start, with nobody living.
    std::vector<AbandonedJournal> offered() { return abandonedJournals(place(), catalogue()); }
};

} // namespace

TEST_F(JournalTest, WhatIsKeptComesBackRunByRun)
{
    auto journal = begun();
    ExperimentRecord experiment = underWay(0);
    ASSERT_TRUE(journal->update(experiment, false).ok());
    for (std::uint32_t i = 1; i <= 3; ++i) {
        experiment.runs.push_back(numbered(i));
        ASSERT_TRUE(journal->update(experiment, false).ok());
        const auto read = readJournal(journal->folder(), catalogue());
        ASSERT_TRUE(read.ok()) << read.error().text();
        ExperimentRecord expected = experiment;
        expected.stopped = true;
        kit::expectSame(**read, expected);
        EXPECT_TRUE((*read)->imported);
    }
}

TEST_F(JournalTest, AnExperimentThatEndedIsNotCalledStopped)
{
    auto journal = begun();
    ASSERT_TRUE(journal->update(underWay(2), false).ok());
    EXPECT_TRUE((*readJournal(journal->folder(), catalogue()))->stopped);
    ASSERT_TRUE(journal->update(underWay(2), true).ok());
    EXPECT_FALSE((*readJournal(journal->folder(), catalogue()))->stopped);
}

TEST_F(JournalTest, TracesThatTheRecordLetsGoOfGoFromTheDiskToo)
{
    auto journal = begun();
    ExperimentRecord experiment = underWay(2);
    ASSERT_TRUE(journal->update(experiment, false).ok());
    auto without = std::make_shared<RunRecord>(*experiment.runs[0]);
    without->trace.reset();
    experiment.runs[0] = without;
    experiment.warmups.clear();
    ASSERT_TRUE(journal->update(experiment, false).ok());
    EXPECT_FALSE(fs::exists(journal->folder() / "trace-1.interleave"));
    EXPECT_TRUE(fs::exists(journal->folder() / "trace-2.interleave"));
    const auto read = readJournal(journal->folder(), catalogue());
    ASSERT_TRUE(read.ok());
    experiment.stopped = true;
    kit::expectSame(**read, experiment);
}

TEST_F(JournalTest, ARunThatIsSupersededLaterComesBackSo)
{
    auto journal = begun();
    ExperimentRecord experiment = underWay(2);
    ASSERT_TRUE(journal->update(experiment, false).ok());
    auto superseded = std::make_shared<RunRecord>(*experiment.runs[0]);
    superseded->superseded = true;
    superseded->warnings.emplace_back("its round was repeated");
    experiment.runs[0] = superseded;
    ASSERT_TRUE(journal->update(experiment, false).ok());
    const auto read = readJournal(journal->folder(), catalogue());
    ASSERT_TRUE(read.ok());
    EXPECT_TRUE((*read)->runs[0]->superseded);
    EXPECT_EQ((*read)->runs[0]->warnings, superseded->warnings);
    EXPECT_FALSE((*read)->runs[1]->superseded);
}

TEST_F(JournalTest, AJournalWhoseOwnerLivesIsNotOffered)
{
    auto journal = begun();
    ASSERT_TRUE(journal->update(underWay(1), false).ok());
    EXPECT_THAT(offered(), IsEmpty());
    EXPECT_FALSE(SessionJournal::adopt(journal->folder()).ok());
}

TEST_F(JournalTest, AnAbandonedJournalIsOfferedOnceToWhoeverAdoptsIt)
{
    {
        auto journal = begun();
        ASSERT_TRUE(journal->update(underWay(2), false).ok());
    }
    const auto found = offered();
    ASSERT_THAT(found, SizeIs(1));
    EXPECT_EQ(found[0].planName, kit::fullExperiment().plan.name);
    EXPECT_EQ(found[0].startedAt, "2024-05-06T07:08:09+02:00");
    EXPECT_EQ(found[0].runs, 2U);
    const auto adopted = SessionJournal::adopt(found[0].folder);
    ASSERT_TRUE(adopted.ok());
    EXPECT_THAT(offered(), IsEmpty());
    (*adopted)->remove();
    EXPECT_FALSE(fs::exists(found[0].folder));
}

TEST_F(JournalTest, AKilledOwnerLosesAtMostTheRunUnderWay)
{
    std::array<int, 2> ends{};
    ASSERT_EQ(::pipe(ends.data()), 0);
    const pid_t pid = ::fork();
    if (pid == 0) {
        auto journal = SessionJournal::create(place());
        ExperimentRecord experiment = underWay(0);
        (void)(*journal)->update(experiment, false);
        for (std::uint32_t i = 1;; ++i) {
            experiment.runs.push_back(numbered(i));
            const bool kept = (*journal)->update(experiment, false).ok();
            if (!kept || ::write(ends[1], &i, sizeof i) != sizeof i)
                ::_exit(1);
        }
    }
    std::uint32_t told = 0;
    while (told < 20)
        ASSERT_EQ(::read(ends[0], &told, sizeof told), static_cast<ssize_t>(sizeof told));
    ::kill(pid, SIGKILL);
    int status = 0;
    ::waitpid(pid, &status, 0);
    ::close(ends[1]);
    for (std::uint32_t next = 0; ::read(ends[0], &next, sizeof next) == static_cast<ssize_t>(sizeof next);)
        told = next;
    ::close(ends[0]);
    const auto found = offered();
    ASSERT_THAT(found, SizeIs(1));
    const auto read = readJournal(found[0].folder, catalogue());
    ASSERT_TRUE(read.ok()) << read.error().text();
    // What had been told as kept is there, and perhaps the one that was being told.
    EXPECT_GE((*read)->runs.size(), told);
    EXPECT_LE((*read)->runs.size(), told + 1);
    ExperimentRecord expected = underWay(static_cast<std::uint32_t>((*read)->runs.size()));
    expected.stopped = true;
    kit::expectSame(**read, expected);
}

TEST_F(JournalTest, AnAbandonedJournalWithoutARunIsDeleted)
{
    {
        auto journal = begun();
        ASSERT_TRUE(journal->update(underWay(0), false).ok());
    }
    EXPECT_THAT(offered(), IsEmpty());
    EXPECT_TRUE(fs::is_empty(place()));
}

TEST_F(JournalTest, ADamagedRunIsLeftOutAndADamagedHeadIsNotOffered)
{
    fs::path where;
    {
        auto journal = begun();
        where = journal->folder();
        ASSERT_TRUE(journal->update(underWay(3), false).ok());
    }
    kit::writeBytes(where / "run-2.interleave", "gone");
    fs::remove(where / "trace-3.interleave");
    const auto read = readJournal(where, catalogue());
    ASSERT_TRUE(read.ok());
    ASSERT_EQ((*read)->runs.size(), 2U);
    EXPECT_EQ((*read)->runs[1]->key.run.value, 3U);
    EXPECT_EQ((*read)->runs[1]->trace, nullptr);
    kit::writeBytes(where / "head.interleave", "gone");
    EXPECT_THAT(offered(), IsEmpty());
    EXPECT_FALSE(readJournal(where, catalogue()).ok());
    EXPECT_TRUE(fs::exists(where)) << "what cannot be read is not deleted either";
}

TEST_F(JournalTest, OnlyWhatIsAJournalsIsDeletedWithIt)
{
    auto journal = begun();
    ASSERT_TRUE(journal->update(underWay(1), false).ok());
    kit::writeBytes(journal->folder() / "letter.txt", "mine");
    journal->remove();
    EXPECT_EQ(kit::fileBytes(journal->folder() / "letter.txt"), "mine");
}

TEST_F(JournalTest, APlaceThatCannotBeMadeIsSaid)
{
    const auto journal = SessionJournal::create("/proc/interleave/journal");
    ASSERT_FALSE(journal.ok());
    EXPECT_EQ(journal.error().code, base::ErrorCode::Refused);
    EXPECT_THAT(abandonedJournals("/proc/interleave/journal", catalogue()), IsEmpty());
}

} // namespace interleave::record
