// SPDX-License-Identifier: GPL-3.0-or-later
// Saved sessions on the command line: what a run writes, what comes out of it again, and two of them side by side.
#include "core/executors/executor.h"
#include "core/record/session_read.h"
#include "core/record/session_write.h"
#include "tests/cli/program.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace interleave::cli {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

std::string planOf(double ms, int count = 4)
{
    return R"({"schema": "interleave-plan/1", "name": "small", "repetitions": 5, "warmup": 1,
  "workload": {"groups": [{"name": "io", "count": )" + std::to_string(count) + R"(, "steps": [{"sleep": {"ms": )" + std::to_string(ms) + R"(}}]}]},
  "executors": [{"id": "thread-pool", "workers": 4, "label": "Größe 並行"}, {"id": "serial"}]})";
}

std::string fileBytes(const fs::path &path)
{
    std::ifstream file(path, std::ios::binary);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

std::vector<std::string> namesIn(const fs::path &folder)
{
    std::vector<std::string> names;
    for (const auto &entry : fs::directory_iterator(folder))
        names.push_back(entry.path().filename().string());
    std::ranges::sort(names);
    return names;
}

std::string withoutWarningOfFile(const std::string &report)
{
    std::string kept;
    for (const std::string &line : linesOf(report))
        if (line.find("read from a file") == std::string::npos && !line.empty() && line != ">")
            kept += line + '\n';
    return kept;
}

/// One run of the small plan serves all tests.
class Sessions : public testing::Test {
protected:
    static void SetUpTestSuite()
    {
        std::string name = (fs::temp_directory_path() / "interleave-test-XXXXXX").string();
        ASSERT_NE(::mkdtemp(name.data()), nullptr);
        s_folder = name;
        const Finished f = runProgram({"run", "-", "--quiet", "--out", (s_folder / "run").string()}, planOf(5));
        ASSERT_EQ(f.exitCode, 0) << f.err;
    }
    static void TearDownTestSuite() { fs::remove_all(s_folder); }

    static std::string session() { return (s_folder / "run" / "session.interleave").string(); }
    /// The session with something else about it, as another file.
    template <class Change>
    static std::string changed(const std::string &name, Change change)
    {
        const auto read = record::readSession(session(), executors::makeCatalogue());
        if (!read) {
            ADD_FAILURE() << read.error().text();
            return {};
        }
        record::ExperimentRecord experiment = **read;
        change(experiment);
        const fs::path path = s_folder / name;
        EXPECT_TRUE(record::saveSession(path, experiment).ok());
        return path.string();
    }
    static void expectComplaint(const std::vector<std::string> &arguments, const std::string &text, int exitCode = 2)
    {
        const Finished f = runProgram(arguments);
        EXPECT_EQ(f.exitCode, exitCode) << f.err;
        EXPECT_EQ(linesOf(f.err).size(), 1U) << f.err;
        EXPECT_THAT(f.err, HasSubstr(text));
        EXPECT_TRUE(f.out.empty()) << f.out;
    }
    static fs::path s_folder;
};
fs::path Sessions::s_folder;

} // namespace

TEST_F(Sessions, AnExportOfASessionIsWhatTheRunWrote)
{
    const fs::path again = s_folder / "again";
    const Finished f = runProgram({"export", session(), "--out", again.string()});
    ASSERT_EQ(f.exitCode, 0) << f.err;
    std::vector<std::string> expected = namesIn(s_folder / "run");
    std::erase(expected, "session.interleave");
    EXPECT_EQ(namesIn(again), expected);
    ASSERT_GE(expected.size(), 7U);
    for (const std::string &name : expected) {
        if (name.starts_with("report."))
            continue;
        EXPECT_TRUE(fileBytes(again / name) == fileBytes(s_folder / "run" / name)) << name << " differs";
    }
    // A report says in two lines that it was made of a file, and nothing else is different.
    EXPECT_EQ(withoutWarningOfFile(fileBytes(again / "report.md")), withoutWarningOfFile(fileBytes(s_folder / "run" / "report.md")));
    EXPECT_THAT(fileBytes(again / "report.md"), HasSubstr("read from a file"));
    EXPECT_THAT(fileBytes(again / "report.html"), HasSubstr("read from a file"));
    EXPECT_THAT(fileBytes(s_folder / "run" / "report.html"), Not(HasSubstr("read from a file")));
}

TEST_F(Sessions, AnExportOfOneKindWritesThatKindOnly)
{
    const auto exported = [](const std::string &flag) {
        const fs::path folder = s_folder / ("kind" + flag);
        const Finished f = runProgram({"export", session(), "--out", folder.string(), flag});
        EXPECT_EQ(f.exitCode, 0) << f.err;
        return namesIn(folder);
    };
    EXPECT_THAT(exported("--csv"), testing::ElementsAre("events.csv", "runs.csv", "samples.csv", "summary.csv", "tasks.csv"));
    EXPECT_THAT(exported("--html"), testing::ElementsAre("report.html"));
    EXPECT_THAT(exported("--markdown"), testing::ElementsAre("report.md"));
    EXPECT_THAT(exported("--trace"), testing::ElementsAre("trace.json"));
    EXPECT_THAT(exported("--mermaid"), testing::ElementsAre("sequence.mmd"));
    EXPECT_THAT(exported("--plantuml"), testing::ElementsAre("sequence.puml"));
#ifdef INTERLEAVE_HAS_WIDGETS
    EXPECT_THAT(exported("--png"), testing::IsSupersetOf({"cpu.png", "latency.png", "memory.png", "throughput.png", "sequence.png"}));
#endif
}

