// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/trace/trace.h"

#include <gtest/gtest.h>

#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <set>
#include <thread>

using namespace interleave;
using namespace interleave::trace;
using base::LaneId;
using base::TaskId;

namespace {

std::shared_ptr<Mapping> makeTrace(std::uint32_t tasks, std::size_t detailBytes = 4U << 20, std::uint32_t lanes = 64)
{
    auto mapping = Mapping::create({tasks, lanes, 1U << 16, detailBytes});
    EXPECT_TRUE(mapping.ok());
    return mapping.value();
}

TEST(Trace, AnEventComesBackAsItWasWritten)
{
    const auto mapping = makeTrace(1);
    LaneWriter writer(mapping, LaneRole::Worker, "worker 1", base::kNoLane);
    writer.append(Event{42, 7, 3, EventKind::MessageSent, 5, 6, 99, 1ULL << 40});
    Reader reader(mapping);
    const auto events = reader.newEvents();
    ASSERT_EQ(events.size(), 1U);
    EXPECT_EQ(events[0].lane, writer.id());
    const Event &e = events[0].event;
    EXPECT_EQ(e.time, 42);
    EXPECT_EQ(e.task, 7U);
    EXPECT_EQ(e.peer, 3U);
    EXPECT_EQ(e.kind, EventKind::MessageSent);
    EXPECT_EQ(e.flags, 5);
    EXPECT_EQ(e.step, 6);
    EXPECT_EQ(e.arg1, 99U);
    EXPECT_EQ(e.arg2, 1ULL << 40);
}

TEST(Trace, AnEventWithoutATimeIsStampedWithNow)
{
    const auto mapping = makeTrace(1);
    LaneWriter writer(mapping, LaneRole::Worker, "w", base::kNoLane);
    const auto before = base::monotonicNow().count();
    writer.append(EventKind::Note);
    const auto after = base::monotonicNow().count();
    Reader reader(mapping);
    const auto events = reader.newEvents();
    ASSERT_EQ(events.size(), 1U);
    EXPECT_GE(events[0].event.time, before);
    EXPECT_LE(events[0].event.time, after);
}

TEST(Trace, LanesKeepNameRoleParentAndIdentity)
{
    const auto mapping = makeTrace(1);
    const LaneWriter app(mapping, LaneRole::Application, "application", base::kNoLane);
    LaneWriter worker(mapping, LaneRole::Worker, std::string(100, 'n'), app.id());
    worker.setIdentity(11, 12);
    Reader reader(mapping);
    const auto lanes = reader.newLanes();
    ASSERT_EQ(lanes.size(), 2U);
    EXPECT_EQ(lanes[0].name, "application");
    EXPECT_EQ(lanes[0].role, LaneRole::Application);
    EXPECT_EQ(lanes[0].pid, ::getpid());
    EXPECT_EQ(lanes[1].name, std::string(39, 'n'));
    EXPECT_EQ(lanes[1].parent, app.id());
    EXPECT_EQ(lanes[1].pid, 11);
    EXPECT_EQ(lanes[1].tid, 12);
    EXPECT_TRUE(reader.newLanes().empty());
}

TEST(Trace, EventsOfManyBlocksComeInOrderAndOnce)
{
    const auto mapping = makeTrace(1);
    LaneWriter writer(mapping, LaneRole::Worker, "w", base::kNoLane);
    Reader reader(mapping);
    std::uint32_t expected = 0;
    for (std::uint32_t i = 0; i < 3 * layout::kEventsPerBlock + 17; ++i) {
        writer.append(Event{1, i, 0, EventKind::Note, 0, 0, 0, 0});
        if (i % 1000 == 0) {
            for (const auto &e : reader.newEvents(700))
                EXPECT_EQ(e.event.task, expected++);
        }
    }
    for (const auto &e : reader.newEvents())
        EXPECT_EQ(e.event.task, expected++);
    EXPECT_EQ(expected, 3 * layout::kEventsPerBlock + 17);
    EXPECT_TRUE(reader.newEvents().empty());
}

TEST(Trace, AFullMemoryDropsDetailsCountsThemAndKeepsEveryLife)
{
    constexpr std::uint32_t kTasks = 10'000;
    const auto mapping = makeTrace(kTasks, 2 * layout::kBlockBytes);
    LaneWriter writer(mapping, LaneRole::Worker, "w", base::kNoLane);
    for (std::uint32_t i = 0; i < kTasks; ++i) {
        writer.submitted(TaskId{i}, base::Nanoseconds(1));
        writer.append(EventKind::Enqueued, TaskId{i});
        writer.started(TaskId{i});
        writer.finished(TaskId{i}, TaskStatus::Succeeded);
        writer.closed(TaskId{i}, {});
    }
    Reader reader(mapping);
    EXPECT_EQ(reader.newEvents().size(), 2 * layout::kEventsPerBlock);
    EXPECT_EQ(reader.totals().dropped, kTasks - 2 * layout::kEventsPerBlock);
    EXPECT_EQ(reader.newLifeEvents().size(), 3U * kTasks);
    for (std::uint32_t i = 0; i < kTasks; ++i)
        ASSERT_EQ(reader.life(TaskId{i}).status, TaskStatus::Succeeded);
}

TEST(Trace, MoreLanesThanThereIsRoomForAreCountedAsDrops)
{
    const auto mapping = makeTrace(1, 1U << 20, 2);
    LaneWriter a(mapping, LaneRole::Worker, "a", base::kNoLane), b(mapping, LaneRole::Worker, "b", base::kNoLane), c(mapping, LaneRole::Worker, "c", base::kNoLane);
    c.append(EventKind::Note);
    c.started(TaskId{0});
    Reader reader(mapping);
    EXPECT_EQ(reader.newLanes().size(), 2U);
    EXPECT_EQ(reader.totals().dropped, 1U);
    EXPECT_TRUE(reader.life(TaskId{0}).started) << "a life event needs no lane";
}

TEST(Trace, TheFirstOutcomeOfATaskStands)
{
    const auto mapping = makeTrace(1);
    LaneWriter worker(mapping, LaneRole::Worker, "w", base::kNoLane), dispatcher(mapping, LaneRole::Dispatcher, "d", base::kNoLane);
    EXPECT_TRUE(dispatcher.finished(TaskId{0}, TaskStatus::Failed, "killed by SIGSEGV"));
    EXPECT_FALSE(worker.finished(TaskId{0}, TaskStatus::Succeeded));
    const auto life = Reader(mapping).life(TaskId{0});
    EXPECT_EQ(life.status, TaskStatus::Failed);
    EXPECT_EQ(life.error, "killed by SIGSEGV");
    EXPECT_EQ(life.finishLane, dispatcher.id());
}

TEST(Trace, WhatWasNotMeasuredIsEmptyAndAMeasuredZeroIsNot)
{
    const auto mapping = makeTrace(1);
    LaneWriter writer(mapping, LaneRole::Worker, "w", base::kNoLane);
    TaskSums sums{base::Nanoseconds(0), {}, {}};
    sums.blockedBy.add(BlockCause::File, base::Nanoseconds(3));
    sums.blockedBy.add(BlockCause::Sleep, base::Nanoseconds(2));
    sums.blockedBy.add(BlockCause::LoopBusy, base::Nanoseconds(7));
    writer.closed(TaskId{0}, sums);
    writer.heldBack(TaskId{0}, BlockCause::QueueFull, base::Nanoseconds(11));
    const auto life = Reader(mapping).life(TaskId{0});
    EXPECT_EQ(life.onCpu, base::Nanoseconds(0));
    EXPECT_EQ(life.runnable, std::nullopt);
    EXPECT_EQ(life.blocked, base::Nanoseconds(5));
    EXPECT_EQ(life.blockedBy.of(BlockCause::File), base::Nanoseconds(3));
    EXPECT_EQ(life.blockedBy.total(TimePart::Blocked), base::Nanoseconds(5));
    EXPECT_EQ(life.blockedBy.total(TimePart::Runnable), base::Nanoseconds(7)) << "the loop's turn";
    EXPECT_EQ(life.blockedBy.total(TimePart::Queued), base::Nanoseconds(11)) << "before it started";
    EXPECT_EQ(life.submitted, std::nullopt);
}

TEST(Trace, ATaskThatEndedWithoutStartingDoesNotHoldUpTheLiveReader)
{
    const auto mapping = makeTrace(2);
    LaneWriter writer(mapping, LaneRole::Worker, "w", base::kNoLane);
    Reader reader(mapping);
    writer.submitted(TaskId{0}, base::Nanoseconds(1));
    writer.finished(TaskId{0}, TaskStatus::Failed);
    EXPECT_EQ(reader.newLifeEvents().size(), 2U);
    EXPECT_TRUE(reader.newLifeEvents().empty());
    writer.submitted(TaskId{1}, base::Nanoseconds(1));
    EXPECT_EQ(reader.newLifeEvents().size(), 1U);
}

TEST(Trace, OfManyTasksTheLiveReaderLooksAtAPartACallAndMissesNone)
{
    constexpr std::uint32_t kTasks = 10;
    const auto mapping = makeTrace(kTasks);
    LaneWriter writer(mapping, LaneRole::Worker, "w", base::kNoLane);
    for (std::uint32_t i = 0; i < kTasks; ++i)
        writer.submitted(TaskId{i}, base::Nanoseconds(1));
    Reader reader(mapping);
    EXPECT_EQ(reader.newLifeEvents(4).size(), 4U);
    for (const std::uint32_t i : {1U, 9U})
        writer.finished(TaskId{i}, TaskStatus::Succeeded);
    EXPECT_EQ(reader.newLifeEvents(4).size(), 4U) << "4 … 7: what happened before them waits for its turn";
    EXPECT_EQ(reader.newLifeEvents(4).size(), 3U) << "8 and 9, and that 9 ended";
    const auto again = reader.newLifeEvents(4);
    ASSERT_EQ(again.size(), 1U) << "from the first that has not finished";
    EXPECT_EQ(again[0].task, TaskId{1});
    for (std::uint32_t i = 0; i < kTasks; ++i)
        writer.finished(TaskId{i}, TaskStatus::Succeeded);
    std::size_t seen = 0;
    for (int call = 0; call < 4; ++call)
        seen += reader.newLifeEvents(4).size();
    EXPECT_EQ(seen, 8U);
    EXPECT_TRUE(reader.newLifeEvents(4).empty());
}

TEST(Trace, EventsOfAllLanesComeByTimeWhateverWasReadBefore)
{
    const auto mapping = makeTrace(1);
    LaneWriter a(mapping, LaneRole::Worker, "a", base::kNoLane), b(mapping, LaneRole::Worker, "b", base::kNoLane), silent(mapping, LaneRole::Worker, "c", base::kNoLane);
    constexpr std::size_t kEach = layout::kEventsPerBlock + 100; // more than a block
    for (std::size_t i = 0; i < kEach; ++i) {
        a.append(EventKind::Enqueued, TaskId{0});
        b.append(EventKind::Dequeued, TaskId{0});
    }
    Reader reader(mapping);
    EXPECT_EQ(reader.newEvents(7).size(), 7U);
    const auto events = reader.eventsByTime();
    ASSERT_EQ(events.size(), 2 * kEach);
    EXPECT_TRUE(std::is_sorted(events.begin(), events.end(), [](const auto &x, const auto &y) { return x.event.time < y.event.time; }));
    for (const auto &writer : {&a, &b})
        EXPECT_EQ(std::count_if(events.begin(), events.end(), [&](const auto &e) { return e.lane == writer->id(); }), static_cast<std::ptrdiff_t>(kEach));
    EXPECT_EQ(reader.newEvents().size(), 2 * kEach - 7) << "the cursors of what is new stay";
}

TEST(Trace, TextsComeBackAndAFullTableGivesNone)
{
    const auto mapping = makeTrace(1);
    const auto id = mapping->intern("killed by SIGSEGV");
    EXPECT_EQ(mapping->text(id), "killed by SIGSEGV");
    EXPECT_EQ(mapping->intern(""), 0U);
    EXPECT_EQ(mapping->text(0xfffffff0U), "");
    const std::string longText(4000, 'x');
    int stored = 0;
    while (mapping->intern(longText) != 0)
        ++stored;
    EXPECT_EQ(stored, 16);
    EXPECT_EQ(mapping->text(id), "killed by SIGSEGV");
}

TEST(Trace, AForeignDescriptorIsRefused)
{
    base::UniqueFd fd(::memfd_create("not-a-trace", MFD_CLOEXEC));
    ASSERT_EQ(::ftruncate(fd.get(), 1 << 16), 0);
    const auto result = Mapping::attach(std::move(fd));
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.error().code, base::ErrorCode::Protocol);
}

