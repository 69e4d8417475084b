// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/consistency.h"
#include "tests/analysis/experiment.h"

#include <gmock/gmock.h>

using namespace interleave;
using namespace interleave::analysis;
using interleave::analysis::test::Experiment;
using record::RunRecord;
using record::TaskRow;
using testing::ElementsAre;
using trace::EventKind;
using trace::LaneRole;
using trace::TaskStatus;

namespace {

constexpr std::int64_t kMs = 1'000'000;

plan::Workload sleepers(std::int64_t n, double ms)
{
    plan::Workload workload;
    workload.groups = {{"io", n, {plan::Sleep{ms}}, {}, {}, {}}};
    return workload;
}

/// A run of 4 sleepers of 20 ms on 2 workers, as it should be.
struct Sound {
    plan::Workload workload = sleepers(4, 20);
    metrics::AllowedCores cores{2, 2, {}, 2};
    RunRecord run;

    Sound()
    {
        run.status = record::RunStatus::Finished;
        run.runStart = base::Nanoseconds(1'000'000'000);
        run.entry = {"thread-pool", "pool", {{"workers", plan::ParameterValue(std::int64_t{2})}}, {}};
        run.lanes = {{base::LaneId{0}, base::kNoLane, LaneRole::Application, "application", 1, 1}, {base::LaneId{1}, base::kNoLane, LaneRole::Worker, "worker 1", 1, 2},
                     {base::LaneId{2}, base::kNoLane, LaneRole::Worker, "worker 2", 1, 3}};
        for (std::uint32_t i = 0; i < 4; ++i) {
            TaskRow row;
            row.task = row.index = i;
            row.lane = 1 + i % 2;
            row.status = TaskStatus::Succeeded;
            row.due = row.submitted = 0;
            row.started = i / 2 * 21 * kMs;
            row.finished = *row.started + 20 * kMs + 100'000;
            row.onCpu = 50'000;
            row.runnable = 50'000;
            row.blocked = 20 * kMs;
            run.tasks.push_back(row);
        }
        run.makespanNs = *run.tasks[3].finished;
    }

    [[nodiscard]] std::vector<Violation> violations() const { return violationsOf(run, workload, cores); }
    [[nodiscard]] std::vector<std::string> checks() const
    {
        std::vector<std::string> names;
        for (const Violation &violation : violations())
            names.emplace_back(toText(violation.check));
        return names;
    }
    [[nodiscard]] std::string said() const
    {
        const auto found = violations();
        return found.empty() ? "" : english(found.front().what, {}) + " " + english(found.front().meaning, {});
    }

    void event(EventKind kind, std::uint32_t task, std::int64_t at, std::uint32_t depth, std::uint32_t lane)
    {
        if (!m_trace)
            run.trace = m_trace = std::make_shared<record::FrozenTrace>();
        trace::Reader::LaneEvent entry{base::LaneId{lane}, {}};
        entry.event.kind = kind;
        entry.event.task = task;
        entry.event.time = run.runStart.count() + at;
        entry.event.arg1 = depth;
        entry.event.peer = 0;
        m_trace->events.push_back(entry);
    }

    /// All four wait in the queue of lane 0; two leave it at once, two after 21 ms.
    void queue()
    {
        for (std::uint32_t i = 0; i < 4; ++i)
            event(EventKind::Enqueued, i, 0, i + 1, 0);
        for (std::uint32_t i = 0; i < 4; ++i)
            event(EventKind::Dequeued, i, *run.tasks[i].started, 3 - i, run.tasks[i].lane);
    }

private:
    std::shared_ptr<record::FrozenTrace> m_trace;
};

TEST(Consistency, OfASoundRunThereIsNothingToSay)
{
    Sound sound;
    EXPECT_THAT(sound.checks(), ElementsAre());
    sound.queue();
    EXPECT_THAT(sound.checks(), ElementsAre());
}

TEST(Consistency, EveryTaskOfThePlanIsThereOnceWithAnOutcome)
{
    Sound sound;
    sound.run.tasks[2].index = 1;
    EXPECT_THAT(sound.checks(), ElementsAre("task-count"));
    Sound missing;
    missing.workload = sleepers(5, 20);
    EXPECT_EQ(missing.said(), "The plan has 5 tasks, the record 4, of which 4 differ. The record contradicts itself: do not trust this run.");
    Sound lost;
    lost.run.tasks[2].status = TaskStatus::Lost;
    EXPECT_EQ(lost.said(), "The run finished, but the fate of 1 tasks is unknown. The record contradicts itself: do not trust this run.");
}

TEST(Consistency, InstantsStandInOrder)
{
    Sound sound;
    sound.run.tasks[0].submitted = 5 * kMs;
    EXPECT_EQ(sound.said(), "Of 1 tasks the instants are out of order: due, submitted, started, finished. A clock was wrong: the run is invalid.");
}

TEST(Consistency, TheMakespanIsTheLastEnd)
{
    Sound sound;
    *sound.run.makespanNs += 500 * kMs;
    EXPECT_THAT(sound.checks(), ElementsAre("makespan"));
    Sound shorter;
    *shorter.run.makespanNs -= 20 * kMs;
    EXPECT_THAT(shorter.checks(), ElementsAre("makespan", "little-run", "sleep-bound"));
}

TEST(Consistency, AWorkerDoesOneTaskAtATime)
{
    Sound sound;
    sound.run.tasks[1].lane = 1;
    EXPECT_THAT(sound.checks(), ElementsAre("lane-overlap"));
    sound.run.lanes[1].role = LaneRole::EventLoop;
    EXPECT_THAT(sound.checks(), ElementsAre()) << "tasks of a loop overlap";
}

TEST(Consistency, NoMoreTasksAtOnceThanTheLimit)
{
    Sound sound;
    sound.run.tasks[2].started = sound.run.tasks[3].started = 1;
    sound.run.tasks[2].lane = 3;
    sound.run.tasks[3].lane = 4;
    sound.run.tasks[2].blocked = sound.run.tasks[3].blocked = 41 * kMs;
    EXPECT_THAT(sound.checks(), ElementsAre("concurrency"));
    EXPECT_EQ(concurrencyLimit(sound.run), 2U);
    sound.run.entry.parameters.clear();
    EXPECT_EQ(concurrencyLimit(sound.run), 4U) << "by the lanes that worked";
}

TEST(Consistency, TheLimitIsTheParameterOrTheLanesAndNeverMoreThanTheTasks)
{
    Sound sound;
    sound.run.entry.parameters = {{"workers", plan::ParameterValue(std::int64_t{64})}};
    EXPECT_EQ(concurrencyLimit(sound.run), 4U);
    sound.run.lanes[1].role = LaneRole::EventLoop;
    sound.run.entry.parameters = {{"workers", plan::ParameterValue(std::int64_t{2})}};
    EXPECT_EQ(concurrencyLimit(sound.run), 4U) << "on a loop the workers bound only what is handed to threads";
    sound.run.entry.parameters = {{"limit", plan::ParameterValue(std::int64_t{3})}};
    EXPECT_EQ(concurrencyLimit(sound.run), 3U);
}

TEST(Consistency, ABoundedQueueKeepsItsBound)
{
    Sound sound;
    sound.queue();
    sound.run.entry.parameters["capacity"] = std::int64_t{3};
    EXPECT_EQ(sound.said(), "The queue held 4 tasks, but its capacity is 3. The bound was not kept, or its depths are wrong.");
    sound.run.entry.parameters["capacity"] = std::int64_t{4};
    EXPECT_THAT(sound.checks(), ElementsAre());
}

TEST(Consistency, ThePartsOfATaskAddUpToItsLatency)
{
    Sound sound;
    sound.run.tasks[0].blocked = 9 * kMs; // 11 ms are missing, 10 ms are allowed
    EXPECT_THAT(sound.checks(), ElementsAre("sum-of-parts"));
    sound.run.tasks[0].blocked = 11 * kMs;
    EXPECT_THAT(sound.checks(), ElementsAre());
    sound.run.tasks[0].blocked = 0;
    sound.run.tasks[0].runnable = {};
    EXPECT_THAT(sound.checks(), ElementsAre()) << "the rest may have been waits for a CPU, which were not measured";
    sound.run.tasks[0].blocked = 40 * kMs;
    EXPECT_THAT(sound.checks(), ElementsAre("sum-of-parts")) << "but parts cannot be more than all";
    sound.run.tasks[0].onCpu = {};
    EXPECT_THAT(sound.checks(), ElementsAre());
}

TEST(Consistency, AQueuesDepthIsItsRateTimesItsWaits)
{
    Sound sound;
    sound.queue();
    for (int i = 0; i < 6; ++i)
        sound.event(EventKind::Enqueued, 0, i, 50, 0); // a depth that no task accounts for
    EXPECT_THAT(sound.checks(), ElementsAre("little-queue"));
    sound.run.eventsDropped = 1;
    EXPECT_THAT(sound.checks(), ElementsAre("lost-events")) << "with gaps it cannot be judged";
}

TEST(Consistency, NoTaskEndsBeforeItHasSlept)
{
    Sound sound;
    sound.workload = sleepers(4, 25);
    EXPECT_EQ(sound.said(), "4 tasks ended before they had slept as long as the plan says. No model can do that: starts or ends are wrong, or steps were left out.");
}

TEST(Consistency, NoRunOfSleepersIsFasterThanItsBound)
{
    // Each task slept, but four of 20 ms on two workers cannot end after 25 ms.
    Sound sound;
    for (auto &task : sound.run.tasks) {
        task.started = 0;
        task.finished = 25 * kMs;
        task.blocked = 25 * kMs;
        task.lane = base::kNoLane.value;
    }
    sound.run.makespanNs = 25 * kMs;
    EXPECT_THAT(sound.checks(), ElementsAre("concurrency", "sleep-bound"));
}

TEST(Consistency, CpuTimeFitsIntoTheRun)
{
    Sound sound;
    for (auto &task : sound.run.tasks)
        task.onCpu = 30 * kMs;
    const auto checks = sound.checks();
    EXPECT_THAT(checks, testing::Contains("cpu-bound"));
    sound.run.entry.id = "gil-threads";
    EXPECT_THAT(sound.checks(), testing::Contains("emulated-lock"));
    for (auto &task : sound.run.tasks)
        task.onCpu = 9 * kMs;
    EXPECT_THAT(sound.checks(), testing::Not(testing::Contains("emulated-lock")));
}

TEST(Consistency, LostEventsAreNamed)
{
    Sound sound;
    sound.run.eventsRecorded = 90;
    sound.run.eventsDropped = 10;
    EXPECT_EQ(sound.said(), "10 of 100 events found no room and are lost. The sequence view has gaps; no figure depends on these events.");
}

TEST(Consistency, AnOpenLoopThatCouldNotKeepUpSaysSo)
{
    Sound sound;
    sound.workload.arrival.kind = plan::Arrival::Kind::Interval;
    sound.workload.arrival.ms = 10;
    sound.run.tasks[2].submitted = 5 * kMs;
    EXPECT_THAT(sound.said(), testing::StartsWith("1 of 4 tasks were handed over later than 1 percent of the interval after they were due, one by 5 ms. The rate was not kept:"));
}

TEST(Consistency, ARunThatWasCutOffPromisesNothing)
{
    Sound sound;
    sound.run.status = record::RunStatus::Cancelled;
    sound.run.tasks.resize(1);
    EXPECT_THAT(sound.checks(), ElementsAre());
}

TEST(Consistency, RunsOfAnExperimentAreMarked)
{
    Experiment experiment;
    const auto a = experiment.entry("a", {"io"});
    experiment.run(a, 0, 1000);
    experiment.run(a, 1, 1000, [](RunRecord &run) { run.eventsDropped = 1; });
    const auto marked = markedRuns(experiment.record());
    ASSERT_EQ(marked.size(), 1U);
    EXPECT_EQ(marked[0].run, base::RunId{1});
    EXPECT_EQ(marked[0].violations.at(0).check, Check::LostEvents);
}

TEST(Consistency, MoreSpeedUpThanTasksAtOnceIsDoubtedIfTheIntervalsSaySo)
{
    const auto onLane = [](RunRecord &run) { run.tasks[0].lane = 1; };
    const auto marked = [&](const std::vector<double> &baseline) {
        Experiment experiment;
        const auto serial = experiment.entry("serial");
        experiment.record().plan.executors[serial.value].id = "serial";
        experiment.runs(serial, baseline, onLane);
        experiment.runs(experiment.entry("too good"), std::vector<double>(6, 90.0), onLane);
        experiment.runs(experiment.entry("as good"), std::vector<double>(6, 96.0), onLane);
        return markedEntries(experiment.record());
    };
    const auto found = marked(std::vector<double>(6, 100.0));
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].entry, base::EntryId{1});
    EXPECT_EQ(english(found[0].violation.what, {}), "The speed-up is 1.11, at least 1.11, with no more than 1 tasks at once.");
    EXPECT_TRUE(marked({100, 90, 100, 100, 100, 100}).empty()) << "a baseline that spreads says less";
    EXPECT_TRUE(marked({100, 100, 100}).empty()) << "three runs have no interval";
}

} // namespace
