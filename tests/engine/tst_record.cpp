// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/record/freeze.h"
#include "core/record/live_run.h"
#include "core/record/run_record.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

namespace base = interleave::base;
namespace plan = interleave::plan;
namespace record = interleave::record;
namespace trace = interleave::trace;
using base::Nanoseconds;
using base::TaskId;

namespace {

std::shared_ptr<trace::Mapping> makeTrace(std::uint32_t tasks)
{
    trace::Capacity capacity;
    capacity.tasks = tasks;
    capacity.lanes = 8;
    capacity.detailBytes = 1U << 20;
    return trace::Mapping::create(capacity).value();
}

std::vector<plan::TaskSpec> makeTasks(std::uint32_t count)
{
    std::vector<plan::TaskSpec> tasks(count);
    for (std::uint32_t i = 0; i < count; ++i) {
        tasks[i].id = TaskId{i};
        tasks[i].group = i / 2;
        tasks[i].index = i % 2;
    }
    return tasks;
}

std::shared_ptr<const record::RunRecord> makeRun(
    std::uint32_t entry, std::optional<std::int64_t> makespan, record::RunStatus status = record::RunStatus::Finished)
{
    record::RunRecord run;
    run.key.entry = base::EntryId{entry};
    run.makespanNs = makespan;
    run.status = status;
    return std::make_shared<const record::RunRecord>(run);
}

} // namespace

TEST(TaskTable, SaysForHowManyTasksTheCpuTimeWasNotRead)
{
    std::vector<record::TaskRow> rows(3);
    EXPECT_EQ(record::unreadCosts(rows), "") << "what was lost had nothing to read";
    for (record::TaskRow &row : rows)
        row.status = trace::TaskStatus::Succeeded;
    EXPECT_EQ(record::unreadCosts(rows), "CPU time read per worker: the tasks are too short to read it for each at less than 1 % of their time");
    rows[1].onCpu = 0;
    EXPECT_EQ(record::unreadCosts(rows), "CPU time read per worker: 2 of 3 tasks are too short to read it for each at less than 1 % of their time");
    rows[0].onCpu = rows[2].onCpu = 5;
    EXPECT_EQ(record::unreadCosts(rows), "");
}

TEST(TaskTable, GivesTimesRelativeToTheRunsStart)
{
    const auto mapping = makeTrace(4);
    trace::LaneWriter lane(mapping, trace::LaneRole::Application, "application", base::kNoLane);
    trace::LaneWriter worker(mapping, trace::LaneRole::Worker, "worker 1", lane.id());
    const Nanoseconds start = base::monotonicNow();
    lane.submitted(TaskId{0}, start + Nanoseconds(5));
    worker.started(TaskId{0});
    worker.finished(TaskId{0}, trace::TaskStatus::Failed, "broke");
    worker.closed(TaskId{0}, {Nanoseconds(70), std::nullopt, {}});
    lane.submitted(TaskId{1}, start);
    worker.started(TaskId{1});
    lane.submitted(TaskId{2}, start);
    const trace::Reader reader(mapping);
    const auto rows = record::taskTable(reader, makeTasks(4), start);
    ASSERT_EQ(rows.size(), 4U);
    const auto &first = rows[0];
    EXPECT_EQ(first.due, 5);
    EXPECT_EQ(first.lane, worker.id().value);
    EXPECT_EQ(first.status, trace::TaskStatus::Failed);
    EXPECT_EQ(first.error, "broke");
    EXPECT_EQ(first.onCpu, 70);
    EXPECT_FALSE(first.runnable);
    EXPECT_EQ(first.blocked, 0);
    EXPECT_EQ(first.started, (*reader.life(TaskId{0}).started - start).count());
    EXPECT_EQ(first.queue(), *first.started - 5);
    EXPECT_EQ(first.service(), *first.finished - *first.started);
    EXPECT_EQ(first.latency(), *first.queue() + *first.service());
    // What never ended is lost, whether it had started, was only submitted, or neither.
    EXPECT_EQ(rows[1].status, trace::TaskStatus::Lost);
    EXPECT_TRUE(rows[1].started && !rows[1].finished && !rows[1].latency());
    EXPECT_EQ(rows[2].status, trace::TaskStatus::Lost);
    EXPECT_EQ(rows[2].lane, base::kNoLane.value);
    EXPECT_TRUE(rows[2].submitted && !rows[2].queue());
    EXPECT_EQ(rows[3].status, trace::TaskStatus::Lost);
    EXPECT_FALSE(rows[3].due);
    EXPECT_EQ(rows[3].group, 1U);
    EXPECT_EQ(rows[3].index, 1U);
}

