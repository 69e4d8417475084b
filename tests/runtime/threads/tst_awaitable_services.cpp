// SPDX-License-Identifier: GPL-3.0-or-later
// The awaitable steps that need something of the machine: sockets, files, memory, locks, programs. All of them real.
#include "core/runner/responder_process.h"
#include "core/spawn/spawn.h"
#include "core/workloads/connection_pool.h"
#include "core/workloads/file_step.h"
#include "tests/runtime/threads/step_fixture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <signal.h>
#include <stdlib.h>

#include <algorithm>
#include <filesystem>
#include <map>

namespace interleave::eventloop {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using trace::BlockCause;

class AwaitableServices : public AwaitableSteps {
public:
    AwaitableServices()
    {
        services.workerPath = WORKER_PATH;
        services.connections = std::make_shared<workloads::ConnectionPool>();
        environment.services = &services;
    }

    /// Starts the tasks with what their steps say; `details` by StepSpec::detail.
    void runWith(std::vector<plan::StepDetail> details, const std::vector<plan::TaskSpec> &specs)
    {
        services.details = std::move(details);
        shared = std::make_unique<LoopServices>(loop, services, *mapping);
        environment.shared = shared.get();
        runAll(specs);
    }
    void cancelAfter(Nanoseconds pause)
    {
        const auto stopper = [](AwaitableServices &t, Nanoseconds until) -> Task<void> {
            co_await t.loop.sleepUntil(until);
            t.cancelled = true;
            t.loop.cancel();
        };
        scope.spawn(stopper(*this, base::monotonicNow() + pause));
    }

    std::vector<trace::Event> events(std::uint32_t task, EventKind kind)
    {
        std::vector<trace::Event> found;
        for (const auto &e : trace::Reader(mapping).newEvents())
            if (e.event.task == task && e.event.kind == kind)
                found.push_back(e.event);
        return found;
    }
    Nanoseconds took(std::uint32_t id) { return *life(id).finished - *life(id).started; }
    Nanoseconds makespan(std::size_t n)
    {
        Nanoseconds first = Nanoseconds::max(), last{0};
        for (std::uint32_t i = 0; i < n; ++i) {
            first = std::min(first, *life(i).started);
            last = std::max(last, *life(i).finished);
        }
        return last - first;
    }
    std::size_t succeeded()
    {
        return static_cast<std::size_t>(std::count_if(outcomes.begin(), outcomes.end(), [](const auto &o) { return o.status == TaskStatus::Succeeded; }));
    }

