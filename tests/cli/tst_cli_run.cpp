// SPDX-License-Identifier: GPL-3.0-or-later
// The command line as a black box: whole runs, their files and their end.
#include "tests/cli/program.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

namespace interleave::cli {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using testing::HasSubstr;

const std::string kPlan = R"({"schema": "interleave-plan/1", "name": "small", "repetitions": 2, "warmup": 1,
  "workload": {"groups": [{"name": "io", "count": 6, "steps": [{"sleep": {"ms": 10}}]},
                          {"name": "none", "count": 6, "steps": []}]},
  "executors": [{"id": "thread-pool", "workers": 3}, {"id": "serial"}, {"id": "thread-pool", "workers": 2, "label": "Größe 並行"}]})";

const std::string kLongPlan = R"({"schema": "interleave-plan/1", "name": "long", "repetitions": 50, "warmup": 0,
  "workload": {"groups": [{"name": "io", "count": 40, "steps": [{"sleep": {"ms": 20}}]}]}, "executors": [{"id": "serial"}]})";

using Row = std::map<std::string, std::string>;

/// A CSV file without quoted cells, by the names of its columns.
std::vector<Row> readCsv(const fs::path &path)
{
    std::ifstream file(path);
    std::vector<Row> rows;
    std::vector<std::string> header;
    for (std::string line; std::getline(file, line);) {
        std::vector<std::string> cells;
        std::stringstream stream(line + ",");
        for (std::string cell; std::getline(stream, cell, ',');)
            cells.push_back(cell);
        if (header.empty()) {
            header = cells;
            continue;
        }
        EXPECT_EQ(cells.size(), header.size()) << path << ": " << line;
        Row row;
        for (std::size_t i = 0; i < std::min(cells.size(), header.size()); ++i)
            row[header[i]] = cells[i];
        rows.push_back(std::move(row));
    }
    return rows;
}

/// Most tasks that ran at one time.
int mostAtOnce(const std::vector<Row> &tasks)
{
    std::vector<std::pair<std::int64_t, int>> changes;
    for (const Row &task : tasks) {
        changes.emplace_back(std::stoll(task.at("started_ns")), 1);
        changes.emplace_back(std::stoll(task.at("finished_ns")), -1);
    }
    std::ranges::sort(changes); // an end before a start at the same instant
    int now = 0, most = 0;
    for (const auto &[time, change] : changes)
        most = std::max(most, now += change);
    return most;
}

/// What else the machine does here must not change the number of runs.
const std::string kAlone = "--keep-disturbed";

class CommandLineRun : public testing::Test {
protected:
    void SetUp() override
    {
        std::string name = (fs::temp_directory_path() / "interleave-test-XXXXXX").string();
        ASSERT_NE(::mkdtemp(name.data()), nullptr);
        m_folder = name;
    }
    void TearDown() override { fs::remove_all(m_folder); }
    [[nodiscard]] json results() const
    {
        std::ifstream file(m_folder / "out" / "results.json");
        return json::parse(file, nullptr, false);
    }
    [[nodiscard]] std::string out() const { return (m_folder / "out").string(); }
    fs::path m_folder;
};

TEST_F(CommandLineRun, ASmallPlanGivesEveryFileAndATable)
{
    const Finished f = runProgram({"run", "-", kAlone, "--out", out()}, kPlan);
    EXPECT_EQ(f.exitCode, 0) << f.err;
    for (const char *file : {"session.interleave", "results.json", "summary.csv", "runs.csv", "tasks.csv", "samples.csv", "events.csv", "trace.json", "sequence.mmd", "sequence.puml", "report.md", "report.html"})
        EXPECT_GT(fs::file_size(m_folder / "out" / file), 0U) << file;
    for (const auto &entry : fs::directory_iterator(out()))
        EXPECT_NE(entry.path().extension(), ".tmp") << entry.path();
    EXPECT_THAT(f.out, HasSubstr("thread-pool workers=3"));
    EXPECT_THAT(f.out, HasSubstr("Größe 並行"));
    EXPECT_EQ(results().at("runs").size(), 6U);
    EXPECT_EQ(results().at("warmup_runs").size(), 3U);
    EXPECT_EQ(readCsv(m_folder / "out" / "summary.csv").size(), 3U);
    EXPECT_EQ(readCsv(m_folder / "out" / "runs.csv").size(), 6U);
    EXPECT_GT(readCsv(m_folder / "out" / "events.csv").size(), 3U * 36U) << "a kept trace per entry, at least its life events";
}