TEST(Freeze, OrdersTheEventsOfAllLanesByTimeAndKeepsTheirTexts)
{
    const auto mapping = makeTrace(1);
    trace::LaneWriter one(mapping, trace::LaneRole::Application, "application", base::kNoLane);
    trace::LaneWriter two(mapping, trace::LaneRole::Worker, "worker 1", one.id());
    const std::uint32_t note = mapping->intern("a note"), lock = mapping->intern("the lock");
    const auto at = [](std::int64_t time, trace::EventKind kind, std::uint32_t arg1) {
        trace::Event event;
        event.time = time;
        event.kind = kind;
        event.arg1 = arg1;
        return event;
    };
    one.append(at(10, trace::EventKind::StepBegin, 3));
    one.append(at(30, trace::EventKind::Note, note));
    two.append(at(20, trace::EventKind::LockAcquired, lock));
    two.append(at(30, trace::EventKind::LockReleased, lock));
    one.started(TaskId{0});
    const auto frozen = record::freeze(mapping);
    ASSERT_EQ(frozen.events.size(), 4U);
    EXPECT_EQ(frozen.events[0].event.time, 10);
    EXPECT_EQ(frozen.events[1].lane, two.id());
    EXPECT_EQ(frozen.events[2].lane, one.id()); // of equal times the lanes' order
    EXPECT_EQ(frozen.events[3].lane, two.id());
    ASSERT_EQ(frozen.lanes.size(), 2U);
    EXPECT_EQ(frozen.lanes[1].name, "worker 1");
    EXPECT_EQ(frozen.lanes[1].parent, one.id());
    ASSERT_EQ(frozen.lives.size(), 1U);
    EXPECT_EQ(frozen.lives[0].startLane, one.id());
    EXPECT_EQ(frozen.text(note), "a note");
    EXPECT_EQ(frozen.text(lock), "the lock");
    EXPECT_EQ(frozen.text(3), "");
    EXPECT_EQ(frozen.text(0), "");
}

TEST(Freeze, ALaneOutOfOrderIsSortedAndTheEventsAreGivenBackForTheLastReader)
{
    const auto mapping = makeTrace(1);
    trace::LaneWriter one(mapping, trace::LaneRole::Worker, "1", base::kNoLane);
    trace::LaneWriter two(mapping, trace::LaneRole::Worker, "2", base::kNoLane);
    for (std::int64_t i = 0; i < 100; ++i) {
        trace::Event event;
        event.time = 1000 - i;
        event.kind = trace::EventKind::StepBegin;
        (i % 2 ? one : two).append(event);
    }
    one.submitted(base::TaskId{0}, base::Nanoseconds(5));
    struct stat before{}, after{};
    ::fstat(mapping->fd(), &before);
    const auto frozen = record::freeze(mapping, true);
    ASSERT_EQ(frozen.events.size(), 100U);
    EXPECT_EQ(frozen.events.front().event.time, 901);
    EXPECT_EQ(frozen.events.back().event.time, 1000);
    ASSERT_EQ(frozen.lives.size(), 1U);
    EXPECT_EQ(frozen.lives[0].due, base::Nanoseconds(5));
    ::fstat(mapping->fd(), &after);
    EXPECT_LE(after.st_blocks + static_cast<blkcnt_t>(2 * trace::layout::kBlockBytes / 512), before.st_blocks) << "a block a lane";
}

TEST(RunRecord, ThroughputIsSucceededOverMakespan)
{
    record::RunRecord run;
    EXPECT_FALSE(run.throughputPerS());
    run.tasks.resize(5);
    for (std::size_t i = 0; i < 4; ++i)
        run.tasks[i].status = trace::TaskStatus::Succeeded;
    run.makespanNs = 500'000'000;
    EXPECT_DOUBLE_EQ(*run.throughputPerS(), 8.0);
    EXPECT_EQ(run.count(trace::TaskStatus::Lost), 1U);
    run.makespanNs = 0;
    EXPECT_FALSE(run.throughputPerS());
}

