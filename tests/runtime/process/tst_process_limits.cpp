// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/runtime/process/executor_run.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

using namespace interleave;
using namespace std::chrono_literals;
using testing::AllOf;
using testing::HasSubstr;

namespace {

/// Few descriptors, while this lives.
class FewDescriptors {
public:
    FewDescriptors()
    {
        ::getrlimit(RLIMIT_NOFILE, &m_before);
        const rlimit few{100, m_before.rlim_max};
        ::setrlimit(RLIMIT_NOFILE, &few);
    }
    ~FewDescriptors() { ::setrlimit(RLIMIT_NOFILE, &m_before); }
    FewDescriptors(const FewDescriptors&) = delete;
    FewDescriptors& operator=(const FewDescriptors&) = delete;

private:
    rlimit m_before{};
};

plan::ExecutorEntry entry(const char* id, const char* key, std::map<std::string, plan::ParameterValue> more = {})
{
    more[key] = std::int64_t{60};
    return {id, id, std::move(more), {}};
}

} // namespace

TEST(ProcessLimits, MoreWorkersThanTheMachineGivesAreRefusedBeforeTheRunWithWhatWouldWork)
{
    for (const auto& asked : {entry("process-pool", "workers"), entry("process-queue", "workers"), entry("process-per-task", "limit"),
             entry("futures-as-completed", "workers", {{"on", std::string("processes")}})}) {
        SCOPED_TRACE(asked.id);
        test::ExecutorRun run(test::sleeps(60, 1ms));
        const FewDescriptors few;
        const auto result = run.conduct(asked);
        ASSERT_FALSE(result);
        EXPECT_EQ(result.error().code, base::ErrorCode::Refused);
        EXPECT_THAT(result.error().text(), AllOf(HasSubstr(asked.id), HasSubstr("300 descriptors asked for"), HasSubstr("RLIMIT_NOFILE"), HasSubstr("would work")));
        EXPECT_TRUE(run.workers().empty());
    }
}

TEST(ProcessLimits, ALimitAboveTheNumberOfTasksAsksOnlyForTheTasks)
{
    test::ExecutorRun run(test::sleeps(3, 1ms));
    const FewDescriptors few;
    ASSERT_TRUE(run.conduct(entry("process-per-task", "limit")));
    EXPECT_EQ(run.count(trace::TaskStatus::Succeeded), 3U);
}
