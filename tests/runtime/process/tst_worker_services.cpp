// SPDX-License-Identifier: GPL-3.0-or-later
// Steps that need what a run lends, in worker processes of every kind.
#include "tests/runtime/process/executor_run.h"
#include "tests/runtime/process/process_table.h"

#include "core/workloads/lock_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <signal.h>

#include <algorithm>
#include <filesystem>
#include <vector>

namespace {

using namespace interleave;
using namespace std::chrono_literals;
using test::ExecutorRun;
using trace::TaskStatus;

class WorkerServices : public testing::TestWithParam<plan::ExecutorEntry> {
protected:
    void TearDown() override
    {
        EXPECT_THAT(test::children(), testing::IsEmpty());
        EXPECT_EQ(test::openDescriptors(), m_descriptors);
    }

    static void lendLock(ExecutorRun& run)
    {
        run.services.details.resize(1);
        run.services.lockNames = {"the lock"};
        run.services.locks = *workloads::LockTable::create(1);
    }
    const std::size_t m_descriptors = test::openDescriptors();
};

INSTANTIATE_TEST_SUITE_P(Executors, WorkerServices, testing::Values(test::poolEntry(3, 1), test::perTaskEntry(3), test::queueEntry(3)), [](const auto& entry) {
    std::string name = entry.param.id;
    std::replace(name.begin(), name.end(), '-', '_');
    return name;
});

TEST_P(WorkerServices, ALockIsHeldByOneProcessAtATime)
{
    {
        ExecutorRun run(test::tasksOf(9, plan::StepKind::Lock, 10'000'000));
        lendLock(run);
        ASSERT_TRUE(run.conduct(GetParam()));
        EXPECT_EQ(run.count(TaskStatus::Succeeded), 9U);
        EXPECT_GE(run.runTime(), 90ms);
        EXPECT_EQ(run.events(trace::EventKind::LockAcquired).size(), 9U);
    }
}

TEST_P(WorkerServices, AWorkerThatDiesHoldingALockDoesNotStopTheOthers)
{
    auto tasks = test::tasksOf(6, plan::StepKind::Lock, 5'000'000);
    tasks[0].steps[0].amount = 60'000'000'000;
    ExecutorRun run(std::move(tasks));
    lendLock(run);
    // Whoever holds it has been killed when it has the long one; another one may be first.
    run.meanwhile(
        [&run](const trace::Reader& reader) {
            const auto life = reader.life(base::TaskId{0});
            const auto events = run.eventsOf(0);
            return life.started && std::any_of(events.begin(), events.end(), [](const auto& e) { return e.event.kind == trace::EventKind::LockAcquired; });
        },
        [](ExecutorRun& r) { ::kill(r.lane(r.life(0).startLane).pid, SIGKILL); });
    ASSERT_TRUE(run.conduct(GetParam()));
    EXPECT_EQ(run.life(0).status, TaskStatus::Failed);
    EXPECT_EQ(run.life(0).error, "worker killed by SIGKILL");
    EXPECT_EQ(run.count(TaskStatus::Succeeded), 5U);
}

TEST_P(WorkerServices, FilesAreWrittenInTheFolderOfTheRun)
{
    const auto folder = std::filesystem::temp_directory_path() / ("interleave-test-" + std::to_string(::getpid()));
    std::filesystem::create_directory(folder);
    ExecutorRun run(test::tasksOf(6, plan::StepKind::File, 100'000));
    run.services.details.resize(1);
    run.services.details[0].write = true;
    run.services.folder = folder.string();
    EXPECT_TRUE(run.conduct(GetParam()));
    EXPECT_EQ(run.count(TaskStatus::Succeeded), 6U) << run.life(0).error;
    std::filesystem::remove_all(folder);
}

TEST_P(WorkerServices, CommandsAreToldApartByTheirDetails)
{
    ExecutorRun run(test::tasksOf(2, plan::StepKind::Command, 0));
    run.services.details.resize(1);
    run.services.details[0].argv = {"/bin/sh", "-c", "exit 3"};
    ASSERT_TRUE(run.conduct(GetParam()));
    EXPECT_EQ(run.count(TaskStatus::Failed), 2U);
    EXPECT_THAT(run.life(0).error, testing::Not(testing::HasSubstr("lent nothing")));
}

} // namespace
