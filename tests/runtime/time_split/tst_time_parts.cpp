// SPDX-License-Identifier: GPL-3.0-or-later
// Where each task's time went, in real runs of every concurrency model: the parts add up, and each has its cause.
#include "tests/runtime/time_split/split_bench.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

namespace interleave::test {
namespace {

using engine::test::executor;
using record::RunRecord;
using record::TaskRow;
using testing::Contains;
using testing::Not;
using testing::StartsWith;
using trace::BlockCause;
using trace::TaskStatus;

constexpr std::int64_t kMs = 1'000'000;

plan::Network askFor(double delayMs)
{
    plan::Network step;
    step.delayMs = delayMs;
    step.requestBytes = 1000.0;
    step.responseBytes = 20'000.0;
    return step;
}

plan::Lock hold(double ms)
{
    plan::Lock step;
    step.name = "one";
    step.holdMs = ms;
    return step;
}

/// What the tasks do, and the causes that some of them must have waited for, whoever ran them.
struct Load {
    std::string name;
    std::vector<plan::Step> steps;
    std::vector<BlockCause> causes;
};

std::vector<Load> loads()
{
    const plan::Compute work{20'000'000.0};
    const plan::File write{true, 4'000'000.0, true}, read{false, 4'000'000.0, false};
    return {{"Sleep", {plan::Sleep{20.0}}, {BlockCause::Sleep}},
            {"Compute", {work}, {}},
            {"Network", {askFor(15)}, {BlockCause::Network}},
            {"File", {write, read}, {BlockCause::File}},
            {"Lock", {hold(10)}, {BlockCause::Sleep}},
            {"Memory", {plan::Memory{16.0, 10.0}}, {BlockCause::Sleep}},
            {"Mixed", {work, plan::Sleep{5.0}, askFor(5), write, hold(3), work}, {BlockCause::Sleep, BlockCause::Network, BlockCause::File}}};
}

struct Case {
    plan::ExecutorEntry entry;
    Load load;
};
void PrintTo(const Case &tested, std::ostream *out) { *out << tested.entry.id << ' ' << tested.load.name; }

std::vector<Case> cases()
{
    std::vector<Case> all;
    for (const plan::ExecutorEntry &entry : everyModel())
        for (const Load &load : loads())
            all.push_back({entry, load});
    return all;
}

std::string nameOf(const testing::TestParamInfo<Case> &info)
{
    std::string name = info.param.entry.id + (info.param.entry.parameters.contains("on") ? "-on-processes" : "");
    std::replace(name.begin(), name.end(), '-', '_');
    return name + '_' + info.param.load.name;
}

std::int64_t tolerance(std::int64_t whole) { return std::max(10 * kMs, whole / 100); }

std::string partsOf(const TaskRow &row)
{
    std::string text = "queue " + std::to_string(*row.queue()) + ", on-CPU " + std::to_string(row.onCpu.value_or(-1)) + ", runnable "
        + std::to_string(row.runnable.value_or(-1)) + ", blocked " + std::to_string(row.blocked.value_or(-1)) + " (";
    for (auto c = BlockCause::Sleep; c <= BlockCause::Command; c = static_cast<BlockCause>(static_cast<int>(c) + 1))
        if (row.blockedBy.of(c).count() > 0)
            text += ' ' + std::string(trace::toText(c)) + ' ' + std::to_string(row.blockedBy.of(c).count());
    return text + " ) of " + std::to_string(*row.latency());
}

/// Each part is known and the parts are the whole.
void expectToAddUp(const TaskRow &row)
{
    SCOPED_TRACE("task " + std::to_string(row.task) + ": " + partsOf(row));
    ASSERT_EQ(row.status, TaskStatus::Succeeded) << row.error;
    ASSERT_TRUE(row.onCpu && row.runnable && row.blocked);
    EXPECT_GE(*row.queue(), 0);
    EXPECT_EQ(row.blockedBy.total().count(), *row.blocked) << "its causes are all of what it was blocked";
    EXPECT_LE(row.blockedBy.total(trace::TimePart::Runnable).count(), *row.runnable);
    EXPECT_LE(row.blockedBy.total(trace::TimePart::Queued).count(), *row.queue() + kMs);
    const std::int64_t parts = *row.queue() + *row.onCpu + *row.runnable + *row.blocked;
    EXPECT_NEAR(static_cast<double>(parts), static_cast<double>(*row.latency()), static_cast<double>(tolerance(*row.latency())));
}

std::int64_t sumOf(const RunRecord &run, BlockCause cause)
{
    std::int64_t sum = 0;
    for (const TaskRow &row : run.tasks)
        sum += row.blockedBy.of(cause).count();
    return sum;
}

class EveryModelAndStep : public testing::TestWithParam<Case> { };

TEST_P(EveryModelAndStep, TheTimesPartsAddUpToTheLatencyOfEachTask)
{
    plan::Workload workload;
    workload.groups = {groupOf("tasks", 6, GetParam().load.steps)};
    const auto run = runOf(workload, GetParam().entry);
    ASSERT_TRUE(run);
    ASSERT_EQ(run->tasks.size(), 6U) << run->error;
#ifdef __SANITIZE_ADDRESS__
    constexpr bool kReadingIsSlow = true; // a task may be too short for it: then the run says so, and the rows that have it must add up
#else
    constexpr bool kReadingIsSlow = false;
#endif
    std::size_t read = 0;
    for (const TaskRow &row : run->tasks) {
        if (kReadingIsSlow && !row.onCpu)
            continue;
        ++read;
        expectToAddUp(row);
    }
    for (const BlockCause cause : GetParam().load.causes)
        EXPECT_GT(sumOf(*run, cause), 0) << trace::toText(cause);
    if (read == run->tasks.size())
        EXPECT_THAT(run->warnings, Not(Contains(StartsWith("CPU time read per worker"))));
    else
        EXPECT_THAT(run->warnings, Contains(StartsWith("CPU time read per worker")));
}

INSTANTIATE_TEST_SUITE_P(TimeSplit, EveryModelAndStep, testing::ValuesIn(cases()), nameOf);

plan::Workload workloadOf(std::int64_t count, std::vector<plan::Step> steps)
{
    plan::Workload workload;
    workload.groups = {groupOf("tasks", count, std::move(steps))};
    return workload;
}

/// What one model has its tasks wait for, and does not hide in another cause.
struct Cause {
    const char *name;
    plan::ExecutorEntry entry;
    plan::Workload workload;
    BlockCause expected;
    std::int64_t atLeast; ///< over all tasks, ns
};

void PrintTo(const Cause &cause, std::ostream *out) { *out << cause.name; }

plan::Workload givingBack(std::int64_t bytes)
{
    plan::Workload workload = workloadOf(4, {plan::Sleep{20.0}});
    workload.groups[0].resultBytes = bytes;
    return workload;
}

std::vector<Cause> causes()
{
    const plan::ParameterValue one = std::int64_t{1}, two = std::int64_t{2}, three = std::int64_t{3};
    const plan::Workload computing = workloadOf(6, {plan::Compute{40'000'000.0}});
    const plan::Workload sleeping = workloadOf(6, {plan::Sleep{20.0}});
    return {{"NamedLock", executor("thread-pool", {{"workers", three}}), workloadOf(3, {hold(20)}), BlockCause::Lock, 50 * kMs},
            {"NamedLockOnALoop", executor("async-gather"), workloadOf(3, {hold(20)}), BlockCause::Lock, 50 * kMs},
            {"EmulatedLock", executor("gil-threads", {{"workers", three}}), computing, BlockCause::EmulatedLock, 10 * kMs},
            {"LoopBusy", executor("async-gather"), workloadOf(4, {plan::Sleep{5.0}, plan::Compute{40'000'000.0}}), BlockCause::LoopBusy, 20 * kMs},
            {"AwaitingAPool", executor("async-hybrid", {{"workers", one}}), computing, BlockCause::Await, 50 * kMs},
            {"FullQueueOfThreads", executor("producer-consumer", {{"workers", one}, {"capacity", one}}), sleeping, BlockCause::QueueFull, 50 * kMs},
            {"FullQueueOfCoroutines", executor("async-queue", {{"consumers", one}, {"capacity", one}}), sleeping, BlockCause::QueueFull, 50 * kMs},
            {"FullQueueOfProcesses", executor("process-queue", {{"workers", two}}), workloadOf(1500, {plan::Sleep{0.4}}), BlockCause::QueueFull, 20 * kMs},
            {"Semaphore", executor("async-semaphore", {{"limit", two}}), sleeping, BlockCause::Semaphore, 60 * kMs},
            {"Resource", executor("async-resource", {{"resources", two}}), sleeping, BlockCause::Semaphore, 60 * kMs},
            {"MessageToAProcess", executor("process-pool", {{"workers", two}, {"chunk", one}}), givingBack(12'000'000), BlockCause::Message, kMs / 10}};
}

class EveryCause : public testing::TestWithParam<Cause> { };

TEST_P(EveryCause, IsTheOneThatTheTasksWaitedFor)
{
    const auto run = runOf(GetParam().workload, GetParam().entry);
    ASSERT_TRUE(run);
    EXPECT_EQ(run->count(TaskStatus::Succeeded), run->tasks.size()) << run->error;
    EXPECT_GE(sumOf(*run, GetParam().expected), GetParam().atLeast) << partsOf(run->tasks.back());
}

INSTANTIATE_TEST_SUITE_P(TimeSplit, EveryCause, testing::ValuesIn(causes()), [](const auto &tested) { return std::string(tested.param.name); });

TEST(TimeSplit, FourComputingThreadsOnTwoCoresWaitHalfOfTheirTimeForACore)
{
    const OnCores pinned(2);
    if (pinned.cores() < 2)
        GTEST_SKIP() << "only one core";
    plan::Workload workload;
    workload.groups = {groupOf("busy", 4, {plan::Compute{600.0, true}})};
    const auto run = runOf(workload, executor("thread-pool", {{"workers", std::int64_t{4}}}));
    ASSERT_TRUE(run);
    std::int64_t onCpu = 0, runnable = 0, service = 0;
    for (const TaskRow &row : run->tasks) {
        expectToAddUp(row);
        onCpu += row.onCpu.value_or(0);
        runnable += row.runnable.value_or(0);
        service += row.service().value_or(0);
    }
    // Half of it when nobody else wants the cores, more when somebody does; what they worked stays what it is.
    EXPECT_GT(static_cast<double>(runnable), 0.40 * static_cast<double>(service));
    EXPECT_GT(onCpu, 4 * 600 * kMs / 2);
    EXPECT_LT(onCpu, 4 * 600 * kMs * 2);
    EXPECT_EQ(sumOf(*run, BlockCause::Sleep) + sumOf(*run, BlockCause::File), 0);
}

/// The lanes whose thread or process told what it used.
std::vector<trace::LaneInfo> workersOf(const RunRecord &run)
{
    std::vector<trace::LaneInfo> workers;
    for (const trace::LaneInfo &lane : run.lanes)
        if (lane.totals.alive)
            workers.push_back(lane);
    return workers;
}

class EveryModel : public testing::TestWithParam<plan::ExecutorEntry> { };

/// A task a millionth of a second long is not asked what it used; whoever ran it is.
TEST_P(EveryModel, SaysOfShortTasksWhereTheirWorkersTimeWent)
{
    constexpr std::int64_t kTasks = 60;
    const auto run = runOf(workloadOf(kTasks, {plan::Compute{40'000.0}}), GetParam());
    ASSERT_TRUE(run);
    ASSERT_EQ(run->count(TaskStatus::Succeeded), kTasks) << run->error;
    for (const TaskRow &row : run->tasks)
        EXPECT_FALSE(row.onCpu || row.runnable) << "not read, and so not told";
    EXPECT_THAT(run->warnings, Contains(StartsWith("CPU time read per worker: the tasks are too short")));
    const auto workers = workersOf(*run);
    ASSERT_FALSE(workers.empty());
    std::int64_t onCpu = 0;
    for (const trace::LaneInfo &worker : workers) {
        SCOPED_TRACE(worker.name);
        ASSERT_TRUE(worker.totals.onCpu);
        EXPECT_LE(worker.totals.onCpu->count(), worker.totals.alive->count() + tolerance(worker.totals.alive->count()));
        onCpu += worker.totals.onCpu->count();
    }
    EXPECT_GT(onCpu, kTasks * 40'000 / 10) << "a tenth of a nanosecond an iteration is less than any machine takes";
}

INSTANTIATE_TEST_SUITE_P(TimeSplit, EveryModel, testing::ValuesIn(everyModel()), [](const testing::TestParamInfo<plan::ExecutorEntry> &tested) {
    std::string name = tested.param.id + (tested.param.parameters.contains("on") ? "-on-processes" : "");
    std::replace(name.begin(), name.end(), '-', '_');
    return name;
});

TEST(TimeSplit, AWorkersTotalsHoldWhatItsTasksUsed)
{
    const auto run = runOf(workloadOf(4, {plan::Compute{60'000'000.0}}), executor("thread-pool", {{"workers", std::int64_t{2}}}));
    ASSERT_TRUE(run);
    std::int64_t ofTasks = 0, ofWorkers = 0, waited = 0, alive = 0;
    for (const TaskRow &row : run->tasks)
        ofTasks += row.onCpu.value_or(0);
    for (const trace::LaneInfo &worker : workersOf(*run)) {
        ASSERT_TRUE(worker.totals.onCpu && worker.totals.runnable);
        ofWorkers += worker.totals.onCpu->count();
        waited += worker.totals.runnable->count();
        alive += worker.totals.alive->count();
    }
    EXPECT_GE(ofWorkers, ofTasks - kMs);
    EXPECT_LE(ofWorkers + waited, alive + tolerance(alive));
    EXPECT_GT(ofTasks, 0);
}

TEST(TimeSplit, ALoopThatIsBlockedIsLateForItsHeartbeatAndOneThatWaitsIsNot)
{
    const auto blocked = runOf(workloadOf(3, {plan::Compute{100.0, true}}), executor("async-gather"));
    const auto waiting = runOf(workloadOf(3, {plan::Sleep{100.0}}), executor("async-gather"));
    ASSERT_TRUE(blocked && waiting);
    ASSERT_TRUE(blocked->figures.contains("loop_lag_max_ns") && waiting->figures.contains("loop_lag_max_ns"));
    EXPECT_GT(blocked->figures.at("loop_lag_max_ns"), 80 * kMs);
    EXPECT_GT(blocked->figures.at("loop_lag_mean_ns"), 20 * kMs) << "every beat that was missed counts";
    EXPECT_LT(waiting->figures.at("loop_lag_mean_ns"), blocked->figures.at("loop_lag_mean_ns"));
    EXPECT_FALSE(waiting->figures.contains("loop_lag_p99_ns")) << "ten beats have no p99";
}

} // namespace
} // namespace interleave::test