TEST_F(CommandLineRun, EveryTaskIsThereOncePerRunInOrderAndWithinItsPool)
{
    ASSERT_EQ(runProgram({"run", "-", kAlone, "--quiet", "--out", out()}, kPlan).exitCode, 0);
    std::map<std::string, std::vector<Row>> byRun;
    for (const Row &task : readCsv(m_folder / "out" / "tasks.csv"))
        byRun[task.at("run")].push_back(task);
    ASSERT_EQ(byRun.size(), 6U);
    for (const auto &[run, tasks] : byRun) {
        std::vector<int> numbers;
        for (const Row &task : tasks) {
            numbers.push_back(std::stoi(task.at("task")));
            EXPECT_LE(std::stoll(task.at("submitted_ns")), std::stoll(task.at("started_ns")));
            EXPECT_LE(std::stoll(task.at("started_ns")), std::stoll(task.at("finished_ns")));
            EXPECT_EQ(task.at("status"), "succeeded");
        }
        EXPECT_THAT(numbers, testing::UnorderedElementsAre(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)) << "run " << run;
        const std::string label = tasks.front().at("label");
        EXPECT_LE(mostAtOnce(tasks), label == "serial" ? 1 : label == "thread-pool workers=3" ? 3 : 2) << label;
    }
}

TEST_F(CommandLineRun, ProgressIsALinePerRunOnStderrUnlessQuiet)
{
    const Finished f = runProgram({"run", "-", kAlone, "--format", "csv"}, kPlan);
    EXPECT_EQ(f.exitCode, 0);
    const auto lines = linesOf(f.err);
    EXPECT_EQ(std::ranges::count_if(lines, [](const std::string &line) { return line.starts_with("run "); }), 9) << f.err;
    EXPECT_EQ(f.err.find('\x1b'), std::string::npos);
    EXPECT_EQ(linesOf(f.out).size(), 4U);
    EXPECT_EQ(runProgram({"run", "-", kAlone, "--quiet"}, kPlan).err, "");
}

TEST_F(CommandLineRun, OptionsOverrideThePlan)
{
    const Finished f = runProgram({"run", "-", kAlone, "--quiet", "--format", "json", "--repetitions", "1", "--warmup", "0", "--seed", "7", "--timeout", "5.5",
                                   "--executor", "serial", "--executor", "thread-pool:workers=5"},
                                  kPlan);
    ASSERT_EQ(f.exitCode, 0) << f.err;
    const json results = json::parse(f.out);
    EXPECT_EQ(results.at("runs").size(), 2U);
    EXPECT_TRUE(results.at("warmup_runs").empty());
    EXPECT_EQ(results.at("plan").at("workload").at("seed"), 7);
    EXPECT_EQ(results.at("plan").at("timeout_s"), 5.5);
    std::map<std::string, json> parameters;
    for (const json &run : results.at("runs"))
        parameters[run.at("label").get<std::string>()] = run.at("parameters");
    EXPECT_EQ(parameters.at("thread-pool workers=5"), json({{"workers", 5}}));
}

TEST_F(CommandLineRun, ABudgetEndsTheRoundsAndTheResultSaysSo)
{
    const Finished f = runProgram({"run", "-", kAlone, "--budget", "0.001", "--precision", "50", "--out", out()}, kPlan);
    ASSERT_EQ(f.exitCode, 0) << f.err;
    EXPECT_EQ(results().at("runs").size(), 3U) << "one whole round";
    EXPECT_EQ(results().at("ended_by"), "budget of 0.001 s used up after 1 of 2 rounds");
    EXPECT_EQ(results().at("plan").at("stop"), json({{"precision_percent", 50}, {"budget_s", 0.001}}));
    EXPECT_THAT(f.out, HasSubstr("ended early: budget of 0.001 s used up"));
}