    workloads::RunServices services;
    std::unique_ptr<LoopServices> shared;
};

// --- network ---

class AwaitableNetwork : public AwaitableServices {
public:
    AwaitableNetwork() { services.responderPort = responder->port(); }
    static plan::StepSpec request(Nanoseconds delay, std::int64_t bytes = 10, std::int64_t answer = 10)
    {
        return {plan::StepKind::Network, delay.count(), bytes, answer};
    }
    static plan::StepDetail keeping(bool keep)
    {
        plan::StepDetail detail;
        detail.keepAlive = keep;
        return detail;
    }
    std::unique_ptr<runner::ResponderProcess> responder = std::move(runner::ResponderProcess::start(WORKER_PATH).value());
};

TEST_F(AwaitableNetwork, RequestsOverlap)
{
    std::vector<plan::TaskSpec> specs;
    for (std::uint32_t i = 0; i < 20; ++i)
        specs.push_back(task(i, {request(100ms + (i % 10) * 10ms)}));
    runWith({keeping(true)}, specs);
    EXPECT_EQ(succeeded(), 20U);
    EXPECT_GE(makespan(20), 190ms);
    EXPECT_LT(makespan(20), 1s) << "one after another they would take 2.9 s";
    for (std::uint32_t i = 0; i < 20; ++i) {
        EXPECT_GE(took(i), 100ms + (i % 10) * 10ms) << i;
        EXPECT_GE(*life(i).blocked, 100ms) << i;
        for (const auto &e : events(i, EventKind::Blocked))
            EXPECT_EQ(e.flags, static_cast<std::uint8_t>(BlockCause::Network));
    }
}

TEST_F(AwaitableNetwork, AThousandAtOnceAllGetTheirAnswer)
{
    if (spawn::raiseDescriptorLimit() < 1100)
        FAIL() << "this machine does not give a process 1100 descriptors";
    std::vector<plan::TaskSpec> specs;
    for (std::uint32_t i = 0; i < 1000; ++i)
        specs.push_back(task(i, {request(500ms)}));
    runWith({keeping(true)}, specs);
    EXPECT_EQ(succeeded(), 1000U);
    EXPECT_EQ(services.connections->idle(), 1000U) << "that many connections were open at once";
    EXPECT_GE(makespan(1000), 500ms);
    EXPECT_LT(makespan(1000), 3s);
    RecordProperty("makespan_ms", static_cast<int>(base::toMilliseconds(makespan(1000))));
}

TEST_F(AwaitableNetwork, AConnectionIsKeptOrNotAsTheStepSays)
{
    runWith({keeping(true)}, {task(0, {request(1ms), request(1ms), request(1ms)})});
    EXPECT_EQ(succeeded(), 1U);
    EXPECT_EQ(services.connections->idle(), 1U) << "one served all three";
    outcomes.clear();
    services.connections = std::make_shared<workloads::ConnectionPool>();
    runWith({keeping(false)}, {task(1, {request(1ms), request(1ms)})});
    EXPECT_EQ(succeeded(), 1U);
    EXPECT_EQ(services.connections->idle(), 0U);
}

TEST_F(AwaitableNetwork, LargeRequestsAndAnswersDoNotBlockTheLoop)
{
    constexpr std::int64_t kBytes = 8 << 20;
    runWith({keeping(true)}, {task(0, {request(1ms, kBytes, kBytes)}), task(1, {request(1ms, kBytes, kBytes)}), task(2, {sleep(5ms)})});
    EXPECT_EQ(succeeded(), 3U);
    EXPECT_GT(events(0, EventKind::Blocked).size(), 2U) << "it waits for room and for bytes, again and again";
}

TEST_F(AwaitableNetwork, TheTasksTimeOutAndACancelEndARequest)
{
    cancelAfter(60ms);
    runWith({keeping(true)}, {task(0, {request(1h)}, 20ms), task(1, {request(1h)})});
    EXPECT_EQ(life(0).status, TaskStatus::TimedOut);
    EXPECT_GE(took(0), 20ms);
    EXPECT_THAT(life(0).error, HasSubstr("20 ms"));
    EXPECT_EQ(life(1).status, TaskStatus::Cancelled);
    EXPECT_LT(makespan(2), 500ms);
    EXPECT_EQ(services.connections->idle(), 0U) << "what was cut off is not used again";
}

TEST_F(AwaitableNetwork, APeerThatDiesFailsItsRequestsAndNobodyListeningIsSaid)
{
    const auto killer = [](AwaitableNetwork &t) -> Task<void> {
        const Nanoseconds until = base::monotonicNow() + 30ms;
        co_await t.loop.sleepUntil(until);
        t.responder->stop();
    };
    scope.spawn(killer(*this));
    runWith({keeping(true)}, {task(0, {request(1h)}), task(1, {sleep(60ms), request(1ms)})});
    EXPECT_EQ(life(0).status, TaskStatus::Failed);
    EXPECT_FALSE(life(0).error.empty());
    EXPECT_EQ(life(1).status, TaskStatus::Failed);
    EXPECT_THAT(life(1).error, HasSubstr(std::to_string(services.responderPort)));
}

// --- file ---

class AwaitableFile : public AwaitableServices {
public:
    AwaitableFile()
    {
        std::string pattern = (std::filesystem::temp_directory_path() / "interleave-test-XXXXXX").string();
        services.folder = ::mkdtemp(pattern.data());
    }
    ~AwaitableFile() override { std::filesystem::remove_all(services.folder); }
    static plan::StepDetail writing()
    {
        plan::StepDetail detail;
        detail.write = true;
        return detail;
    }
    std::size_t files() const
    {
        return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(services.folder), std::filesystem::directory_iterator()));
    }
    static plan::StepSpec file(std::int64_t bytes) { return {plan::StepKind::File, bytes}; }
};

TEST_F(AwaitableFile, BlocksTheLoopVisiblyAndLeavesNothingBehind)
{
    runWith({writing()}, {task(0, {file(4 << 20)}), task(1, {file(4 << 20)})});
    EXPECT_EQ(succeeded(), 2U);
    EXPECT_GE(*life(1).started, *life(0).finished) << "nobody else has a turn meanwhile";
    for (std::uint32_t i = 0; i < 2; ++i) {
        const auto blocked = events(i, EventKind::Blocked);
        ASSERT_EQ(blocked.size(), 1U);
        EXPECT_EQ(blocked[0].flags, static_cast<std::uint8_t>(BlockCause::File));
        EXPECT_EQ(events(i, EventKind::Resumed).size(), 1U);
        EXPECT_GT(*life(i).onCpu, 0ns);
        EXPECT_LE(*life(i).onCpu + *life(i).blocked, took(i) + 1ms);
    }
    EXPECT_EQ(files(), 0U);
}

