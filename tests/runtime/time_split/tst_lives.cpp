// SPDX-License-Identifier: GPL-3.0-or-later
// Real runs of every concurrency model: what is told of a task's life is its row in the task table.
#include "core/analysis/critical_path.h"
#include "core/analysis/task_life.h"

#include "tests/runtime/time_split/split_bench.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace interleave::test {
namespace {

using analysis::FollowedTask;
using analysis::LifePhase;
using analysis::PhaseKind;
using record::TaskRow;

/// Waits of every kind, in tasks that contend for a lock and for processors; and some that are too short to be measured.
plan::Workload workload()
{
    plan::Lock hold;
    hold.name = "one";
    hold.holdMs = 2.0;
    plan::Network ask;
    ask.delayMs = 3.0;
    ask.requestBytes = 100.0;
    ask.responseBytes = 2'000.0;
    plan::Workload workload;
    workload.groups = {groupOf("mixed", 14, {plan::Compute{3'000'000.0}, plan::Sleep{4.0}, ask, plan::File{true, 200'000.0, false}, hold, plan::Compute{1'000'000.0}}),
                       groupOf("short", 30, {plan::Compute{1'000.0}, hold})};
    return workload;
}

class Lives : public testing::TestWithParam<plan::ExecutorEntry> {
protected:
    void SetUp() override
    {
        run = runOf(workload(), GetParam());
        ASSERT_TRUE(run && run->trace);
        ASSERT_EQ(run->status, record::RunStatus::Finished) << run->error;
    }
    std::shared_ptr<const record::RunRecord> run;
};

std::string told(const FollowedTask &followed)
{
    std::string text = "task " + std::to_string(followed.task);
    for (const LifePhase &phase : followed.phases)
        text += "\n  " + std::to_string(phase.begin) + " – " + std::to_string(phase.end) + ' ' + std::string(analysis::toText(phase.kind)) + ' '
            + std::string(trace::toText(phase.cause)) + ' ' + phase.what;
    return text;
}

bool isBeforeStart(PhaseKind kind) { return kind <= PhaseKind::HandedOver; }

void expectTheRow(const FollowedTask &followed, const TaskRow &row)
{
    SCOPED_TRACE(told(followed));
    EXPECT_EQ(followed.queue, row.queue());
    EXPECT_EQ(followed.service, row.service());
    EXPECT_EQ(followed.latency, row.latency());
    EXPECT_EQ(followed.blocked, row.blocked.get());
    EXPECT_EQ(followed.status, row.status);
    ASSERT_FALSE(followed.phases.empty());
    std::int64_t at = *row.due, before = 0, after = 0;
    for (const LifePhase &phase : followed.phases) {
        EXPECT_EQ(phase.begin, at) << "a gap";
        EXPECT_GT(phase.end, phase.begin);
        at = phase.end;
        (isBeforeStart(phase.kind) ? before : after) += phase.duration();
    }
    EXPECT_EQ(at, *row.finished);
    EXPECT_EQ(before, *row.queue());
    EXPECT_EQ(after, *row.service());
    if (row.blocked) {
        EXPECT_EQ(followed.total(PhaseKind::Blocked), *row.blocked);
    }
}

TEST_P(Lives, OfEveryTaskIsItsRow)
{
    for (const TaskRow &row : run->tasks) {
        ASSERT_EQ(row.status, trace::TaskStatus::Succeeded) << row.error;
        const auto followed = analysis::followTask(*run->trace, run->runStart, row.task);
        ASSERT_TRUE(followed);
        expectTheRow(*followed, row);
        if (HasFailure())
            return;
    }
}

TEST_P(Lives, MostOfTheWaitsThatWereMeasuredAreFoundWhereTheyWere)
{
    std::int64_t all = 0, estimated = 0;
    for (const TaskRow &row : run->tasks) {
        const auto followed = analysis::followTask(*run->trace, run->runStart, row.task);
        for (const LifePhase &phase : followed->phases) {
            all += phase.kind == PhaseKind::Blocked ? phase.duration() : 0;
            estimated += phase.kind == PhaseKind::Blocked && phase.estimated ? phase.duration() : 0;
        }
    }
    EXPECT_GT(all, 0);
    EXPECT_LT(static_cast<double>(estimated), 0.05 * static_cast<double>(all));
}

TEST_P(Lives, TheCriticalPathIsTheMakespan)
{
    const analysis::CriticalPath path = analysis::criticalPath(*run);
    ASSERT_FALSE(path.segments.empty());
    const auto makespan = static_cast<double>(*run->makespanNs);
    std::int64_t at = 0, shares = 0, work = 0;
    for (const analysis::PathSegment &segment : path.segments) {
        EXPECT_EQ(segment.begin, at) << "a gap";
        at = segment.end;
        work += segment.kind == analysis::PathKind::Running || segment.kind == analysis::PathKind::Blocked || segment.kind == analysis::PathKind::Ready ? segment.duration() : 0;
    }
    for (const auto &share : path.shares)
        shares += share.ns;
    EXPECT_NEAR(static_cast<double>(path.length()), makespan, 0.01 * makespan);
    EXPECT_EQ(shares, path.length());
    // These runs are work and waits, whoever runs them: a path of hand-overs and leftovers would explain nothing. Only starting a thread or a process for
    // each takes longer than that.
    std::string text;
    for (const auto &share : path.shares)
        text += ' ' + std::string(analysis::toText(share.kind)) + ' ' + std::string(trace::toText(share.cause)) + ' ' + std::to_string(share.ns / 1000);
    RecordProperty("shares", text);
    if (!GetParam().id.ends_with("-per-task")) {
        EXPECT_GT(static_cast<double>(work), 0.5 * makespan) << text;
    }
}

INSTANTIATE_TEST_SUITE_P(EveryModel, Lives, testing::ValuesIn(everyModel()), [](const testing::TestParamInfo<plan::ExecutorEntry> &tested) {
    std::string name = tested.param.id + (tested.param.parameters.contains("on") ? "_on_processes" : "");
    std::replace(name.begin(), name.end(), '-', '_');
    return name;
});

} // namespace
} // namespace interleave::test
