// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/trace_json.h"

#include "core/export/chrome_events.h"
#include "core/export/exporters.h"
#include "tests/export/example.h"
#include "tests/export/trace_check.h"
#include "tests/widgets/sequence/traces.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <ctime>
#include <set>

namespace interleave::exporting {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

record::ExperimentRecord experimentOf(const std::vector<std::shared_ptr<const record::FrozenTrace>> &traces)
{
    record::ExperimentRecord experiment = exampleExperiment();
    experiment.warmups.clear();
    experiment.runs.clear();
    for (const auto &trace : traces) {
        auto run = std::make_shared<record::RunRecord>();
        run->key = {base::RunId{static_cast<std::uint32_t>(experiment.runs.size()) + 1}, base::EntryId{0}, 0, 0, false};
        run->entry = experiment.plan.executors[0];
        run->status = record::RunStatus::Finished;
        run->runStart = base::Nanoseconds(test::kStart);
        run->trace = trace;
        experiment.runs.push_back(run);
    }
    return experiment;
}

std::string documentOf(const record::ExperimentRecord &experiment, std::size_t most = kMostTraceEvents)
{
    std::string text;
    traceJsonUpTo(most, experiment, [&text](std::string_view piece) { text += piece; });
    return text;
}

std::vector<json> eventsOf(const std::string &document, const std::string &phase, const std::string &name = {})
{
    std::vector<json> found;
    const json whole = json::parse(document);
    for (const json &event : whole.at("traceEvents"))
        if (event.at("ph") == phase && (name.empty() || event.at("name") == name))
            found.push_back(event);
    return found;
}

TEST(TraceJson, TheExampleIsWrittenAsItRan)
{
    const std::string document = documentOf(exampleExperiment());
    EXPECT_THAT(traceFaults(document), IsEmpty());
    const json whole = json::parse(document);
    EXPECT_EQ(whole.at("metadata").at("plan"), "example");
    EXPECT_EQ(whole.at("metadata").at("run_start_us"), 1) << "the earliest event is 5 ns before the start: whole microseconds make room for it";
    EXPECT_EQ(whole.at("metadata").at("left_out"), json::array());
    // Task 0 ran from 20 to 60 ns after the start, on the third lane, which is thread 3.
    const auto slices = eventsOf(document, "X", "io 0");
    ASSERT_EQ(slices.size(), 1U);
    EXPECT_EQ(slices[0].at("cat"), "running") << "two tasks at once on one lane are no slices, what runs is";
    EXPECT_EQ(slices[0].at("dur"), 0.005) << "until it waits";
    const auto begins = eventsOf(document, "b", "io");
    ASSERT_EQ(begins.size(), 2U);
    EXPECT_EQ(begins[0].at("ts"), 1.02);
    EXPECT_EQ(begins[0].at("tid"), 3);
    EXPECT_EQ(begins[0].at("args"), json({{"task", 0}, {"group", "io"}, {"status", "succeeded"}}));
    EXPECT_EQ(eventsOf(document, "e", "io").at(0).at("ts"), 1.06);
}

TEST(TraceJson, APoolHasSlicesThatNestAndArrowsFromThemAndToThem)
{
    const std::string document = documentOf(experimentOf({test::poolTrace(3, 20)}));
    EXPECT_THAT(traceFaults(document), IsEmpty());
    EXPECT_EQ(eventsOf(document, "b", "queued").size(), 20U);
    EXPECT_EQ(eventsOf(document, "X", "wait: sleep").size(), 10U);
    EXPECT_EQ(eventsOf(document, "s", "hand-off").size(), 20U);
    EXPECT_EQ(eventsOf(document, "f", "hand-off").size(), 20U);
    EXPECT_EQ(eventsOf(document, "s", "spawn").size(), 3U);
    std::size_t tasks = 0;
    for (const json &slice : eventsOf(document, "X"))
        tasks += slice.at("cat") == "task" ? 1U : 0U;
    EXPECT_EQ(tasks, 20U);
}

TEST(TraceJson, WhatOverlapsOnAnEventLoopIsAsyncAndItsTurnsAreSlices)
{
    const std::string document = documentOf(experimentOf({test::loopTrace(5)}));
    EXPECT_THAT(traceFaults(document), IsEmpty());
    EXPECT_EQ(eventsOf(document, "X", "turn of the loop").size(), 6U);
    EXPECT_EQ(eventsOf(document, "b", "task").size(), 6U);
    EXPECT_EQ(eventsOf(document, "b", "wait: sleep").size(), 5U);
    std::size_t running = 0;
    for (const json &slice : eventsOf(document, "X"))
        running += slice.at("cat") == "running" ? 1U : 0U;
    EXPECT_EQ(running, 11U) << "one that computes, and five before and after their sleep";
}

TEST(TraceJson, EveryRunHasProcessesOfItsOwnThatAreNumberedFromOne)
{
    const std::string document = documentOf(experimentOf({test::poolTrace(2, 4), test::processTrace(2, 4)}));
    EXPECT_THAT(traceFaults(document), IsEmpty());
    std::set<int> pids;
    std::vector<std::string> names;
    for (const json &name : eventsOf(document, "M", "process_name")) {
        EXPECT_TRUE(pids.insert(name.at("pid").get<int>()).second) << "named twice";
        names.push_back(name.at("args").at("name"));
    }
    EXPECT_THAT(pids, ElementsAre(1, 2, 3, 4));
    EXPECT_EQ(names[0], "run 1: pool");
    EXPECT_EQ(names[1], "run 2: pool");
    EXPECT_THAT(names[2], HasSubstr("run 2: pool, "));
    std::set<std::string> ids;
    for (const json &arrow : eventsOf(document, "s"))
        EXPECT_TRUE(ids.insert(arrow.at("id")).second) << "ids count over all runs";
}

TEST(TraceJson, CountersFollowTasksCpuAndMemory)
{
    record::ExperimentRecord experiment = exampleExperiment();
    const std::string document = documentOf(experiment);
    std::vector<double> inFlight;
    for (const json &counter : eventsOf(document, "C", "tasks in flight"))
        inFlight.push_back(counter.at("args").at("value"));
    EXPECT_THAT(inFlight, ElementsAre(1, 2, 1, 0));
    ASSERT_EQ(eventsOf(document, "C", "CPU %").size(), 1U) << "what was not measured is left out";
    EXPECT_EQ(eventsOf(document, "C", "CPU %")[0].at("args").at("value"), 150.5);
    EXPECT_EQ(eventsOf(document, "C", "memory MiB").size(), 2U);
    EXPECT_FALSE(eventsOf(document, "C", "queue depth").empty());
}

TEST(TraceJson, NamesOfAnyKindAreWrittenSoThatEveryReaderTakesThem)
{
    EXPECT_EQ(jsonText("plain"), "plain");
    EXPECT_EQ(jsonText("a\"b\\c"), R"(a\"b\\c)");
    EXPECT_EQ(jsonText("Größe 並行"), "Größe 並行");
    EXPECT_EQ(jsonText("a\nb\x01"), R"(a\\u000Ab\\u0001)");
    EXPECT_EQ(jsonText("\xff"), R"(\\xFF)");
    test::TraceMaker maker(1);
    const auto app = maker.lane(trace::LaneRole::Application, "a\"\n\x01\xff\\");
    const auto worker = maker.lane(trace::LaneRole::Worker, "\xE2\x80\xAE</script>");
    maker.text(1, "lock\"\t\x02");
    maker.submit(0, app, 1);
    maker.start(0, worker, 2);
    maker.event(3, worker, trace::EventKind::LockAcquired, 0, base::kNoLane, 1);
    maker.event(4, worker, trace::EventKind::LockReleased, 0, base::kNoLane, 1);
    maker.finish(0, worker, 5);
    record::ExperimentRecord experiment = experimentOf({maker.done()});
    experiment.plan.name = "\"}\xfe";
    experiment.plan.workload.groups[0].name = "g\"\x03";
    EXPECT_THAT(traceFaults(documentOf(experiment)), IsEmpty());
}

TEST(TraceJson, BrokenTracesStillGiveDocumentsThatAreRight)
{
    test::TraceMaker maker(4);
    const auto app = maker.lane(trace::LaneRole::Application, "application", 0, 0);
    const auto worker = maker.lane(trace::LaneRole::Worker, "worker", -5, 0);
    const auto system = maker.lane(trace::LaneRole::System, "system");
    const base::LaneId nowhere{77};
    using trace::EventKind;
    for (std::uint32_t task = 0; task < 4; ++task)
        maker.submit(task, task == 3 ? nowhere : app, 1);
    maker.start(0, worker, 5);
    maker.finish(0, worker, 3); // before it began
    maker.start(1, worker, 6);  // never ended
    maker.event(7, worker, EventKind::StepBegin, 1);
    maker.event(8, worker, EventKind::StepEnd, 0);
    maker.event(8, worker, EventKind::Resumed, 1);
    maker.event(9, worker, EventKind::LoopWakeEnd);
    maker.event(9, worker, EventKind::LoopWakeBegin);
    maker.event(9, nowhere, EventKind::StepBegin, 1);
    maker.event(9, system, EventKind::StepBegin, 2);
    maker.event(10, system, EventKind::StepEnd, 2);
    maker.start(2, nowhere, 2);
    maker.event(1, app, EventKind::FlowBegin, 0, base::kNoLane, 9);
    maker.event(0.5, worker, EventKind::FlowEnd, 0, base::kNoLane, 9); // arrives before it was sent
    maker.event(12, worker, EventKind::StepBegin, 1, base::kNoLane, 4711);
    maker.event(13, worker, EventKind::StepEnd, 1, base::kNoLane, 4711);
    record::ExperimentRecord experiment = experimentOf({maker.done()});
    EXPECT_THAT(traceFaults(documentOf(experiment)), IsEmpty());
    auto dead = std::make_shared<record::RunRecord>(*experiment.runs[0]);
    dead->runStart = base::Nanoseconds(0);
    dead->samples = exampleExperiment().runs[0]->samples;
    experiment.runs = {dead};
    EXPECT_THAT(traceFaults(documentOf(experiment)), IsEmpty()) << "a run that died before its start";
}

TEST(TraceJson, ARunThatIsTooLargeIsWrittenWithLessAndSaysSo)
{
    const record::ExperimentRecord experiment = experimentOf({test::poolTrace(3, 200)});
    const auto leftOut = [](const std::string &document) {
        EXPECT_THAT(traceFaults(document), IsEmpty());
        return json::parse(document).at("metadata").at("left_out").dump();
    };
    const std::string whole = documentOf(experiment), arrows = documentOf(experiment, 2600), tasks = documentOf(experiment, 500), few = documentOf(experiment, 100);
    EXPECT_EQ(leftOut(whole), "[]");
    EXPECT_EQ(leftOut(arrows), R"(["run 1: steps, waits and turns of the loop"])");
    EXPECT_TRUE(eventsOf(arrows, "X", "wait: sleep").empty());
    EXPECT_FALSE(eventsOf(arrows, "s").empty());
    EXPECT_EQ(leftOut(tasks), R"(["run 1: steps, waits, turns of the loop, arrows and time in queues"])");
    EXPECT_TRUE(eventsOf(tasks, "s").empty());
    EXPECT_EQ(eventsOf(tasks, "X").size(), 200U);
    EXPECT_EQ(leftOut(few), R"(["run 1: all but the first 50 tasks"])");
    EXPECT_EQ(eventsOf(few, "X").size(), 50U);
}

TEST(TraceJson, AnExperimentWithoutATraceIsADocumentWithoutEvents)
{
    record::ExperimentRecord experiment = exampleExperiment();
    experiment.runs.clear();
    EXPECT_THAT(traceFaults(documentOf(experiment)), IsEmpty());
    EXPECT_EQ(json::parse(documentOf(experiment)).at("traceEvents"), json::array());
}

TEST(TraceJson, AMillionEventsAreWrittenPieceByPiece)
{
    const record::ExperimentRecord experiment = experimentOf({test::poolTrace(8, 150'000)});
    std::size_t bytes = 0, longest = 0;
    const std::clock_t before = std::clock(); // of this process: others may be busy
    traceJsonUpTo(SIZE_MAX, experiment, [&](std::string_view piece) {
        bytes += piece.size();
        longest = std::max(longest, piece.size());
    });
    const double seconds = static_cast<double>(std::clock() - before) / CLOCKS_PER_SEC;
    EXPECT_GT(bytes, 100'000'000U);
    EXPECT_LT(longest, 70'000U) << "the document is never in memory as a whole";
    RecordProperty("milliseconds", static_cast<int>(seconds * 1000));
    RecordProperty("megabytes", static_cast<int>(bytes / 1'000'000));
    EXPECT_LT(seconds, 60);
}

TEST(TraceJson, ItIsOneOfTheExporters)
{
    std::vector<std::string_view> files;
    for (const Exporter &exporter : exporters())
        files.push_back(exporter.fileName);
    EXPECT_THAT(files, testing::Contains("trace.json"));
}

} // namespace
} // namespace interleave::exporting
