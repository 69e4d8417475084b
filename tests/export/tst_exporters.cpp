// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/exporters.h"
#include "tests/export/example.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <cstdlib>
#include <fstream>
#include <set>
#include <sstream>

namespace interleave::exporting {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

std::string fileOf(std::string_view name, const record::ExperimentRecord &experiment = exampleExperiment())
{
    for (const Exporter &exporter : exporters()) {
        if (exporter.fileName == name)
            return bytesOf(exporter, experiment);
    }
    ADD_FAILURE() << "no exporter writes " << name;
    return {};
}

std::vector<std::string> linesOf(const std::string &text)
{
    std::vector<std::string> lines;
    std::stringstream stream(text);
    for (std::string line; std::getline(stream, line);)
        lines.push_back(line);
    return lines;
}

TEST(Exporters, SummaryHasARowPerEntry)
{
    const auto lines = linesOf(fileOf("summary.csv"));
    ASSERT_EQ(lines.size(), 3U);
    EXPECT_EQ(lines[0], "executor,label,parameters,runs,failed_runs,tasks,succeeded,failed,makespan_median_ns,makespan_low_ns,makespan_high_ns,"
                        "throughput_median_per_s,latency_median_ns,latency_p95_ns,latency_p99_ns,cpu_percent_mean,rss_peak_bytes,pss_peak_bytes,speedup,rank,"
                        "rank_last,ranked_among,verdict");
    EXPECT_THAT(lines[1], testing::StartsWith("thread-pool,pool,workers=4,"));
    EXPECT_THAT(lines[1], HasSubstr(",100,,,")) << "a median of one finished run has no interval";
    EXPECT_THAT(lines[2], testing::StartsWith("serial,\"'=evil\",,1,0,"));
    EXPECT_THAT(lines[2], testing::EndsWith(",1,,,1,nothing to compare")) << "one clean entry and one with failures have no place";
}

TEST(Exporters, RunsAreWrittenAsTheyRanWithoutWarmUp)
{
    EXPECT_THAT(linesOf(fileOf("runs.csv")),
                ElementsAre("run,round,executor,label,repetition,status,setup_ns,makespan_ns,time_to_first_result_ns,throughput_per_s,submitted,succeeded,"
                            "failed,cancelled,timed_out,lost,events_recorded,events_dropped",
                            "1,0,thread-pool,pool,0,finished,500,100,60,20000000,2,2,0,0,0,0,12,0",
                            "2,1,thread-pool,pool,1,failed,500,,,,1,1,0,0,0,1,12,2",
                            "3,0,serial,\"'=evil\",0,finished,,2000,,1000000,2,2,0,0,0,0,0,0"));
}

TEST(Exporters, ASupersededRunStandsInAListOfItsOwnAndInNoCsvFile)
{
    record::ExperimentRecord experiment = exampleExperiment();
    auto repeated = std::make_shared<record::RunRecord>(*experiment.runs[0]);
    repeated->superseded = true;
    experiment.runs[0] = repeated;
    for (const char *file : {"runs.csv", "tasks.csv", "samples.csv", "events.csv"}) {
        const auto lines = linesOf(fileOf(file, experiment));
        EXPECT_TRUE(std::none_of(lines.begin() + 1, lines.end(), [](const std::string &line) { return line.starts_with("1,"); })) << file;
    }
    const auto results = nlohmann::json::parse(fileOf("results.json", experiment));
    ASSERT_EQ(results.at("superseded_runs").size(), 1U);
    EXPECT_EQ(results.at("superseded_runs").at(0).at("run"), 1);
    EXPECT_EQ(results.at("runs").size(), experiment.runs.size() - 1);
}

TEST(Exporters, TasksHoldEveryTaskOncePerRun)
{
    EXPECT_THAT(linesOf(fileOf("tasks.csv")),
                ElementsAre("run,executor,label,repetition,task,group,index,lane,due_ns,submitted_ns,started_ns,finished_ns,queue_ns,service_ns,latency_ns,"
                            "on_cpu_ns,runnable_ns,blocked_ns,status,error",
                            "1,thread-pool,pool,0,0,io,0,2,0,-5,20,60,20,40,60,7,,33,succeeded,",
                            "1,thread-pool,pool,0,1,io,1,2,0,-4,30,100,30,70,100,,,,succeeded,",
                            "2,thread-pool,pool,1,0,io,0,2,0,-5,20,60,20,40,60,7,,33,succeeded,",
                            "2,thread-pool,pool,1,1,io,1,,,,,,,,,,,,lost,\"'=SUM(\"\"x\"\")\"",
                            "3,serial,\"'=evil\",0,0,io,0,2,0,0,1,1000,1,999,1000,,,,succeeded,",
                            "3,serial,\"'=evil\",0,1,io,1,2,0,0,1000,2000,1000,1000,2000,,,,succeeded,"));
}

TEST(Exporters, SamplesCarryTheExactCountsOfTheirInstant)
{
    EXPECT_THAT(linesOf(fileOf("samples.csv")),
                ElementsAre("run,executor,label,repetition,t_ns,cpu_percent,cpu_percent_allowed,rss_bytes,pss_bytes,processes,threads,active_tasks,"
                            "queued_tasks,completed_tasks",
                            "1,thread-pool,pool,0,10,,,4096,,1,3,0,2,0", "1,thread-pool,pool,0,70,150.5,75.25,4096,,1,3,1,0,1"));
}

TEST(Exporters, EventsMergeLivesAndDetailsByTime)
{
    EXPECT_THAT(linesOf(fileOf("events.csv")),
                ElementsAre("run,t_ns,lane,kind,task,step,peer,flow,arg1,arg2", "1,-5,0,submitted,0,,,,,0", "1,-4,0,submitted,1,,,,,0",
                            "1,10,1,enqueued,0,,,,3,", "1,15,1,message-sent,0,,2,77,,128", "1,20,2,started,0,,,,,", "1,21,2,step-begin,0,0,,,sleep,",
                            "1,25,2,blocked,0,0,,,sleep,", "1,30,2,started,1,,,,,", "1,60,2,finished,0,,,,succeeded,", "1,100,2,finished,1,,,,succeeded,"));
}

TEST(Exporters, ARunThatDiedBeforeItsStartHasSamplesWithoutATime)
{
    auto experiment = exampleExperiment();
    auto dead = std::make_shared<record::RunRecord>(*experiment.runs[0]);
    dead->runStart = base::Nanoseconds(0);
    dead->tasks.clear();
    experiment.runs = {dead};
    for (const Exporter &exporter : exporters()) {
        if (exporter.fileName == "samples.csv") {
            EXPECT_EQ(linesOf(bytesOf(exporter, experiment)).at(1), "1,thread-pool,pool,0,,,,4096,,1,3,0,0,0");
        }
        if (exporter.fileName == "events.csv") {
            EXPECT_EQ(linesOf(bytesOf(exporter, experiment)).at(1), "1,,0,submitted,0,,,,,");
        }
    }
}

TEST(Exporters, ResultsJsonHasTheFieldsOfTheContract)
{
    const json results = json::parse(fileOf("results.json"));
    EXPECT_EQ(results.at("schema"), "interleave-results/1");
    EXPECT_EQ(results.at("plan").at("schema"), "interleave-plan/1");
    EXPECT_EQ(results.at("runs").size(), 3U);
    EXPECT_EQ(results.at("warmup_runs").size(), 1U);
    const json &run = results.at("runs").at(0);
    for (const char *key : {"executor", "label", "parameters", "repetition", "status", "setup_ns", "makespan_ns", "time_to_first_result_ns",
                            "throughput_per_s", "tasks", "latency_ns", "queue_ns", "service_ns", "time_split_ns", "cpu", "memory", "context_switches",
                            "events", "warnings"})
        EXPECT_TRUE(run.contains(key)) << key;
    EXPECT_EQ(run.at("parameters"), json({{"workers", 4}}));
    EXPECT_EQ(run.at("tasks"), json({{"submitted", 2}, {"succeeded", 2}, {"failed", 0}, {"cancelled", 0}, {"timed_out", 0}, {"lost", 0}}));
    EXPECT_EQ(run.at("time_split_ns"), json({{"on_cpu", 7}, {"runnable", nullptr}, {"blocked", 33}, {"queued", 50},
                                              {"blocked_by", {{"file", 30}, {"emulated_lock", 3}}},
                                              {"runnable_by", {{"loop_busy", 4}}},
                                              {"queued_by", {{"queue_full", 5}}},
                                              {"workers", json::array({{{"lane", 2}, {"on_cpu_ns", 70}, {"runnable_ns", nullptr}, {"alive_ns", 90}}})}}));
    const json &unmeasured = results.at("runs").at(2).at("time_split_ns");
    EXPECT_TRUE(unmeasured.at("blocked_by").is_null()) << "not measured is not nothing";
    EXPECT_EQ(unmeasured.at("workers"), json::array());
    EXPECT_EQ(run.at("latency_ns").at("mean"), 80.0);
    EXPECT_TRUE(run.at("latency_ns").at("p99").is_null()) << "two tasks allow no percentile";
    EXPECT_EQ(run.at("cpu").at("percent_mean"), 150.5);
    EXPECT_TRUE(run.at("memory").at("pss_peak_bytes").is_null());
    EXPECT_EQ(run.at("events"), json({{"recorded", 12}, {"dropped", 0}}));
    EXPECT_EQ(run.at("time_to_last_result_ns"), 101);
    EXPECT_EQ(run.at("executor_figures"), json({{"switches", 3}, {"lock_wait_ns", 55}}));
}

TEST(Exporters, ResultsJsonHasTheTaskGroupsOfEachRun)
{
    const json results = json::parse(fileOf("results.json"));
    const json &groups = results.at("runs").at(0).at("groups");
    ASSERT_EQ(groups.size(), 1U);
    const json &io = groups.at(0);
    EXPECT_EQ(io.at("name"), "io");
    EXPECT_EQ(io.at("tasks"), json({{"submitted", 2}, {"succeeded", 2}, {"failed", 0}, {"cancelled", 0}, {"timed_out", 0}, {"lost", 0}}));
    EXPECT_EQ(io.at("makespan_ns"), 100);
    EXPECT_EQ(io.at("latency_ns").at("mean"), 80.0);
    EXPECT_EQ(io.at("queue_ns").at("mean"), 25.0);
    EXPECT_EQ(io.at("service_ns").at("max"), 70.0);
    EXPECT_TRUE(io.at("service_ns").at("p90").is_null()) << "two tasks allow no percentile";
    const json &failed = results.at("runs").at(1).at("groups").at(0);
    EXPECT_EQ(failed.at("tasks").at("lost"), 1);
    EXPECT_TRUE(failed.at("makespan_ns").is_null());
}

TEST(Exporters, AFailedRunSaysWhyAndHasNoMakespan)
{
    const json results = json::parse(fileOf("results.json"));
    const json &run = results.at("runs").at(1);
    EXPECT_EQ(run.at("status"), "failed");
    EXPECT_EQ(run.at("error"), "runner killed by SIGSEGV");
    EXPECT_TRUE(run.at("makespan_ns").is_null());
    EXPECT_TRUE(run.at("time_to_last_result_ns").is_null());
    EXPECT_EQ(run.at("executor_figures"), json::object());
    EXPECT_EQ(run.at("warnings"), json({"2 events dropped"}));
}

TEST(Exporters, ATextThatIsNotUtf8DoesNotCostTheFile)
{
    auto experiment = exampleExperiment();
    auto broken = std::make_shared<record::RunRecord>(*experiment.runs[0]);
    broken->error = "\xff\xfe";
    experiment.runs[0] = broken;
    EXPECT_FALSE(json::parse(bytesOf(*exporterOf("json"), experiment)).at("runs").at(0).at("error").is_null());
}

TEST(Exporters, TheTableSaysWhatFailedAndPutsItLast)
{
    const auto lines = linesOf(bytesOf(*exporterOf("table"), exampleExperiment()));
    ASSERT_GE(lines.size(), 6U);
    EXPECT_THAT(lines[0], testing::StartsWith("example: 2 tasks, 2 rounds"));
    EXPECT_THAT(lines[2], HasSubstr("makespan [µs]"));
    EXPECT_THAT(lines[4], testing::StartsWith("–     =evil "));
    EXPECT_THAT(lines[5], testing::StartsWith("–     pool "));
    EXPECT_THAT(lines[5], HasSubstr("1 run"));
    EXPECT_THAT(lines[7], testing::StartsWith("There is nothing to compare =evil with. But not every task succeeded"));
    EXPECT_EQ(lines[8], "Ranked only among themselves, as tasks or runs failed: pool");
    EXPECT_THAT(lines, testing::Contains("pool: run failed: runner killed by SIGSEGV"));
    EXPECT_THAT(lines, testing::Contains("pool: 2 events dropped"));
}

TEST(Exporters, MarkdownEscapesWhatWouldBreakTheTable)
{
    auto experiment = exampleExperiment();
    experiment.plan.executors[0].label = "a|b *c*";
    const std::string text = bytesOf(*exporterOf("markdown"), experiment);
    EXPECT_THAT(text, HasSubstr("| a\\|b \\*c\\* |"));
    EXPECT_THAT(text, testing::Not(HasSubstr("a|b")));
    EXPECT_THAT(text, HasSubstr("| --- | ---: |"));
    const auto lines = linesOf(text);
    EXPECT_EQ(std::count(lines.at(2).begin(), lines.at(2).end(), '|'), std::count(lines.at(3).begin(), lines.at(3).end(), '|'));
}

TEST(Exporters, AnExperimentWithoutARunStillGivesEveryFile)
{
    record::ExperimentRecord experiment = exampleExperiment();
    experiment.runs.clear();
    experiment.warmups.clear();
    experiment.stopped = true;
    for (const Exporter &exporter : exporters())
        EXPECT_FALSE(bytesOf(exporter, experiment).empty());
    EXPECT_TRUE(json::parse(bytesOf(*exporterOf("json"), experiment)).at("runs").empty());
}

TEST(Exporters, FormatsAreFoundByName)
{
    EXPECT_NE(exporterOf("table"), nullptr);
    EXPECT_NE(exporterOf("markdown"), nullptr);
    EXPECT_EQ(exporterOf("xml"), nullptr);
    EXPECT_EQ(exporterOf(""), nullptr);
}

TEST(Exporters, TheFolderGetsEveryFileAndNothingElse)
{
    std::string name = (std::filesystem::temp_directory_path() / "interleave-test-XXXXXX").string();
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    const std::filesystem::path folder = std::filesystem::path(name) / "new" / "out";
    ASSERT_TRUE(writeResults(folder, exampleExperiment()));
    const std::vector<NamedBytes> pictures{{"cpu.png", "PNG"}};
    ASSERT_TRUE(writeNamed(folder, pictures));
    std::set<std::string> found;
    for (const auto &entry : std::filesystem::directory_iterator(folder)) {
        EXPECT_GT(entry.file_size(), 0U);
        found.insert(entry.path().filename().string());
    }
    EXPECT_THAT(found, ElementsAre("cpu.png", "events.csv", "report.html", "report.md", "results.json", "runs.csv", "samples.csv", "sequence.mmd", "sequence.puml",
                                   "summary.csv", "tasks.csv", "trace.json"));
    std::filesystem::remove_all(name);
}

} // namespace
} // namespace interleave::exporting
