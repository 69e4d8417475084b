// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/own_usage.h"
#include "tests/runtime/steps/step_bench.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace interleave::workloads {
namespace {

using namespace std::chrono_literals;
using trace::EventKind;
using trace::TaskStatus;

constexpr std::int64_t kMib = 1 << 20;

class MemoryStep : public testing::Test, protected test::StepBench {
protected:
    plan::StepSpec memory(std::int64_t bytes, base::Nanoseconds hold = {}) { return step(plan::StepKind::Memory, bytes, hold.count()); }
};

TEST_F(MemoryStep, EveryPageIsThereWhileItIsHeldAndGoneAfterwards)
{
    std::int64_t held = 0;
    test::CountingInterlude interlude;
    interlude.onBlocking = [&] { held = metrics::readOwnMemory().rssBytes.value_or(0); };
    context.interlude = &interlude;
    const auto before = metrics::readOwnMemory().rssBytes.value_or(0);
    EXPECT_EQ(run(memory(96 * kMib, 20ms)).error, "");
    EXPECT_GE(took(), 20ms);
    EXPECT_GE(held - before, 90 * kMib);
    EXPECT_LT(metrics::readOwnMemory().rssBytes.value_or(0) - before, 20 * kMib);
    EXPECT_EQ(interlude.before, 1);
    EXPECT_EQ(interlude.after, 1);
    EXPECT_GE(interlude.slices, 20) << "touching is work: a global lock may change hands in it";
}

TEST_F(MemoryStep, IsBlockedOnlyWhileItHolds)
{
    run(memory(kMib, 10ms));
    EXPECT_THAT(kinds(), testing::ElementsAre(EventKind::StepBegin, EventKind::Blocked, EventKind::Resumed, EventKind::StepEnd));
    EXPECT_GE(*life().blocked + life().runnable.value_or(0ns), 9ms);
    run(memory(kMib));
    EXPECT_THAT(kinds(), testing::ElementsAre(EventKind::StepBegin, EventKind::StepEnd));
    EXPECT_EQ(run(memory(0)).error, "");
}

TEST_F(MemoryStep, WhatTheMachineDoesNotGiveFailsTheTask)
{
    const auto outcome = run(memory(std::int64_t{1} << 60));
    EXPECT_EQ(outcome.status, TaskStatus::Failed);
    EXPECT_EQ(outcome.error, "could not allocate 1152921504606846976 bytes: Cannot allocate memory");
}

TEST_F(MemoryStep, EndsAtTheTimeOutAndAfterACancel)
{
    EXPECT_EQ(run(memory(kMib, 60s), 30ms).status, TaskStatus::TimedOut);
    EXPECT_LT(took(), 1s);
    EXPECT_EQ(runAndCancel(memory(kMib, 60s), 20ms).status, TaskStatus::Cancelled);
    EXPECT_LT(took(), 500ms);
    cancelled = true;
    EXPECT_EQ(run(memory(512 * kMib)).status, TaskStatus::Cancelled) << "seen while touching";
}

} // namespace
} // namespace interleave::workloads