TEST_F(CommandLineRun, TheEstimateStandsBeforeTheFirstRun)
{
    const Finished f = runProgram({"run", "-", kAlone}, kPlan);
    ASSERT_EQ(f.exitCode, 0) << f.err;
    EXPECT_THAT(linesOf(f.err).at(0), testing::StartsWith("about "));
    EXPECT_THAT(linesOf(f.err).at(0), HasSubstr(": 3 concurrency models, 2 rounds + 1 warm-up"));
}

TEST_F(CommandLineRun, TheMachineIsInTheResults)
{
    const Finished f = runProgram({"run", "-", kAlone, "--quiet", "--out", out()}, kPlan);
    ASSERT_EQ(f.exitCode, 0) << f.err;
    const json written = results();
    const json &environment = written.at("environment");
    EXPECT_GE(environment.at("load_average").get<double>(), 0);
    EXPECT_TRUE(environment.at("foreign_cpu_percent").is_number()) << "looked at for a quarter of a second before the first run";
    EXPECT_TRUE(environment.at("cautions").is_array());
    for (const json &run : written.at("runs")) {
        EXPECT_GE(run.at("conditions").at("calibration_spread").get<double>(), 1);
        EXPECT_GE(run.at("processes_started").get<int>(), 1);
        EXPECT_GT(run.at("memory").at("process_peak_bytes").get<std::int64_t>(), 1 << 20);
        EXPECT_GT(run.at("page_faults").at("minor").get<int>(), 0);
    }
}

TEST_F(CommandLineRun, AllRunsEveryModelThatCan)
{
    const Finished f = runProgram({"run", "-", kAlone, "--quiet", "--format", "json", "--repetitions", "1", "--warmup", "0", "--executor", "all"}, kPlan);
    ASSERT_EQ(f.exitCode, 0) << f.err;
    std::vector<std::string> ids;
    const json results = json::parse(f.out);
    for (const json &run : results.at("runs"))
        ids.push_back(run.at("executor").get<std::string>());
    EXPECT_THAT(ids, testing::IsSupersetOf({"serial", "thread-per-task", "thread-pool", "process-per-task", "process-pool", "async-gather", "async-semaphore"}));
}

TEST_F(CommandLineRun, ATaskThatTimesOutMeansExitCodeOneAndWrittenResults)
{
    const std::string plan = R"({"schema": "interleave-plan/1", "name": "late", "repetitions": 1, "warmup": 0,
      "workload": {"groups": [{"name": "io", "count": 2, "task_timeout_ms": 20, "steps": [{"sleep": {"ms": 2000}}]}]}, "executors": [{"id": "serial"}]})";
    const Finished f = runProgram({"run", "-", kAlone, "--quiet", "--out", out()}, plan);
    EXPECT_EQ(f.exitCode, 1) << f.err;
    EXPECT_THAT(f.out, HasSubstr("timed-out"));
    EXPECT_EQ(results().at("runs").at(0).at("tasks").at("timed_out"), 2);
}

TEST_F(CommandLineRun, AnInterruptWritesWhatWasFinishedAndEndsSoon)
{
    for (const int number : {SIGINT, SIGTERM}) {
        Program program({"run", "-", "--out", out()}, kLongPlan);
        ASSERT_TRUE(program.waitForStderr("run 1 of 50"));
        const auto before = std::chrono::steady_clock::now();
        program.signal(number);
        const Finished f = program.finish();
        EXPECT_EQ(f.exitCode, 130) << f.err;
        EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::seconds(3)); // pictures only as far as they fit into the first
        const json written = results();
        ASSERT_FALSE(written.is_discarded());
        EXPECT_EQ(written.at("stopped"), true);
        EXPECT_GE(written.at("runs").size(), 1U);
        EXPECT_LT(written.at("runs").size(), 50U);
        EXPECT_EQ(written.at("runs").at(0).at("status"), "finished");
    }
}

} // namespace
} // namespace interleave::cli
