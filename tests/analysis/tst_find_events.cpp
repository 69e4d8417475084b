// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/find_events.h"

#include "tests/widgets/sequence/traces.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>

namespace interleave {
namespace {

using analysis::bitOf;
using analysis::EventFilter;
using analysis::EventHit;
using analysis::EventPlaces;
using analysis::EventQuery;
using analysis::Interactions;
using analysis::LaneState;
using analysis::MessageKind;
using analysis::Searched;
using test::TraceMaker;
using testing::ElementsAre;
using testing::IsEmpty;
using trace::BlockCause;
using trace::EventKind;
using trace::LaneRole;
using trace::TaskStatus;

/// Three tasks of two groups on two workers and a loop: one waits for a lock that another holds, one fails.
class FindEvents : public testing::Test {
protected:
    FindEvents()
    {
        TraceMaker m(3);
        const auto app = m.lane(LaneRole::Application, "application");
        const auto a = m.lane(LaneRole::Worker, "worker 1"), b = m.lane(LaneRole::Worker, "worker 2");
        const auto loop = m.lane(LaneRole::EventLoop, "event loop");
        m.text(3, "Orders");
        for (std::uint32_t t = 0; t < 3; ++t) {
            m.submit(t, app, t);
            m.event(t + 0.5, app, EventKind::Enqueued, t, base::kNoLane, t + 1);
        }
        m.start(0, a, 5);
        m.event(6, a, EventKind::LockRequested, 0, base::kNoLane, 3);
        m.event(7, a, EventKind::LockAcquired, 0, base::kNoLane, 3);
        m.event(60, a, EventKind::LockReleased, 0, base::kNoLane, 3);
        m.finish(0, a, 70);
        m.start(1, b, 8);
        m.event(10, b, EventKind::LockRequested, 1, base::kNoLane, 3);
        m.event(10, b, EventKind::Blocked, 1, base::kNoLane, 0, BlockCause::Lock);
        m.event(62, b, EventKind::Resumed, 1, base::kNoLane, 0, BlockCause::Lock);
        m.event(62, b, EventKind::LockAcquired, 1, base::kNoLane, 3);
        m.event(64, b, EventKind::LockReleased, 1, base::kNoLane, 3);
        m.finish(1, b, 90);
        m.start(2, loop, 20);
        m.event(20, loop, EventKind::LoopWakeBegin);
        m.event(26, loop, EventKind::LoopWakeEnd);
        m.finish(2, loop, 25, TaskStatus::Failed);
        trace = m.done();
        interactions = analysis::interactions(*trace, base::Nanoseconds(test::kStart), 0);
        for (std::uint32_t t = 0; t < 3; ++t) {
            record::TaskRow row;
            const auto &life = trace->lives[t];
            const auto since = [](auto instant) { return std::optional(instant->count() - test::kStart); };
            row.task = t;
            row.group = t == 2 ? 1 : 0;
            row.lane = life.startLane.value;
            row.status = life.status;
            row.due = since(life.due);
            row.submitted = since(life.submitted);
            row.started = since(life.started);
            row.finished = since(life.finished);
            if (t == 2)
                row.error = "Connection refused";
            rows.push_back(row);
        }
    }

    Searched searched() const { return {interactions, rows, groups}; }

    /// "kind begin-end lane/task", times in µs.
    std::vector<std::string> found(const EventQuery &query, std::size_t most = SIZE_MAX) const
    {
        std::vector<std::string> lines;
        const char *names[] = {"lane", "task", "activation", "message"};
        for (const EventHit &hit : analysis::findEvents(searched(), query, most))
            lines.push_back(std::string(names[static_cast<int>(hit.kind)]) + ' ' + std::to_string(hit.time / 1000) + '-' + std::to_string(hit.end / 1000) + ' '
                            + interactions.lifelines[hit.lane].name + '/' + (hit.task == base::kNoTask.value ? "-" : std::to_string(hit.task)));
        return lines;
    }
    static EventQuery text(std::string wanted)
    {
        EventQuery query;
        query.text = std::move(wanted);
        return query;
    }

