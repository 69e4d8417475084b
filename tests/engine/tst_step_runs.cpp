// SPDX-License-Identifier: GPL-3.0-or-later
// Whole runs of the steps that borrow something of their run, and what is left when a run, a part of it or all of it is killed.
#include "core/engine/orphans.h"
#include "core/engine/run_folder.h"
#include "core/metrics/proc_file.h"
#include "core/metrics/proc_parse.h"
#include "tests/engine/engine_bench.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <signal.h>
#include <sys/wait.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>

using namespace interleave;
using namespace interleave::engine::test;
using namespace std::chrono_literals;
using record::RunStatus;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::MatchesRegex;
using trace::TaskStatus;

namespace {

plan::TaskGroup tasksOf(std::int64_t count, std::vector<plan::Step> steps)
{
    plan::TaskGroup group;
    group.name = "g";
    group.count = count;
    group.steps = std::move(steps);
    return group;
}

plan::Network askFor(double delayMs, double requestBytes = 0, double responseBytes = 0)
{
    plan::Network step;
    step.delayMs = delayMs;
    step.requestBytes = requestBytes;
    step.responseBytes = responseBytes;
    return step;
}

std::vector<pid_t> childrenOf(pid_t pid)
{
    std::vector<char> buffer(4096);
    const std::string of = std::to_string(pid);
    return metrics::parseChildren(metrics::readOnce("/proc/" + of + "/task/" + of + "/children", buffer));
}

std::string nameOf(pid_t pid)
{
    std::vector<char> buffer(4096);
    const auto stat = metrics::parseStat(metrics::readOnce("/proc/" + std::to_string(pid) + "/stat", buffer));
    return stat ? stat->command : "";
}

/// Runs with a place for temporary files of their own, which must be empty afterwards, and no process may be left.
class StepRuns : public testing::Test {
protected:
    StepRuns()
        : m_place(testing::TempDir() + "interleave-runs-XXXXXX")
    {
        EXPECT_NE(::mkdtemp(m_place.data()), nullptr);
        ::setenv("TMPDIR", m_place.c_str(), 1);
    }
    ~StepRuns() override
    {
        EXPECT_THAT(left(), IsEmpty());
        auto children = engine::ownChildren();
        std::erase_if(children, [](pid_t pid) { return !isAlive(pid); });
        EXPECT_THAT(children, IsEmpty());
        ::unsetenv("TMPDIR");
        std::filesystem::remove_all(m_place);
    }
    std::vector<std::string> left() const
    {
        std::vector<std::string> names;
        for (const auto &entry : std::filesystem::directory_iterator(m_place))
            names.push_back(entry.path().filename().string());
        return names;
    }
    void run(plan::Plan plan)
    {
        ASSERT_TRUE(engine.start(std::move(plan), listener.events()).ok());
        engine.wait();
    }
    /// Returns when tasks of the run are under way: the pid of its runner.
    pid_t startAndAwait(plan::Plan plan)
    {
        EXPECT_TRUE(engine.start(std::move(plan), listener.events()).ok());
        const auto live = listener.awaitRun([](const auto &run) { return trace::Reader(run.trace()).life(base::TaskId{0}).started.has_value(); });
        EXPECT_TRUE(live);
        return live ? trace::Reader(live->trace()).laneInfo(base::LaneId{0}).pid : -1;
    }
    const record::RunRecord &only() const { return *listener.record->runs.at(0); }
    std::set<std::string> errors() const
    {
        std::set<std::string> texts;
        for (const auto &task : only().tasks)
            texts.insert(task.error);
        return texts;
    }