TEST(Trace, AChildProcessWritesItsLaneAndItsCrashKeepsWhatItWrote)
{
    const auto mapping = makeTrace(1);
    const LaneWriter opened(mapping, LaneRole::Worker, "worker 1", base::kNoLane);
    const pid_t pid = ::fork();
    if (pid == 0) {
        auto attached = Mapping::attach(base::UniqueFd(::dup(mapping->fd())));
        if (!attached)
            ::_exit(1);
        LaneWriter mine(attached.value(), opened.id());
        for (std::uint32_t i = 0; i < 5000; ++i)
            mine.append(Event{1, i, 0, EventKind::Note, 0, 0, 0, 0});
        ::raise(SIGKILL);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(pid, &status, 0), pid);
    ASSERT_TRUE(WIFSIGNALED(status));
    Reader reader(mapping);
    const auto events = reader.newEvents();
    ASSERT_EQ(events.size(), 5000U);
    EXPECT_EQ(events.back().event.task, 4999U);
    EXPECT_EQ(reader.laneInfo(opened.id()).pid, pid);
}

TEST(Trace, ReadingWhileFourThreadsWriteSeesEveryEventOnceAndInOrder)
{
    constexpr std::uint32_t kThreads = 4, kEach = 50'000;
    const auto mapping = makeTrace(kThreads * kEach, 32U << 20);
    std::atomic<int> running{kThreads};
    std::vector<std::thread> threads;
    for (std::uint32_t t = 0; t < kThreads; ++t) {
        threads.emplace_back([&, t] {
            LaneWriter writer(mapping, LaneRole::Worker, "w", base::kNoLane);
            for (std::uint32_t i = 0; i < kEach; ++i) {
                const TaskId task{t * kEach + i};
                writer.submitted(task, base::Nanoseconds(1));
                writer.append(Event{1, i, 0, EventKind::Note, 0, 0, t, 0});
                writer.started(task);
                writer.finished(task, TaskStatus::Succeeded);
            }
            --running;
        });
    }
    Reader reader(mapping);
    std::vector<std::uint32_t> next(kThreads, 0);
    std::size_t lives = 0;
    bool last = false;
    while (!last) {
        last = running == 0;
        for (const auto &e : reader.newEvents())
            ASSERT_EQ(e.event.task, next[e.event.arg1]++);
        lives += reader.newLifeEvents().size();
    }
    for (auto &thread : threads)
        thread.join();
    EXPECT_EQ(next, std::vector<std::uint32_t>(kThreads, kEach));
    EXPECT_EQ(lives, 3U * kThreads * kEach);
    EXPECT_EQ(reader.totals().dropped, 0U);
}