TEST_F(AwaitableFile, ReadsWhatWasPreparedAndFailsWhereThereIsNotEnough)
{
    ASSERT_TRUE(workloads::makeFileToRead(services.folder, 100'000));
    runWith({{}}, {task(0, {file(100'000)}), task(1, {file(100'001)})});
    EXPECT_EQ(life(0).status, TaskStatus::Succeeded) << life(0).error;
    EXPECT_EQ(life(1).status, TaskStatus::Failed);
    EXPECT_THAT(life(1).error, HasSubstr("100000"));
}

// --- memory and locks ---

TEST_F(AwaitableServices, MemoryIsHeldByManyAtOnce)
{
    std::vector<plan::TaskSpec> specs;
    for (std::uint32_t i = 0; i < 10; ++i)
        specs.push_back(task(i, {{plan::StepKind::Memory, 1 << 16, Nanoseconds(50ms).count()}}));
    runWith({{}}, specs);
    EXPECT_EQ(succeeded(), 10U);
    EXPECT_GE(makespan(10), 50ms);
    EXPECT_LT(makespan(10), 400ms) << "one after another they would take 500 ms";
}

TEST_F(AwaitableServices, MemoryThatTheMachineDoesNotHaveIsAFailure)
{
    runWith({{}}, {task(0, {{plan::StepKind::Memory, std::int64_t{1} << 60}})});
    EXPECT_EQ(life(0).status, TaskStatus::Failed);
    EXPECT_THAT(life(0).error, HasSubstr("could not allocate"));
}

plan::StepSpec lockStepOf(Nanoseconds hold, std::uint32_t detail = 0) { return {plan::StepKind::Lock, hold.count(), 0, 0, detail}; }

plan::StepDetail lockNumber(std::uint32_t lock)
{
    plan::StepDetail detail;
    detail.lock = lock;
    return detail;
}

TEST_F(AwaitableServices, ANamedLockIsHeldByOneAtATimeInOrderOfArrival)
{
    services.lockNames = {"ledger", "printer"};
    std::vector<plan::TaskSpec> specs;
    for (std::uint32_t i = 0; i < 5; ++i)
        specs.push_back(task(i, {lockStepOf(10ms)}));
    specs.push_back(task(5, {lockStepOf(10ms, 1)}));
    runWith({lockNumber(0), lockNumber(1)}, specs);
    EXPECT_EQ(succeeded(), 6U);
    for (std::uint32_t i = 1; i < 5; ++i) {
        const auto requested = events(i, EventKind::LockRequested), acquired = events(i, EventKind::LockAcquired);
        ASSERT_EQ(acquired.size(), 1U);
        EXPECT_GE(acquired[0].time, events(i - 1, EventKind::LockReleased).at(0).time);
        EXPECT_LE(requested.at(0).time, acquired[0].time);
        EXPECT_EQ(trace::Reader(mapping).text(acquired[0].arg1), "ledger");
        EXPECT_EQ(events(i, EventKind::Blocked).at(0).flags, static_cast<std::uint8_t>(BlockCause::Lock));
        EXPECT_GE(*life(i).blocked, (i + 1) * 10ms);
    }
    EXPECT_LT(took(5), 45ms) << "another lock";
    EXPECT_EQ(trace::Reader(mapping).text(events(5, EventKind::LockAcquired).at(0).arg1), "printer");
}

TEST_F(AwaitableServices, WhoGivesUpWaitingForALockFreesItForTheNext)
{
    services.lockNames = {"one"};
    runWith({lockNumber(0)}, {task(0, {lockStepOf(60ms)}), task(1, {lockStepOf(1h)}, 10ms), task(2, {lockStepOf(1ms)})});
    EXPECT_EQ(life(0).status, TaskStatus::Succeeded);
    EXPECT_EQ(life(1).status, TaskStatus::TimedOut);
    EXPECT_TRUE(events(1, EventKind::LockAcquired).empty());
    EXPECT_EQ(life(2).status, TaskStatus::Succeeded);
    EXPECT_GE(events(2, EventKind::LockAcquired).at(0).time, events(0, EventKind::LockReleased).at(0).time);
}

TEST_F(AwaitableServices, ATimeOutWhileHoldingALockReleasesIt)
{
    services.lockNames = {"one"};
    runWith({lockNumber(0)}, {task(0, {lockStepOf(1h)}, 10ms), task(1, {lockStepOf(1ms)})});
    EXPECT_EQ(life(0).status, TaskStatus::TimedOut);
    EXPECT_EQ(life(1).status, TaskStatus::Succeeded);
}

// --- command ---

class AwaitableCommand : public AwaitableServices {
public:
    void runCommands(const std::vector<std::vector<std::string>> &commands, Nanoseconds timeout = 0ns, Nanoseconds taskTimeout = 0ns)
    {
        std::vector<plan::StepDetail> details;
        std::vector<plan::TaskSpec> specs;
        for (std::uint32_t i = 0; i < commands.size(); ++i) {
            details.emplace_back().argv = commands[i];
            specs.push_back(task(i, {{plan::StepKind::Command, timeout.count(), 0, 0, i}}, taskTimeout));
        }
        runWith(details, specs);
    }
    static std::vector<std::string> shell(const char *script) { return {"/bin/sh", "-c", script}; }
};

TEST_F(AwaitableCommand, CommandsOverlapAndAreWaitedForWithoutBlockingTheLoop)
{
    runCommands(std::vector<std::vector<std::string>>(10, {"sleep", "0.3"}));
    EXPECT_EQ(succeeded(), 10U);
    EXPECT_GE(makespan(10), 300ms);
    EXPECT_LT(makespan(10), 2s) << "one after another they would take 3 s";
    for (const auto &e : events(0, EventKind::Blocked))
        EXPECT_EQ(e.flags, static_cast<std::uint8_t>(BlockCause::Command));
}

TEST_F(AwaitableCommand, HowItEndedIsSaidWithItsLastWords)
{
    runCommands({{"true"}, shell("echo so it goes >&2; exit 3"), shell("kill -SEGV $$"), {"/nowhere/at/all"}});
    EXPECT_EQ(life(0).status, TaskStatus::Succeeded) << life(0).error;
    EXPECT_EQ(life(1).status, TaskStatus::Failed);
    EXPECT_THAT(life(1).error, AllOf(HasSubstr("3"), HasSubstr("so it goes")));
    EXPECT_THAT(life(2).error, HasSubstr("SIGSEGV"));
    EXPECT_THAT(life(3).error, HasSubstr("could not start"));
}

TEST_F(AwaitableCommand, EverythingItSaysIsReadWhileOthersRun)
{
    runCommands({shell("head -c 20000000 /dev/zero"), {"sleep", "0.05"}});
    EXPECT_EQ(succeeded(), 2U);
}

TEST_F(AwaitableCommand, ItsOwnTimeOutEndsIt)
{
    runCommands({shell("trap '' TERM; while :; do sleep 0.05; done"), {"sleep", "100"}}, 1s); // long enough for the shell to have set its trap
    for (std::uint32_t i = 0; i < 2; ++i) {
        EXPECT_EQ(life(i).status, TaskStatus::TimedOut) << life(i).error;
        EXPECT_THAT(life(i).error, HasSubstr("its time-out of 1000 ms"));
    }
    EXPECT_GE(took(0), 1500ms) << "it has a grace to end by itself";
    EXPECT_LT(took(1), took(0)) << "who listens is gone at once";
}

TEST_F(AwaitableCommand, TheTasksTimeOutEndsIt)
{
    runCommands({{"sleep", "100"}}, 1h, 50ms);
    EXPECT_EQ(life(0).status, TaskStatus::TimedOut);
    EXPECT_THAT(life(0).error, HasSubstr("50 ms"));
}

TEST_F(AwaitableCommand, ACancelEndsAllOfThemWithinHalfASecond)
{
    cancelAfter(200ms);
    std::vector<std::vector<std::string>> commands(6, {"sleep", "100"});
    commands.push_back(shell("trap '' TERM; while :; do sleep 0.05; done"));
    runCommands(commands);
    for (std::uint32_t i = 0; i < 7; ++i)
        EXPECT_EQ(life(i).status, TaskStatus::Cancelled) << life(i).error;
    EXPECT_LT(makespan(7), 700ms);
}

} // namespace
} // namespace interleave::eventloop
