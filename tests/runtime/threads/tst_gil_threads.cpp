// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/executors/gil_threads.h"
#include "core/executors/serial.h"
#include "core/workloads/compute.h"
#include "tests/runtime/threads/executor_run.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>

namespace interleave::executors {
namespace {

using namespace std::chrono_literals;
using trace::EventKind;
using trace::TaskStatus;

std::int64_t iterations(double ms)
{
    static const double perMs = workloads::calibrateIterationsPerMs();
    return static_cast<std::int64_t>(ms * perMs);
}

ExecutorRun makeRun(std::vector<plan::TaskSpec> tasks, std::int64_t workers = 4, Parameters more = {})
{
    more.emplace("workers", workers);
    return {gilThreadsRegistration(), std::move(tasks), more};
}

struct Span {
    std::int64_t begin, end;
};

/// When each compute step computed: from its begin to its end, less the waits for the lock.
std::vector<Span> computing(const ExecutorRun &r)
{
    std::map<std::uint32_t, std::int64_t> since; // by lane
    std::vector<Span> spans;
    trace::Reader reader(r.mapping);
    for (const auto &[lane, event] : reader.newEvents()) { // each lane in order
        const bool lock = event.flags == static_cast<std::uint8_t>(trace::BlockCause::EmulatedLock);
        const bool compute = event.arg1 == static_cast<std::uint32_t>(plan::StepKind::Compute);
        if (event.kind == EventKind::StepBegin && compute) {
            since[lane.value] = event.time;
        } else if ((event.kind == EventKind::StepEnd && compute) || (event.kind == EventKind::Blocked && lock)) {
            if (since.contains(lane.value))
                spans.push_back({since[lane.value], event.time});
            if (event.kind == EventKind::StepEnd)
                since.erase(lane.value);
        } else if (event.kind == EventKind::Resumed && lock && since.contains(lane.value)) {
            since[lane.value] = event.time;
        }
    }
    std::sort(spans.begin(), spans.end(), [](const Span &a, const Span &b) { return a.begin < b.begin; });
    return spans;
}

std::size_t overlaps(const std::vector<Span> &spans)
{
    std::size_t found = 0;
    for (std::size_t i = 1; i < spans.size(); ++i)
        found += spans[i].begin < spans[i - 1].end;
    return found;
}

struct Times {
    double onCpu = 0, runnable = 0; ///< ms, summed over the tasks
};

Times timesOf(const ExecutorRun &r)
{
    Times sum;
    for (const auto &life : r.lives()) {
        sum.onCpu += base::toMilliseconds(life.onCpu.value());
        sum.runnable += base::toMilliseconds(life.runnable.value_or(0ns));
    }
    return sum;
}

TEST(GilThreads, FourThreadsComputeNoFasterThanOne)
{
    // In processor time, so that it holds on a machine that has other work too: what one thread needs, four need, and one after another.
    const auto tasks = tasksOf(4, {computeStep(iterations(40))});
    double one = 1e9, four = 1e9, span = 1e9;
    const auto inRange = [&] { return four >= 0.9 * one && four <= 1.15 * one && span <= 1.15; };
    for (int round = 0; round < 10 && (round < 2 || !inRange()); ++round) {
        ExecutorRun serial(serialRegistration(), tasks);
        ASSERT_TRUE(serial.conduct());
        one = std::min(one, timesOf(serial).onCpu);
        auto r = makeRun(tasks);
        ASSERT_TRUE(r.conduct());
        r.expectAll(TaskStatus::Succeeded);
        const Times times = timesOf(r);
        EXPECT_GE(r.makespanMs(), 0.99 * times.onCpu) << "no two at once";
        four = std::min(four, times.onCpu);
        span = std::min(span, r.makespanMs() / (times.onCpu + times.runnable));
    }
    EXPECT_GE(four / one, 0.9);
    EXPECT_LE(four / one, 1.15);
    EXPECT_LE(span, 1.15) << "handing the lock over costs little";
}

TEST(GilThreads, NoTwoTasksComputeAtOnce)
{
    auto r = makeRun(tasksOf(12, {computeStep(iterations(12)), sleepStep(1ms), computeStep(iterations(3))}), 4, {{"switch_interval_ms", std::int64_t{1}}});
    ASSERT_TRUE(r.conduct());
    r.expectAll(TaskStatus::Succeeded);
    const auto spans = computing(r);
    EXPECT_GT(spans.size(), 24U) << "some were interrupted";
    EXPECT_EQ(overlaps(spans), 0U);
    EXPECT_GT(r.mostAtOnce(), 1) << "though several are under way";
}

TEST(GilThreads, SleepsOverlap)
{
    auto r = makeRun(tasksOf(8, {sleepStep(50ms)}));
    ASSERT_TRUE(r.conduct());
    EXPECT_EQ(r.mostAtOnce(), 4);
    EXPECT_GE(r.makespanMs(), 100);
}

TEST(GilThreads, AnExtensionThatNeverLetsGoSerialisesSleeps)
{
    auto r = makeRun(tasksOf(6, {sleepStep(20ms)}), 4, {{"release_when_blocking", false}});
    ASSERT_TRUE(r.conduct());
    r.expectAll(TaskStatus::Succeeded);
    EXPECT_GE(r.makespanMs(), 120);
    EXPECT_EQ(r.mostAtOnce(), 1);
}

TEST(GilThreads, ItsFiguresAreThoseOfTheTrace)
{
    auto r = makeRun(tasksOf(8, {computeStep(iterations(15)), sleepStep(2ms)}), 3, {{"switch_interval_ms", std::int64_t{2}}});
    ASSERT_TRUE(r.conduct());
    const auto figures = r.executor().figures();
    std::int64_t switches = 0;
    base::LaneId last = base::kNoLane;
    std::string name;
    for (const auto &[lane, event] : r.events()) {
        if (event.kind != EventKind::LockAcquired)
            continue;
        switches += last != base::kNoLane && lane != last;
        last = lane;
        name = trace::Reader(r.mapping).text(event.arg1);
    }
    EXPECT_EQ(name, "emulated global lock");
    EXPECT_EQ(figures.at("switches"), switches);
    EXPECT_EQ(figures.at("forced_switches"), static_cast<std::int64_t>(r.count(EventKind::LockForcedSwitch)));
    EXPECT_GT(figures.at("forced_switches"), 10) << "120 ms of computing, one switch every 2";
    EXPECT_GT(figures.at("lock_wait_ns"), 0);
    EXPECT_GT(figures.at("mean_switch_interval_ns"), 0);
    EXPECT_EQ(r.count(EventKind::LockAcquired), r.count(EventKind::LockRequested));
    EXPECT_EQ(r.count(EventKind::LockAcquired), r.count(EventKind::LockReleased));
}

TEST(GilThreads, WaitingForTheLockCountsAsBlocked)
{
    auto r = makeRun(tasksOf(4, {computeStep(iterations(30))}));
    ASSERT_TRUE(r.conduct());
    base::Nanoseconds blocked{0}, recorded{0};
    for (const auto &life : r.lives()) {
        blocked += life.blocked.value();
        const auto service = *life.finished - *life.started;
        const auto unexplained = service - *life.blocked - *life.onCpu - life.runnable.value_or(0ns);
        EXPECT_LT(unexplained, std::max<base::Nanoseconds>(10ms, service / 10));
        EXPECT_GT(unexplained, -std::max<base::Nanoseconds>(10ms, service / 10));
    }
    std::map<std::uint32_t, std::int64_t> since;
    for (const auto &[lane, event] : trace::Reader(r.mapping).newEvents()) {
        if (event.task == base::kNoTask.value)
            continue; // a worker that waits for the lock before it has a task
        if (event.kind == EventKind::Blocked)
            since[lane.value] = event.time;
        else if (event.kind == EventKind::Resumed && base::Nanoseconds(event.time) > r.lives()[event.task].started.value())
            recorded += base::Nanoseconds(event.time - since[lane.value]);
    }
    EXPECT_GT(blocked, 50ms) << "four in turn, five milliseconds each: each waits some three times as long as it computes";
    EXPECT_LE(blocked, recorded) << "what was waiting for a processor is taken off";
}

std::string verdictOf(std::vector<plan::TaskSpec> tasks, std::int64_t workers)
{
    auto r = makeRun(std::move(tasks), workers);
    EXPECT_TRUE(r.conduct());
    std::string note;
    for (const auto &[lane, event] : r.events()) {
        if (event.kind == EventKind::Note) {
            note = trace::Reader(r.mapping).text(event.arg1);
            EXPECT_EQ(trace::Reader(r.mapping).laneInfo(lane).role, trace::LaneRole::Dispatcher);
        }
    }
    EXPECT_EQ(note, r.executor().verdict());
    return note;
}

TEST(GilThreads, GivesTheVerdictOfTheMeanSwitchInterval)
{
    EXPECT_EQ(verdictOf(tasksOf(4, {sleepStep(1ms)}), 1), "emulated: contention suggests threads") << "one thread never switches";
    EXPECT_EQ(verdictOf(tasksOf(4, {computeStep(iterations(25))}), 4), "emulated: contention suggests threads") << "one switch every 5 ms";
    EXPECT_EQ(verdictOf(tasksOf(60, {sleepStep(4ms)}), 2), "emulated: contention suggests async") << "one switch every 2 ms";
    EXPECT_EQ(verdictOf(tasksOf(800, {sleepStep(1ms)}), 16), "emulated: contention suggests processes") << "16 switches in a millisecond";
}

TEST(GilThreads, FourClientsInAClosedLoopAllGetTheirTurns)
{
    ExecutorRun r(gilThreadsRegistration(), tasksOf(60, {sleepStep(2ms)}), {{"workers", std::int64_t{8}}}, {0, 1024, 1U << 16, 128U << 20}, closedLoop(4));
    ASSERT_TRUE(r.conduct());
    r.expectAll(TaskStatus::Succeeded);
    EXPECT_EQ(r.mostAtOnce(), 4);
}

TEST(GilThreads, ACancelAtAnyMomentAccountsForEveryTask)
{
    std::mt19937 random(11);
    for (int round = 0; round < 25; ++round) {
        const bool releases = round % 2 == 0;
        auto r = makeRun(tasksOf(200, {computeStep(iterations(0.5)), sleepStep(1ms)}), 1 + static_cast<std::int64_t>(random() % 6),
                         {{"switch_interval_ms", std::int64_t{1}}, {"release_when_blocking", releases}});
        const auto took = r.conductAndStop(random() % 50, std::chrono::microseconds(random() % 3000));
        EXPECT_LT(took, 500ms);
        r.expectAccounted();
        EXPECT_EQ(overlaps(computing(r)), 0U);
    }
}

TEST(GilThreads, SaysThatItIsAnEmulation)
{
    const auto descriptor = gilThreadsRegistration().descriptor;
    EXPECT_THAT(descriptor.name, testing::HasSubstr("emulated"));
    EXPECT_THAT(descriptor.summary, testing::HasSubstr("emulation"));
}

} // namespace
} // namespace interleave::executors
