// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runner/services.h"
#include "core/workloads/lock_table.h"
#include "tests/runtime/process/process_table.h"
#include "tests/runtime/steps/step_bench.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sys/stat.h>

#include <filesystem>
#include <fstream>

namespace interleave::runner {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class RunServicesOfARun : public testing::Test {
protected:
    RunServicesOfARun()
    {
        order.workerPath = WORKER_PATH;
        order.folder = place.path() + "/interleave-run";
    }
    void TearDown() override
    {
        EXPECT_THAT(interleave::test::children(), IsEmpty());
        EXPECT_THAT(place.files(), IsEmpty());
    }
    base::Result<std::unique_ptr<Services>> open(std::vector<plan::Step> steps, std::int64_t count = 1)
    {
        plan::TaskGroup group;
        group.name = "g";
        group.count = count;
        group.steps = std::move(steps);
        plan::Workload workload;
        workload.groups = {group};
        const plan::ExecutorEntry entry{"thread-per-task", "x", {}, {}};
        return Services::open(workload, entry, plan::expandTasks(workload, entry, {}), order);
    }
    workloads::test::TemporaryFolder place;
    wire::RunSpec order;
};

TEST_F(RunServicesOfARun, OnlyWhatIsUsedIsMade)
{
    const auto services = open({plan::Sleep{1.0}, plan::Compute{}, plan::Memory{1.0, 0.0}, plan::Command{{"true"}, {}, 0}}).value();
    const auto &lent = services->lent();
    EXPECT_THAT(place.files(), IsEmpty());
    EXPECT_THAT(interleave::test::children(), IsEmpty());
    EXPECT_EQ(lent.responderPort, 0);
    EXPECT_EQ(lent.folder, "");
    EXPECT_FALSE(lent.locks || lent.connections);
    EXPECT_EQ(lent.details.size(), 4U);
    EXPECT_EQ(lent.workerPath, WORKER_PATH);
}

TEST_F(RunServicesOfARun, TheFolderIsPrivateAndHoldsTheFileToRead)
{
    const auto services = open({plan::File{true, 100.0, false}, plan::File{false, plan::Indexed{1000, 500, 3}, false}}, 3).value();
    struct stat status{};
    ASSERT_EQ(::stat(order.folder.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, 0700U);
    EXPECT_EQ(services->lent().folder, order.folder);
    EXPECT_EQ(std::filesystem::file_size(workloads::fileToRead(order.folder)), 2000U) << "as long as the longest reading";
    std::ofstream(order.folder + "/left behind") << "by a task that was killed";
    services->close();
    EXPECT_THAT(place.files(), IsEmpty());
}

TEST_F(RunServicesOfARun, AFolderThatSomebodyHadBeforeIsRefusedAndLeftAlone)
{
    std::filesystem::create_directory(order.folder);
    std::ofstream(order.folder + "/precious") << "x";
    const auto services = open({plan::File{true, 100.0, false}});
    ASSERT_FALSE(services);
    EXPECT_EQ(services.error().code, base::ErrorCode::Refused);
    EXPECT_THAT(services.error().text(), HasSubstr("File exists"));
    EXPECT_TRUE(std::filesystem::exists(order.folder + "/precious"));
    std::filesystem::remove_all(order.folder);
    order.folder = place.path() + "/none/interleave-run";
    EXPECT_THAT(open({plan::File{true, 100.0, false}}).error().text(), HasSubstr("TMPDIR"));
    order.folder.clear();
    EXPECT_FALSE(open({plan::File{true, 100.0, false}}));
}

TEST_F(RunServicesOfARun, MoreThanTheFolderHoldsIsRefusedAndLeavesNothing)
{
    const auto services = open({plan::File{true, 1'073'741'824.0, false}}, 10'000);
    ASSERT_FALSE(services);
    EXPECT_EQ(services.error().code, base::ErrorCode::Refused);
    EXPECT_THAT(services.error().text(), HasSubstr("10000 tasks at once write 10240000 MiB"));
}

TEST_F(RunServicesOfARun, TheResponderLivesAsLongAsTheyDo)
{
    const auto services = open({plan::Network{}, plan::Lock{"door", 0.0}, plan::Lock{"till", 0.0}}).value();
    EXPECT_NE(services->lent().responderPort, 0);
    EXPECT_EQ(interleave::test::children().size(), 1U);
    EXPECT_TRUE(services->lent().connections);
    ASSERT_TRUE(services->lent().locks);
    EXPECT_EQ(services->lent().locks->count(), 2U);
    EXPECT_THAT(services->lent().lockNames, ElementsAre("door", "till"));
    const rusage used = services->close();
    EXPECT_GT(used.ru_maxrss, 0);
    EXPECT_THAT(interleave::test::children(), IsEmpty());
    EXPECT_EQ(services->close().ru_maxrss, 0) << "counted once";
}

TEST_F(RunServicesOfARun, HostsAreLookedUpOnceAndNeedNoResponder)
{
    plan::Network local, nowhere;
    local.host = "localhost";
    local.port = 80;
    nowhere.host = "no-such-host.invalid";
    nowhere.port = 80;
    const auto services = open({plan::Sleep{1.0}, local, nowhere}).value();
    const auto &hosts = services->lent().hosts;
    ASSERT_EQ(hosts.size(), 3U);
    EXPECT_THAT(hosts[0].addresses, IsEmpty());
    EXPECT_THAT(hosts[1].addresses, testing::Contains(testing::AnyOf("127.0.0.1", "::1")));
    EXPECT_THAT(hosts[2].addresses, IsEmpty());
    EXPECT_NE(hosts[2].error, "");
    EXPECT_EQ(services->lent().responderPort, 0);
    EXPECT_THAT(interleave::test::children(), IsEmpty());
}

TEST_F(RunServicesOfARun, WithoutAWorkerProgramTheNetworkIsRefused)
{
    order.workerPath = "/nowhere/interleave-worker";
    const auto services = open({plan::File{true, 1.0, false}, plan::Network{}});
    ASSERT_FALSE(services);
    EXPECT_EQ(services.error().code, base::ErrorCode::Refused);
}

TEST_F(RunServicesOfARun, LeaveNoDescriptor)
{
    const auto all = [&] { return open({plan::File{false, 10.0, false}, plan::Network{}, plan::Lock{"door", 0.0}}); };
    ASSERT_TRUE(all());
    const auto before = interleave::test::openDescriptors();
    for (int i = 0; i < 5; ++i)
        ASSERT_TRUE(all());
    EXPECT_EQ(interleave::test::openDescriptors(), before);
}

} // namespace
} // namespace interleave::runner
