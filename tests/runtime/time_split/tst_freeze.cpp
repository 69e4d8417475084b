// SPDX-License-Identifier: GPL-3.0-or-later
// A server that freezes for a second, seen by arrivals that do not wait for it and by a client that does: coordinated omission, in real runs.
#include "core/analysis/quantile.h"
#include "core/executors/executor.h"
#include "core/plan/presets.h"
#include "tests/runtime/time_split/split_bench.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace interleave::test {
namespace {

using trace::TaskStatus;

/// One run of a shipped preset.
std::shared_ptr<const record::RunRecord> runOfPreset(std::string_view id)
{
    const auto plan = plan::loadPreset(id, executors::makeCatalogue());
    EXPECT_TRUE(plan.ok());
    return plan.ok() ? runOf(plan->workload, plan->executors.at(0)) : nullptr;
}

std::vector<double> latenciesMs(const record::RunRecord &run)
{
    std::vector<double> all;
    for (const record::TaskRow &row : run.tasks) {
        EXPECT_EQ(row.status, TaskStatus::Succeeded);
        all.push_back(static_cast<double>(row.latency().value_or(0)) / 1e6);
    }
    std::sort(all.begin(), all.end());
    return all;
}

double percentile(const std::vector<double> &sorted, double p) { return analysis::quantileSorted(sorted, p / 100.0); }

TEST(Freeze, ShowsInTheP99OfAnOpenLoopAndNotInThatOfTheClosedLoopBesideIt)
{
    const auto open = runOfPreset("freeze");
    const auto closed = runOfPreset("freeze-closed");
    ASSERT_TRUE(open && closed);
    const auto arrived = latenciesMs(*open), asked = latenciesMs(*closed);
    ASSERT_EQ(arrived.size(), 400U);
    ASSERT_EQ(asked.size(), 400U);

    // A freeze of one second: some 110 of 400 arrivals find a queue, the first the longest.
    EXPECT_GT(percentile(arrived, 99), 800);
    EXPECT_GT(percentile(arrived, 90), 300);
    EXPECT_LT(percentile(arrived, 50), 100);
    EXPECT_GE(arrived.back(), 1000);
    // The client that waits for its answer sends nothing meanwhile: one bad value in 400.
    EXPECT_LT(percentile(asked, 99), 100);
    EXPECT_GE(asked.back(), 1000);
    EXPECT_GT(percentile(arrived, 99), 8 * percentile(asked, 99));
}

} // namespace
} // namespace interleave::test