TEST(Trace, ALaneSaysWhatItsWorkerUsedAndNothingWhereThatWasNotRead)
{
    const auto mapping = makeTrace(1);
    LaneWriter read(mapping, LaneRole::Worker, "a", base::kNoLane);
    const LaneWriter unread(mapping, LaneRole::Worker, "b", base::kNoLane);
    read.spent({base::Nanoseconds(0), std::nullopt, base::Nanoseconds(9)});
    const auto lanes = Reader(mapping).newLanes();
    EXPECT_EQ(lanes.at(0).totals, (LaneTotals{base::Nanoseconds(0), std::nullopt, base::Nanoseconds(9)}));
    EXPECT_EQ(lanes.at(1).totals, LaneTotals{});
}

TEST(Trace, ACauseThatNobodyKnowsIsNotBelieved)
{
    const auto mapping = makeTrace(1);
    mapping->causes(0)->blockedBy[0] = (std::uint64_t{200} << 56U) | 5U;
    mapping->causes(0)->blockedBy[1] = (static_cast<std::uint64_t>(BlockCause::Sleep) << 56U) | 6U;
    const CauseSums sums = Reader(mapping).life(TaskId{0}).blockedBy;
    CauseSums expected;
    expected.add(BlockCause::Sleep, base::Nanoseconds(6));
    EXPECT_EQ(sums, expected);
}