    std::shared_ptr<const record::FrozenTrace> trace;
    Interactions interactions;
    std::vector<record::TaskRow> rows;
    std::vector<std::string> groups{"read", "write"};
};

TEST_F(FindEvents, ATaskByItsNumber)
{
    for (const char *wanted : {"1", "#1", "task 1", "  Task 1 "})
        EXPECT_THAT(found(text(wanted)), testing::Contains("task 1-90 worker 2/1")) << wanted;
    EXPECT_THAT(found(text("#2")), ElementsAre("task 25-25 event loop/2"));
    EXPECT_THAT(found(text("task 99")), IsEmpty());
}

TEST_F(FindEvents, ALaneByPartOfItsNameWhateverTheCase)
{
    EXPECT_THAT(found(text("WORKER")), ElementsAre("lane 5-6 worker 1/-", "lane 8-10 worker 2/-"));
    EXPECT_THAT(found(text("loop")), ElementsAre("lane 2-20 event loop/-"));
}

TEST_F(FindEvents, TasksByGroupAndByError)
{
    EXPECT_THAT(found(text("read")), ElementsAre("task 0-70 worker 1/0", "task 1-90 worker 2/1"));
    EXPECT_THAT(found(text("refused")), ElementsAre("task 25-25 event loop/2"));
}

TEST_F(FindEvents, MessagesByWhatTheyAreAbout) { EXPECT_THAT(found(text("orders")), ElementsAre("message 60-62 worker 1/1")); }

TEST_F(FindEvents, NothingForNothing)
{
    EXPECT_THAT(found(text("")), IsEmpty());
    EXPECT_THAT(found(text("nowhere")), IsEmpty());
}

TEST_F(FindEvents, FiltersByStateAndLengthAndLane)
{
    EventQuery query;
    query.states = bitOf(LaneState::LockWait);
    EXPECT_THAT(found(query), ElementsAre("activation 6-7 worker 1/0", "activation 10-62 worker 2/1"));
    query.longerThan = 1'000;
    EXPECT_THAT(found(query), ElementsAre("activation 10-62 worker 2/1"));
    query.lanes = {1};
    EXPECT_THAT(found(query), IsEmpty());
    query = {};
    query.messages = bitOf(MessageKind::Signal);
    EXPECT_THAT(found(query), ElementsAre("message 60-62 worker 1/1"));
}

TEST_F(FindEvents, FiltersWhatFailedAndWhatWaited)
{
    EventQuery query;
    query.failedOnly = true;
    for (const std::string &line : found(query))
        EXPECT_TRUE(line.ends_with("/2")) << line;
    EXPECT_FALSE(found(query).empty());
    query.failedOnly = false;
    query.waitedOnly = true;
    query.text = "worker";
    EXPECT_THAT(found(query), ElementsAre("activation 6-7 worker 1/0", "activation 10-62 worker 2/1"));
    const EventFilter filter(searched(), query);
    EXPECT_FALSE(filter.shows(interactions.messages.front()));
}

TEST_F(FindEvents, GivesTheEarliestWhenThereAreMoreThanAskedFor)
{
    EventQuery query;
    query.states = bitOf(LaneState::Running);
    const auto all = found(query);
    ASSERT_GT(all.size(), 3U);
    EXPECT_EQ(found(query, 2), std::vector<std::string>(all.begin(), all.begin() + 2));
}

TEST_F(FindEvents, StopsWhenAsked)
{
    std::atomic<bool> stop{true};
    EXPECT_TRUE(analysis::findEvents(searched(), text("worker"), SIZE_MAX, {&stop, nullptr}).empty());
    EXPECT_FALSE(analysis::findPlaces(searched(), *trace, base::Nanoseconds(test::kStart), {&stop, nullptr}).peakQueue);
}

TEST_F(FindEvents, KnowsThePlacesWorthGoingTo)
{
    const EventPlaces places = analysis::findPlaces(searched(), *trace, base::Nanoseconds(test::kStart));
    ASSERT_TRUE(places.slowestTask && places.longestWait && places.longestLockHold && places.firstFailure && places.peakQueue && places.longestLoopBlock);
    EXPECT_EQ(places.slowestTask->task, 1U);
    EXPECT_EQ(places.slowestTask->time, 1'000);
    EXPECT_EQ(places.longestWait->task, 1U);
    EXPECT_EQ(places.longestWait->end - places.longestWait->time, 52'000);
    EXPECT_EQ(places.longestWait->lane, 2U);
    EXPECT_EQ(places.longestLockHold->task, 0U);
    EXPECT_EQ(places.longestLockHold->what, "Orders");
    EXPECT_EQ(places.longestLockHold->time, 7'000);
    EXPECT_EQ(places.longestLockHold->end, 60'000);
    EXPECT_EQ(places.firstFailure->task, 2U);
    EXPECT_EQ(places.firstFailure->what, "Connection refused");
    EXPECT_EQ(places.peakQueue->depth, 3U);
    EXPECT_EQ(places.peakQueue->time, 2'500);
    EXPECT_EQ(places.peakQueue->task, 2U);
    EXPECT_EQ(places.longestLoopBlock->time, 20'000);
    EXPECT_EQ(places.longestLoopBlock->end, 26'000);
    EXPECT_EQ(places.longestLoopBlock->task, 2U);
}

TEST_F(FindEvents, OfNothingThereIsNoPlace)
{
    const Interactions none;
    const EventPlaces places = analysis::findPlaces({none, {}, {}}, {}, base::Nanoseconds(0));
    EXPECT_FALSE(places.slowestTask || places.longestWait || places.longestLockHold || places.firstFailure || places.peakQueue || places.longestLoopBlock);
}

} // namespace
} // namespace interleave