    engine::Engine engine;
    Listener listener;

private:
    std::string m_place;
};

const plan::File kWrite{true, 300'000.0, true};
const plan::File kRead{false, 300'000.0, false};
const plan::File kLongWrite{true, 1'073'741'824.0, true};

TEST_F(StepRuns, EveryStepSucceedsInTheCallingThreadInThreadsAndInAPool)
{
    const std::vector<plan::Step> all{plan::Compute{1000.0, false}, plan::Sleep{1.0}, askFor(5, 1000, 1000), kWrite, kRead, plan::Memory{2.0, 1.0}, plan::Lock{"door", 1.0}, plan::Command{{"true"}, {}, 0}};
    run(planOf("all", tasksOf(6, all), {executor("serial"), executor("thread-per-task"), executor("thread-pool", {{"workers", std::int64_t{3}}})}));
    ASSERT_TRUE(listener.result.ok()) << listener.result.error().text();
    ASSERT_EQ(listener.record->runs.size(), 3U);
    for (const auto &one : listener.record->runs) {
        EXPECT_EQ(one->status, RunStatus::Finished) << one->error;
        EXPECT_EQ(one->count(TaskStatus::Succeeded), 6U) << one->entry.label << ": " << one->tasks[0].error;
#ifdef __SANITIZE_ADDRESS__
        EXPECT_THAT(one->warnings, testing::Each(testing::AnyOf(testing::StartsWith("disturbed: "), testing::StartsWith("CPU time read per worker")))) << "reading it takes longer here";
#else
        EXPECT_THAT(one->warnings, testing::Each(testing::StartsWith("disturbed: "))) << "by what else runs here";
#endif
    }
}

TEST_F(StepRuns, TwoHundredRequestsOfThreadsWaitSideBySide)
{
    auto ask = askFor(0);
    ask.delayMs = plan::Indexed{100, 10, 10};
    run(planOf("net", tasksOf(200, {ask}), {executor("thread-per-task")}));
    EXPECT_EQ(only().count(TaskStatus::Succeeded), 200U);
    ASSERT_TRUE(only().makespanNs);
    EXPECT_GE(*only().makespanNs, 190'000'000);
    EXPECT_LT(*only().makespanNs, 1'500'000'000) << "one after another: 29 s";
}

TEST_F(StepRuns, AResponderThatIsKilledFailsTasksAndTheRunFinishes)
{
    const pid_t runner = startAndAwait(planOf("net", tasksOf(40, {askFor(100)}), {executor("thread-pool", {{"workers", std::int64_t{4}}})}));
    const auto children = childrenOf(runner);
    ASSERT_EQ(children.size(), 1U);
    EXPECT_EQ(nameOf(children[0]), "il-responder");
    ::kill(children[0], SIGKILL);
    engine.wait();
    EXPECT_EQ(only().status, RunStatus::Finished) << only().error;
    EXPECT_EQ(only().count(TaskStatus::Succeeded) + only().count(TaskStatus::Failed), 40U);
    EXPECT_GE(only().count(TaskStatus::Failed), 30U);
    for (const std::string &error : errors())
        EXPECT_THAT(error, testing::AnyOf("", MatchesRegex("the peer .* (closed|reset) the connection after 0 of 0 bytes"), MatchesRegex("could not connect to .*: Connection refused")));
}

TEST_F(StepRuns, TheFolderIsThereDuringTheRunAndGoneAfterAStop)
{
    startAndAwait(planOf("file", tasksOf(50, {kLongWrite}), {executor("serial")}));
    EXPECT_THAT(left(), ElementsAre(testing::StartsWith("interleave-")));
    const auto begin = base::monotonicNow();
    engine.requestStop();
    engine.wait();
    EXPECT_LT(base::monotonicNow() - begin, 5s);
    EXPECT_EQ(only().status, RunStatus::Cancelled);
    EXPECT_THAT(left(), IsEmpty());
}

TEST_F(StepRuns, TheFolderIsGoneAfterTheRunnerWasKilled)
{
    const pid_t runner = startAndAwait(planOf("file", tasksOf(50, {plan::File{true, 1'000'000.0, false}, plan::Sleep{60'000.0}}), {executor("thread-per-task")}));
    EXPECT_FALSE(left().empty());
    ::kill(runner, SIGKILL);
    engine.wait();
    EXPECT_EQ(only().status, RunStatus::Failed);
    EXPECT_THAT(left(), IsEmpty());
}

TEST_F(StepRuns, TheFolderIsGoneAfterTheRunnerWasTerminatedAndAfterATimeOut)
{
    const std::vector<plan::Step> steps{kWrite, plan::Sleep{60'000.0}};
    const pid_t runner = startAndAwait(planOf("file", tasksOf(5, steps), {executor("thread-per-task")}));
    ::kill(runner, SIGTERM);
    engine.wait();
    EXPECT_THAT(left(), IsEmpty());
    auto plan = planOf("file", tasksOf(5, steps), {executor("thread-per-task")});
    plan.timeoutS = 0.5;
    run(plan);
    EXPECT_EQ(only().status, RunStatus::TimedOut);
    EXPECT_THAT(left(), IsEmpty());
}

TEST_F(StepRuns, MoreThanTheDiskHoldsIsRefusedBeforeTheRun)
{
    run(planOf("file", tasksOf(10'000, {kLongWrite}), {executor("thread-per-task")}));
    ASSERT_FALSE(listener.result.ok());
    EXPECT_EQ(listener.result.error().code, base::ErrorCode::Refused);
    EXPECT_THAT(listener.result.error().text(), HasSubstr("10000 tasks at once write 10240000 MiB"));
}

TEST_F(StepRuns, CommandsThatGoWrongFailTheirTasksAndLeaveNothing)
{
    const std::string script = "setsid sleep 600 & exit 3";
    run(planOf("commands", tasksOf(4, {plan::Command{{"sh", "-c", script}, {}, 0}}), {executor("thread-pool", {{"workers", std::int64_t{2}}})}));
    EXPECT_EQ(only().status, RunStatus::Finished);
    EXPECT_EQ(only().count(TaskStatus::Failed), 4U);
    EXPECT_THAT(errors(), ElementsAre("sh: exit code 3"));
    EXPECT_THAT(only().warnings, testing::Each(testing::StartsWith("disturbed: "))) << "ended with the command, not by the controller";
}

TEST_F(StepRuns, AStopEndsCommandsThatDoNotListenWithinASecond)
{
    startAndAwait(planOf("commands", tasksOf(4, {plan::Command{{"sh", "-c", "trap '' TERM; while :; do sleep 0.01; done"}, {}, 0}}), {executor("thread-per-task")}));
    const auto begin = base::monotonicNow();
    engine.requestStop();
    engine.wait();
    EXPECT_LT(base::monotonicNow() - begin, 1s);
    EXPECT_EQ(only().status, RunStatus::Cancelled);
    EXPECT_EQ(only().count(TaskStatus::Cancelled), 4U);
}

TEST_F(StepRuns, ARunnerThatIsKilledTakesItsCommandsAlong)
{
    const std::string mark = "1234567.5"; // seconds: nobody else sleeps so long
    const pid_t runner = startAndAwait(planOf("commands", tasksOf(3, {plan::Command{{"sleep", mark}, {}, 0}}), {executor("thread-per-task")}));
    ::kill(runner, SIGKILL);
    engine.wait();
    EXPECT_TRUE(eventually([&] {
        std::vector<char> buffer(4096);
        for (const int pid : metrics::numberedEntries("/proc")) {
            if (metrics::readOnce("/proc/" + std::to_string(pid) + "/cmdline", buffer) == std::string("sleep") + '\0' + mark + '\0')
                return false;
        }
        return true;
    }));
}

TEST_F(StepRuns, ALockHoldsOverTheThreadsOfAPool)
{
    run(planOf("lock", tasksOf(6, {plan::Lock{"till", 40.0}}), {executor("thread-pool", {{"workers", std::int64_t{3}}})}));
    EXPECT_EQ(only().count(TaskStatus::Succeeded), 6U);
    EXPECT_GE(*only().makespanNs, 240'000'000);
}

} // namespace

TEST_F(StepRuns, TheResponderIsInNoFigureOfTheRun)
{
#ifdef __SANITIZE_ADDRESS__
    GTEST_SKIP() << "the sanitizer's own start and end are in the samples";
#endif
    // 2 s of requests without any delay: the responder works as hard as those who ask.
    run(planOf("talk", tasksOf(3000, {askFor(0, 20'000, 20'000)}), {executor("thread-pool", {{"workers", std::int64_t{2}}})}));
    const auto &talk = only();
    ASSERT_EQ(talk.status, RunStatus::Finished) << talk.error;
    ASSERT_FALSE(talk.samples.empty());
    double sampledCpuNs = 0;
    for (std::size_t i = 0; i < talk.samples.size(); ++i) {
        EXPECT_EQ(talk.samples[i].processes, 1);
        if (i > 0 && talk.samples[i].cpuPercent)
            sampledCpuNs += *talk.samples[i].cpuPercent / 100 * static_cast<double>((talk.samples[i].time - talk.samples[i - 1].time).count());
    }
    EXPECT_EQ(talk.usage.processesStarted, 1);
    ASSERT_TRUE(talk.usage.userNs && talk.usage.systemNs);
    // Both leave it out: what the runner was told at the responder's end is taken off again, and so is it in the samples.
    const auto told = static_cast<double>(*talk.usage.userNs + *talk.usage.systemNs);
    EXPECT_LT(sampledCpuNs, 1.1 * told + 30e6);
}

TEST_F(StepRuns, TheLargestProcessIsAWorkerThatHeldTheMost)
{
    constexpr std::int64_t kMib = 1 << 20;
    run(planOf("hold", tasksOf(2, {plan::Memory{120.0, 50.0}}), {executor("process-pool", {{"workers", std::int64_t{2}}, {"chunk", std::int64_t{1}}})}));
    const auto &usage = only().usage;
    ASSERT_TRUE(usage.processPeakBytes && usage.pssPeakBytes && usage.minorFaults && usage.processesStarted);
    EXPECT_GE(*usage.processPeakBytes, 120 * kMib);
    EXPECT_LT(*usage.processPeakBytes, 200 * kMib) << "one worker's, not both, and not that of its parent";
    EXPECT_GT(*usage.minorFaults, 2 * 120 * kMib / 4096 / 600) << "even if they were huge pages";
#ifdef __SANITIZE_ADDRESS__
    EXPECT_GE(usage.processesStarted, 3) << "the leak checker of each process is one as well, if it is seen";
#else
    EXPECT_EQ(usage.processesStarted, 3);
#endif
    EXPECT_GE(usage.threadsPeak.value_or(0), 3);
}

TEST_F(StepRuns, EveryProcessThatWasStartedIsCounted)
{
    run(planOf("many", tasksOf(5, {plan::Command{{"true"}, {}, 0}}),
        {executor("serial"), executor("process-per-task"), executor("process-pool", {{"workers", std::int64_t{2}}})}));
    for (const auto &one : listener.record->runs) {
        ASSERT_EQ(one->count(TaskStatus::Succeeded), 5U) << one->entry.label;
        // The runner, the workers, and of each command it and the one that watches over it.
        const std::int64_t workers = one->entry.id == "process-per-task" ? 5 : one->entry.id == "process-pool" ? 2 : 0;
#ifdef __SANITIZE_ADDRESS__
        EXPECT_GE(one->usage.processesStarted, 1 + workers + 5 * 2) << one->entry.label << ": the leak checker of each process is one as well, if it is seen";
#else
        EXPECT_EQ(one->usage.processesStarted, 1 + workers + 5 * 2) << one->entry.label;
#endif
    }
}

TEST_F(StepRuns, TheFolderOfAControllerThatDiedWithItsRunnerIsRemovedByTheNextExperiment)
{
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);
    const pid_t pid = ::fork();
    if (pid == 0) { // names a folder and dies before it could remove it
        const std::string path = engine::newRunFolder();
        std::filesystem::create_directory(path);
        std::ofstream(path + "/read-1") << "what was read";
        (void)!::write(ends[1], path.data(), path.size());
        ::_exit(0);
    }
    ::waitpid(pid, nullptr, 0);
    std::string path(512, '\0');
    path.resize(static_cast<std::size_t>(::read(ends[0], path.data(), path.size())));
    ::close(ends[0]);
    ::close(ends[1]);
    ASSERT_TRUE(std::filesystem::exists(path));
    run(planOf("next", tasksOf(1, {kWrite}), {executor("serial")}));
    EXPECT_FALSE(std::filesystem::exists(path));
    EXPECT_EQ(only().status, RunStatus::Finished);
}
