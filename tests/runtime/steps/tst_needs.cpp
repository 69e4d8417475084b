// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/executors/executor.h"
#include "core/plan/estimate.h"
#include "core/runner/needs.h"

#include <gtest/gtest.h>

namespace interleave::runner {
namespace {

constexpr std::int64_t kMib = 1 << 20;

plan::Workload workloadOf(std::vector<plan::Step> steps, std::int64_t count)
{
    plan::Workload workload;
    plan::TaskGroup group;
    group.name = "g";
    group.count = count;
    group.steps = std::move(steps);
    workload.groups = {group};
    return workload;
}

plan::ExecutorEntry entryOf(const std::string &id, std::map<std::string, plan::ParameterValue> parameters = {}) { return {id, id, std::move(parameters), {}}; }

std::optional<std::size_t> bound(const plan::ExecutorEntry &entry, const plan::Workload &workload = {})
{
    const auto catalogue = executors::makeCatalogue();
    return mostAtOnce(workload, entry, *catalogue.executor(entry.id));
}

Needs needsFor(const plan::Workload &workload, const plan::ExecutorEntry &entry)
{
    const auto catalogue = executors::makeCatalogue();
    const auto &descriptor = *catalogue.executor(entry.id);
    return needsOf(workload, plan::expandTasks(workload, entry, {}), descriptor, mostAtOnce(workload, entry, descriptor));
}

TEST(Needs, TheExecutorBoundsHowManyTasksMeet)
{
    EXPECT_EQ(bound(entryOf("serial")), 1U);
    EXPECT_EQ(bound(entryOf("thread-pool", {{"workers", std::int64_t{7}}})), 7U);
    EXPECT_EQ(bound(entryOf("process-per-task")), 64U);
    EXPECT_EQ(bound(entryOf("async-semaphore")), 10U);
    EXPECT_EQ(bound(entryOf("async-queue")), 4U);
    EXPECT_EQ(bound(entryOf("thread-per-task")), std::nullopt);
    EXPECT_EQ(bound(entryOf("async-gather")), std::nullopt);
    EXPECT_EQ(bound(entryOf("async-hybrid", {{"workers", std::int64_t{2}}})), std::nullopt);
}

TEST(Needs, ClientsOfAClosedLoopBoundItToo)
{
    plan::Workload workload;
    workload.arrival.kind = plan::Arrival::Kind::Closed;
    workload.arrival.clients = 3;
    EXPECT_EQ(bound(entryOf("async-gather"), workload), 3U);
    EXPECT_EQ(bound(entryOf("thread-pool", {{"workers", std::int64_t{7}}}), workload), 3U);
    EXPECT_EQ(bound(entryOf("thread-pool", {{"workers", std::int64_t{2}}}), workload), 2U);
}

TEST(Needs, AreThoseOfTheTasksThatTakeMost)
{
    const auto workload = workloadOf({plan::File{true, plan::Indexed{100, 100, 10}, false}, plan::File{false, plan::Indexed{1000, 1, 5}, false}, plan::Memory{plan::Indexed{1, 1, 4}, 0.0}}, 20);
    const Needs pool = needsFor(workload, entryOf("thread-pool", {{"workers", std::int64_t{3}}}));
    EXPECT_EQ(pool.atOnce, 3U);
    EXPECT_EQ(pool.writtenBytes, 1000 + 1000 + 900);
    EXPECT_EQ(pool.readBytes, 1004);
    EXPECT_EQ(pool.memoryBytes, 3 * 4 * kMib);
    const Needs all = needsFor(workload, entryOf("thread-per-task"));
    EXPECT_EQ(all.atOnce, 20U);
    EXPECT_EQ(all.writtenBytes, 2 * 5500);
    EXPECT_EQ(all.memoryBytes, 4 * kMib) << "more may never meet";
}

TEST(Needs, CountDescriptorsWhereTasksAreSureToMeet)
{
    auto workload = workloadOf({plan::Network{}, plan::Command{{"true"}, {}, 0}}, 100);
    EXPECT_EQ(needsFor(workload, entryOf("async-gather")).descriptors, 400U);
    EXPECT_EQ(needsFor(workload, entryOf("serial")).descriptors, 4U);
    EXPECT_EQ(needsFor(workload, entryOf("process-pool")).descriptors, 0U) << "each worker process has its own";
    workload.arrival.kind = plan::Arrival::Kind::Interval;
    EXPECT_EQ(needsFor(workload, entryOf("async-gather")).descriptors, 0U);
}

TEST(Needs, SpaceThatIsNotThereIsRefusedWithWhatWouldWork)
{
    Needs needs;
    needs.atOnce = 8;
    needs.writtenBytes = 800 * kMib;
    EXPECT_TRUE(checkSpace(needs, "/tmp/x", 1000 * kMib));
    const auto refused = checkSpace(needs, "/tmp/x", 500 * kMib);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, base::ErrorCode::Refused);
    EXPECT_EQ(refused.error().text(), "file: 8 tasks at once write 800 MiB: /tmp/x has 500 MiB free, a tenth of which stays free, at most 4 at once would work");
    needs.atOnce = 1;
    needs.readBytes = 10 * kMib;
    EXPECT_EQ(checkSpace(needs, "/tmp/x", 20 * kMib).error().text(),
              "file: one task writes 800 MiB, and the file to read has 10 MiB: /tmp/x has 20 MiB free, a tenth of which stays free, not even one task would work");
    needs.writtenBytes = 0;
    EXPECT_TRUE(checkSpace(needs, "/tmp/x", 20 * kMib));
    EXPECT_FALSE(checkSpace(needs, "/tmp/x", 10 * kMib));
}

TEST(Needs, MemoryThatIsNotThereIsRefusedWithWhatWouldWork)
{
    Needs needs;
    needs.atOnce = 4;
    needs.memoryBytes = 4096 * kMib;
    EXPECT_TRUE(checkMemory(needs, 4096 * kMib));
    EXPECT_EQ(checkMemory(needs, 3000 * kMib).error().text(), "memory: 4 tasks at once hold 4096 MiB: MemAvailable is 3000 MiB, at most 2 at once would work");
}

TEST(Needs, DescriptorsThatAreNotThereAreRefusedWithWhatWouldWork)
{
    Needs needs;
    EXPECT_TRUE(checkDescriptors(needs, 64));
    needs.atOnce = 5000;
    needs.descriptors = 5000;
    EXPECT_TRUE(checkDescriptors(needs, 5400));
    EXPECT_EQ(checkDescriptors(needs, 1024).error().text(), "descriptors: 5000 tasks at once need 5400 descriptors: RLIMIT_NOFILE is 1024, at most 624 at once would work");
}

} // namespace
} // namespace interleave::runner
