// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/executors/futures.h"
#include "core/executors/result_mailbox.h"
#include "tests/runtime/threads/executor_run.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace interleave::executors {
namespace {

using namespace std::chrono_literals;
using trace::EventKind;
using trace::TaskStatus;

/// 100 + (i mod 5) · 20 ms.
std::vector<plan::TaskSpec> variableTasks()
{
    auto tasks = tasksOf(10, {});
    for (auto &task : tasks)
        task.steps = {sleepStep(100ms + task.index % 5 * 20ms)};
    return tasks;
}

ExecutorRun makeRun(const Registration &registration, std::vector<plan::TaskSpec> tasks, std::int64_t workers, std::int64_t postMs = 0)
{
    return {registration, std::move(tasks), {{"workers", workers}, {"post_ms", postMs}}};
}

double firstMs(const ExecutorRun &r) { return base::toMilliseconds(r.sink.firstResult().value() - r.mapping->runStart().value()); }
double lastMs(const ExecutorRun &r) { return base::toMilliseconds(r.sink.lastResult().value() - r.mapping->runStart().value()); }

std::vector<std::uint32_t> delivered(const ExecutorRun &r)
{
    std::vector<std::uint32_t> order;
    for (const auto &[lane, event] : r.events()) {
        if (event.kind == EventKind::ResultDelivered) {
            order.push_back(event.task);
            EXPECT_EQ(trace::Reader(r.mapping).laneInfo(lane).name, "consumer");
        }
    }
    return order;
}

/// Task numbers in the order of their ends.
std::vector<trace::TaskLife> byEnd(const ExecutorRun &r)
{
    auto lives = r.lives();
    std::sort(lives.begin(), lives.end(), [](const auto &a, const auto &b) { return a.finished < b.finished; });
    return lives;
}

constexpr double atMost(double exact) { return exact * 1.05 + 15; }

TEST(FuturesAsCompleted, TheFirstResultComesWhenTheFirstTaskIsDone)
{
    double makespan = 1e9, first = 1e9;
    for (int round = 0; round < 5 && (makespan > atMost(360) || first > atMost(100)); ++round) { // a busy machine may be late, never early
        auto r = makeRun(futuresAsCompletedRegistration(), variableTasks(), 5);
        ASSERT_TRUE(r.conduct());
        r.expectAll(TaskStatus::Succeeded);
        EXPECT_GE(r.makespanMs(), 360);
        EXPECT_GE(firstMs(r), 100);
        makespan = std::min(makespan, r.makespanMs());
        first = std::min(first, firstMs(r));
    }
    EXPECT_LE(makespan, atMost(360));
    EXPECT_LE(first, atMost(100));
}

TEST(FuturesWaitAll, TheFirstResultComesWhenTheLastTaskIsDone)
{
    double makespan = 1e9;
    for (int round = 0; round < 5 && makespan > atMost(360); ++round) {
        auto r = makeRun(futuresWaitAllRegistration(), variableTasks(), 5);
        ASSERT_TRUE(r.conduct());
        r.expectAll(TaskStatus::Succeeded);
        EXPECT_GE(r.makespanMs(), 360);
        EXPECT_GE(firstMs(r), r.makespanMs());
        makespan = std::min(makespan, r.makespanMs());
    }
    EXPECT_LE(makespan, atMost(360));
}

/// How many results were being worked on before the last task had ended.
std::size_t workedOnEarly(const ExecutorRun &r)
{
    const auto last = *byEnd(r).back().finished;
    const auto all = r.events();
    return static_cast<std::size_t>(std::count_if(
        all.begin(), all.end(), [&](const auto &e) { return e.event.kind == EventKind::Note && base::Nanoseconds(e.event.time) < last; }));
}

TEST(Futures, PostProcessingOverlapsWithTheTasksOnlyAsCompleted)
{
    double asCompleted = 1e9, waitAll = 0;
    for (int round = 0; round < 5 && asCompleted >= waitAll; ++round) { // it is work for the processor, which may have other work
        auto one = makeRun(futuresAsCompletedRegistration(), variableTasks(), 5, 20);
        ASSERT_TRUE(one.conduct());
        EXPECT_EQ(one.count(EventKind::Note), 10U) << "one for each result";
        EXPECT_GE(workedOnEarly(one), 1U) << "the first result is there when 260 ms are left";
        auto other = makeRun(futuresWaitAllRegistration(), variableTasks(), 5, 20);
        ASSERT_TRUE(other.conduct());
        EXPECT_EQ(workedOnEarly(other), 0U);
        asCompleted = lastMs(one);
        waitAll = lastMs(other);
        EXPECT_GE(asCompleted, 360);
        EXPECT_GE(waitAll, 360 + 9 * 20);
    }
    EXPECT_LT(asCompleted, waitAll) << "what was done before the last task ended need not be done after";
}

TEST(Futures, PostProcessingIsWorkOnTheProcessor)
{
    const auto processCpu = [] { return base::readClock(CLOCK_PROCESS_CPUTIME_ID); };
    const auto before = processCpu();
    auto r = makeRun(futuresWaitAllRegistration(), tasksOf(5, {}), 1, 10);
    ASSERT_TRUE(r.conduct());
    EXPECT_GE(processCpu() - before, 50ms);
}

TEST(FuturesAsCompleted, ResultsAreDeliveredInTheOrderOfCompletion)
{
    auto tasks = tasksOf(4, {});
    for (auto &task : tasks)
        task.steps = {sleepStep(400ms - task.index * 100ms)};
    auto r = makeRun(futuresAsCompletedRegistration(), tasks, 4);
    ASSERT_TRUE(r.conduct());
    std::vector<std::uint32_t> ended;
    for (const auto &life : byEnd(r))
        ended.push_back(life.task.value);
    EXPECT_EQ(ended, (std::vector<std::uint32_t>{3, 2, 1, 0}));
    EXPECT_EQ(delivered(r), ended);
    for (const auto &[lane, event] : r.events()) {
        if (event.kind == EventKind::ResultDelivered) {
            EXPECT_GE(base::Nanoseconds(event.time), r.lives()[event.task].finished);
        }
    }
}

TEST(FuturesWaitAll, ResultsAreDeliveredInTheOrderOfSubmissionAfterTheLastEnd)
{
    auto tasks = tasksOf(4, {});
    for (auto &task : tasks)
        task.steps = {sleepStep(40ms - task.index * 10ms)};
    auto r = makeRun(futuresWaitAllRegistration(), tasks, 4);
    ASSERT_TRUE(r.conduct());
    EXPECT_EQ(delivered(r), (std::vector<std::uint32_t>{0, 1, 2, 3}));
    const auto last = *byEnd(r).back().finished;
    for (const auto &[lane, event] : r.events()) {
        if (event.kind == EventKind::ResultDelivered) {
            EXPECT_GE(base::Nanoseconds(event.time), last);
        }
    }
}

TEST(FuturesAsCompleted, FourClientsInAClosedLoopAllGetTheirTurns)
{
    ExecutorRun r(futuresAsCompletedRegistration(), tasksOf(60, {sleepStep(2ms)}), {{"workers", std::int64_t{8}}}, {0, 1024, 1U << 16, 128U << 20},
                  closedLoop(4));
    ASSERT_TRUE(r.conduct());
    r.expectAll(TaskStatus::Succeeded);
    EXPECT_EQ(r.mostAtOnce(), 4);
}

TEST(FuturesWaitAll, CannotServeAClosedLoop)
{
    EXPECT_FALSE(futuresWaitAllRegistration().descriptor.closedLoop);
    EXPECT_TRUE(futuresAsCompletedRegistration().descriptor.closedLoop);
}

TEST(Futures, ACancelAtAnyMomentAccountsForEveryTask)
{
    std::mt19937 random(13);
    for (int round = 0; round < 24; ++round) {
        const auto registration = round % 2 == 0 ? futuresAsCompletedRegistration() : futuresWaitAllRegistration();
        auto r = makeRun(registration, tasksOf(300, {sleepStep(1ms)}), 1 + static_cast<std::int64_t>(random() % 4), round % 3);
        // Nothing is delivered by wait-all before all is done.
        const auto took = r.conductAndStop(round % 2 == 0 ? random() % 50 : 0, std::chrono::microseconds(random() % 30'000));
        EXPECT_LT(took, 500ms);
        r.expectAccounted();
    }
}

TEST(Futures, ACancelEndsPostProcessing)
{
    for (const auto &registration : {futuresAsCompletedRegistration(), futuresWaitAllRegistration()}) {
        auto r = makeRun(registration, tasksOf(20, {}), 2, 60'000);
        EXPECT_LT(r.conductAndStop(1, 5ms), 500ms);
        r.expectAll(TaskStatus::Succeeded);
    }
}

TEST(Futures, AHundredThousandEmptyTasksAllArrive)
{
    for (const auto &registration : {futuresAsCompletedRegistration(), futuresWaitAllRegistration()}) {
        auto r = makeRun(registration, tasksOf(100'000, {}), 4);
        ASSERT_TRUE(r.conduct());
        r.expectAll(TaskStatus::Succeeded);
    }
}

TEST(ResultMailbox, HandsOutInEitherOrderAndKnowsTheEnd)
{
    ResultMailbox mailbox;
    for (const std::uint32_t task : {2U, 0U})
        mailbox.put({base::TaskId{task}, TaskStatus::Succeeded, {}});
    EXPECT_EQ(mailbox.takeNext()->task, base::TaskId{2});
    EXPECT_EQ(mailbox.takeNext()->task, base::TaskId{0});
    mailbox.setTotal(2);
    EXPECT_FALSE(mailbox.takeNext());

    ResultMailbox other;
    for (const std::uint32_t task : {2U, 0U, 1U})
        other.put({base::TaskId{task}, TaskStatus::Failed, "why " + std::to_string(task)});
    other.setTotal(3);
    const auto all = other.takeAll();
    ASSERT_EQ(all.size(), 3U);
    for (std::uint32_t i = 0; i < 3; ++i)
        EXPECT_EQ(all[i].error, "why " + std::to_string(i));
}

} // namespace
} // namespace interleave::executors