TEST_F(Sessions, AnExportLeavesNothingAmongTheTemporaryFiles)
{
    const fs::path temporary = s_folder / "temporary";
    fs::create_directory(temporary);
    const char *before = std::getenv("TMPDIR");
    const std::string place = before ? before : "/tmp";
    ::setenv("TMPDIR", temporary.c_str(), 1);
    ::unsetenv("XDG_RUNTIME_DIR"); // as in a session without a desktop
    const Finished f = runProgram({"export", session(), "--out", (s_folder / "tidy").string()});
    ::setenv("TMPDIR", place.c_str(), 1);
    EXPECT_EQ(f.exitCode, 0) << f.err;
    EXPECT_THAT(namesIn(temporary), testing::IsEmpty());
}

TEST_F(Sessions, WhatIsNoSessionIsOneLineAndLeavesNothing)
{
    const std::string out = (s_folder / "nothing").string();
    expectComplaint({"export", (s_folder / "missing.interleave").string(), "--out", out}, "missing.interleave: cannot be opened: No such file or directory");
    expectComplaint({"export", "/dev/zero", "--out", out}, "/dev/zero: is not a regular file");
    ASSERT_EQ(::mkfifo((s_folder / "pipe.interleave").c_str(), 0600), 0);
    expectComplaint({"export", (s_folder / "pipe.interleave").string(), "--out", out}, "is not a regular file");
    expectComplaint({"export", (s_folder / "run" / "results.json").string(), "--out", out}, "results.json: is not a session file");
    expectComplaint({"compare", session(), (s_folder / "missing.interleave").string()}, "missing.interleave: cannot be opened");
    EXPECT_FALSE(fs::exists(out));
    expectComplaint({"export", session(), "--out", session()}, "--out: ");
    expectComplaint({"export", session(), "--out", "/proc/nothing"}, "--out: ", 3);
}

TEST_F(Sessions, ASessionComparedWithItselfIsTheSame)
{
    const Finished f = runProgram({"compare", session(), session(), "--format", "json"});
    ASSERT_EQ(f.exitCode, 0) << f.err;
    const json compared = json::parse(f.out);
    EXPECT_EQ(compared.at("schema"), "interleave-compare/1");
    EXPECT_TRUE(compared.at("judged"));
    EXPECT_TRUE(compared.at("different_machine").empty());
    ASSERT_EQ(compared.at("entries").size(), 2U);
    for (const json &entry : compared.at("entries")) {
        EXPECT_EQ(entry.at("verdict"), "no difference resolved");
        EXPECT_EQ(entry.at("a"), entry.at("b"));
        EXPECT_EQ(entry.at("ratio"), 1.0);
        EXPECT_EQ(entry.at("a").at("runs"), 5);
    }
}

TEST_F(Sessions, ASlowerSessionIsFoundInEveryFormat)
{
    const std::string slower = changed("slower.interleave", [](record::ExperimentRecord &experiment) {
        for (auto &run : experiment.runs) {
            auto slow = std::make_shared<record::RunRecord>(*run);
            *slow->makespanNs *= 3;
            run = slow;
        }
    });
    const Finished table = runProgram({"compare", session(), slower});
    ASSERT_EQ(table.exitCode, 0) << table.err;
    EXPECT_THAT(table.out, AllOf(HasSubstr("A: " + session()), HasSubstr("B: " + slower), HasSubstr("Größe 並行"), HasSubstr("slower")));
    EXPECT_THAT(runProgram({"compare", slower, session()}).out, AllOf(HasSubstr("faster"), Not(HasSubstr("slower  "))));
    EXPECT_THAT(runProgram({"compare", session(), slower, "--format", "markdown"}).out, HasSubstr("| serial |"));
    const Finished csv = runProgram({"compare", session(), slower, "--format", "csv"});
    ASSERT_EQ(linesOf(csv.out).size(), 3U);
    EXPECT_THAT(linesOf(csv.out)[0], testing::StartsWith("label,runs_a,"));
    EXPECT_THAT(linesOf(csv.out)[2], AllOf(testing::StartsWith("serial,5,0,"), testing::EndsWith(",slower")));
}

TEST_F(Sessions, AnotherMachineIsShownAndNotJudged)
{
    const std::string other = changed("other.interleave", [](record::ExperimentRecord &experiment) { experiment.environment.cpuModel = "Another CPU"; });
    const Finished shown = runProgram({"compare", session(), other});
    ASSERT_EQ(shown.exitCode, 0) << shown.err;
    EXPECT_THAT(shown.out, AllOf(HasSubstr("different machine: CPU: "), HasSubstr("Another CPU"), HasSubstr("not judged: different machines")));
    const Finished judged = runProgram({"compare", session(), other, "--across-machines"});
    EXPECT_THAT(judged.out, AllOf(HasSubstr("different machine: CPU: "), HasSubstr("no difference resolved")));
}

TEST_F(Sessions, OtherWorkloadsAreRefused)
{
    const std::string other = changed("workload.interleave", [](record::ExperimentRecord &experiment) {
        experiment.plan.workload.groups[0].count = 5;
        experiment.runs.clear();
        experiment.warmups.clear();
    });
    expectComplaint({"compare", session(), other}, "different workloads and cannot be compared: tasks of io: 4 in " + session() + ", 5 in " + other);
}

TEST_F(Sessions, AForgedFigureIsNotMixedWithOnesOfThisMachine)
{
    // Nothing of a file is ever in one ranking with what was measured here: it is a session of its own, and read as imported.
    const auto read = record::readSession(session(), executors::makeCatalogue());
    ASSERT_TRUE(read.ok());
    EXPECT_TRUE((*read)->imported);
}

} // namespace interleave::cli