using enum BlockCause;

TEST(CauseSums, AddUpPerCauseAndTheSeventhCountsWithTheLast)
{
    CauseSums sums;
    EXPECT_TRUE(sums.empty());
    for (const BlockCause cause : {Sleep, File, Lock, Await, Command, Network, Message})
        sums.add(cause, base::Nanoseconds(1'000));
    sums.add(Sleep, base::Nanoseconds(500));
    EXPECT_EQ(sums.of(Sleep).count(), 1'500);
    EXPECT_EQ(sums.of(Network).count(), 2'000) << "the seventh cause found no part of its own";
    EXPECT_EQ(sums.of(Message).count(), 0);
    EXPECT_EQ(sums.total().count(), 7'500);
    sums.add(File, base::Nanoseconds(-2'000));
    EXPECT_EQ(sums.of(File).count(), 0) << "never below nothing";
}

TEST(CauseSums, KeepTheTotalsOfEachPartOfTimeApartEvenWhenCausesAreTooMany)
{
    CauseSums sums;
    for (const BlockCause cause : {Sleep, File, Lock, Await, LoopBusy, Network, Command, QueueFull, LoopBusy})
        sums.add(cause, base::Nanoseconds(10));
    EXPECT_EQ(sums.total(TimePart::Blocked).count(), 60);
    EXPECT_EQ(sums.total(TimePart::Runnable).count(), 20);
    EXPECT_EQ(sums.total(TimePart::Queued).count(), 0) << "no part is left, and nothing of its kind";
}

TEST(CauseSums, OfTwoAddUpToOne)
{
    CauseSums one, other;
    one.add(Sleep, base::Nanoseconds(1));
    other.add(Sleep, base::Nanoseconds(2));
    other.add(QueueFull, base::Nanoseconds(4));
    one.add(other);
    EXPECT_EQ(one.of(Sleep).count(), 3);
    EXPECT_EQ(one.total(TimePart::Queued).count(), 4);
}

} // namespace