TEST(RunRecord, StatusHasTheNamesOfTheContract)
{
    EXPECT_EQ(record::toText(record::RunStatus::Finished), "finished");
    EXPECT_EQ(record::toText(record::RunStatus::Failed), "failed");
    EXPECT_EQ(record::toText(record::RunStatus::Cancelled), "cancelled");
    EXPECT_EQ(record::toText(record::RunStatus::TimedOut), "timed-out");
}

TEST(ExperimentRecord, RepresentativeIsTheMedianRunOfItsEntry)
{
    record::ExperimentRecord experiment;
    for (const std::int64_t makespan : {50, 10, 40, 20, 30})
        experiment.runs.push_back(makeRun(1, makespan));
    experiment.runs.push_back(makeRun(0, 999));
    EXPECT_EQ(experiment.representative(base::EntryId{1})->makespanNs, 30);
    EXPECT_EQ(experiment.runsOf(base::EntryId{1}).size(), 5U);
    EXPECT_EQ(experiment.representative(base::EntryId{0})->makespanNs, 999);
    EXPECT_EQ(experiment.representative(base::EntryId{2}), nullptr);
}

TEST(ExperimentRecord, SupersededRunIsKeptButIsNoneOfItsEntrysRuns)
{
    record::ExperimentRecord experiment;
    for (const std::int64_t makespan : {10, 20, 30})
        experiment.runs.push_back(makeRun(0, makespan));
    auto disturbed = *makeRun(0, 90);
    disturbed.superseded = true;
    experiment.runs.insert(experiment.runs.begin(), std::make_shared<const record::RunRecord>(disturbed));
    EXPECT_EQ(experiment.runs.size(), 4U);
    EXPECT_EQ(experiment.runsOf(base::EntryId{0}).size(), 3U);
    EXPECT_EQ(experiment.representative(base::EntryId{0})->makespanNs, 20);
}

TEST(ExperimentRecord, RepresentativeOfAnEvenNumberIsTheLowerOfTheMiddleTwo)
{
    record::ExperimentRecord experiment;
    for (const std::int64_t makespan : {40, 10, 30, 20})
        experiment.runs.push_back(makeRun(0, makespan));
    EXPECT_EQ(experiment.representative(base::EntryId{0})->makespanNs, 20);
}

TEST(ExperimentRecord, RepresentativeLeavesOutWhatDidNotFinish)
{
    record::ExperimentRecord experiment;
    experiment.runs = {makeRun(0, 1, record::RunStatus::Failed), makeRun(0, 70), makeRun(0, std::nullopt, record::RunStatus::Cancelled)};
    EXPECT_EQ(experiment.representative(base::EntryId{0})->makespanNs, 70);
    experiment.runs = {makeRun(0, std::nullopt, record::RunStatus::Failed), makeRun(0, std::nullopt, record::RunStatus::TimedOut)};
    EXPECT_EQ(experiment.representative(base::EntryId{0}), experiment.runs[1]);
}

TEST(LiveRun, HandsOutWhatIsNew)
{
    record::LiveRun live({}, {}, makeTrace(3), 3);
    EXPECT_FALSE(live.done());
    EXPECT_TRUE(live.samplesFrom(0).empty());
    for (int i = 0; i < 3; ++i) {
        interleave::metrics::Sample sample;
        sample.threads = i;
        live.addSample(sample);
    }
    ASSERT_EQ(live.samplesFrom(1).size(), 2U);
    EXPECT_EQ(live.samplesFrom(1)[0].threads, 1);
    EXPECT_TRUE(live.samplesFrom(7).empty());
    live.setDone();
    EXPECT_TRUE(live.done());
}

TEST(Environment, NamesTheMachine)
{
    const auto environment = record::readEnvironment();
    EXPECT_FALSE(environment.cpuModel.empty());
    EXPECT_EQ(environment.kernel.rfind("Linux ", 0), 0U);
    EXPECT_FALSE(environment.compiler.empty());
    EXPECT_EQ(environment.qtVersion.rfind("6.", 0), 0U);
    EXPECT_GT(environment.memoryBytes, 100LL << 20);
    EXPECT_GE(environment.cores.online, 1);
    // 2026-01-31T12:34:56+01:00
    ASSERT_EQ(environment.startedAt.size(), 25U);
    EXPECT_EQ(environment.startedAt[10], 'T');
    EXPECT_EQ(environment.startedAt[22], ':');
}
