// SPDX-License-Identifier: GPL-3.0-or-later
// The command line as a black box: what needs no run.
#include "tests/cli/program.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <cstdlib>
#include <filesystem>
#include <set>

namespace interleave::cli {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::StartsWith;

/// Bad input: nothing on stdout, one line on stderr that holds `hint`, exit code 2.
void expectComplaint(const std::vector<std::string> &arguments, const std::string &hint, const std::string &input = {})
{
    const Finished f = runProgram(arguments, input);
    EXPECT_EQ(f.exitCode, 2) << f.err;
    EXPECT_EQ(f.out, "");
    ASSERT_EQ(linesOf(f.err).size(), 1U) << f.err;
    EXPECT_TRUE(f.err.ends_with('\n'));
    EXPECT_THAT(f.err, StartsWith("interleave: "));
    EXPECT_THAT(f.err, HasSubstr(hint));
}

/// A plan with one sleeping task and these pieces in it.
std::string planWith(const std::string &group, const std::string &executor)
{
    return R"({"schema": "interleave-plan/1", "name": "t", "workload": {"seed": 1, "groups": [)" + group + R"(]}, "executors": [)" + executor + "]}";
}
const std::string kGoodGroup = R"({"name": "io", "count": 1, "steps": [{"sleep": {"ms": 1}}]})";
const std::string kGoodExecutor = R"({"id": "serial"})";

TEST(CommandLine, HelpGoesToStdoutAndNamesEveryCommand)
{
    const Finished f = runProgram({"--help"});
    EXPECT_EQ(f.exitCode, 0);
    EXPECT_EQ(f.err, "");
    for (const char *command : {"run", "executors", "presets", "export", "compare", "advise", "Exit codes"})
        EXPECT_THAT(f.out, HasSubstr(command));
}

TEST(CommandLine, EveryCommandHasItsOwnHelp)
{
    for (const char *command : {"run", "executors", "presets", "export", "compare", "advise"}) {
        const Finished f = runProgram({command, "--help"});
        EXPECT_EQ(f.exitCode, 0) << command;
        EXPECT_EQ(f.err, "") << command;
        EXPECT_THAT(f.out, HasSubstr(command));
    }
    const Finished run = runProgram({"run", "--help"});
    for (const char *option : {"--executor", "--repetitions", "--warmup", "--seed", "--timeout", "--precision", "--budget", "--keep-disturbed", "--measure-overhead", "--out", "--format", "--quiet"})
        EXPECT_THAT(run.out, HasSubstr(option));
}

TEST(CommandLine, VersionIsOneLine)
{
    const Finished f = runProgram({"--version"});
    EXPECT_EQ(f.exitCode, 0);
    EXPECT_EQ(f.out, "interleave " INTERLEAVE_VERSION "\n");
}

TEST(CommandLine, ExecutorsAsJsonHoldIdFamilyParametersAndSteps)
{
    const Finished f = runProgram({"executors", "--json"});
    ASSERT_EQ(f.exitCode, 0) << f.err;
    std::set<std::string> ids;
    for (const json &executor : json::parse(f.out)) {
        EXPECT_FALSE(executor.at("family").get<std::string>().empty());
        EXPECT_TRUE(executor.at("parameters").is_array());
        EXPECT_TRUE(executor.at("steps").is_array());
        if (executor.at("available").get<bool>())
            ids.insert(executor.at("id").get<std::string>());
    }
    EXPECT_THAT(ids, testing::IsSupersetOf({"serial", "thread-per-task", "thread-pool", "process-per-task", "process-pool", "async-gather", "async-semaphore"}));
}

TEST(CommandLine, ListsForPeopleNameTheSameThings)
{
    const Finished executors = runProgram({"executors"});
    EXPECT_EQ(executors.exitCode, 0);
    EXPECT_THAT(executors.out, HasSubstr("async-semaphore"));
    const Finished presets = runProgram({"presets"});
    EXPECT_EQ(presets.exitCode, 0);
    EXPECT_THAT(presets.out, HasSubstr("preset:starter"));
}

TEST(CommandLine, PresetsAsJsonHoldThePlans)
{
    const Finished f = runProgram({"presets", "--json"});
    ASSERT_EQ(f.exitCode, 0);
    const json presets = json::parse(f.out);
    ASSERT_FALSE(presets.empty());
    EXPECT_EQ(presets.at(0).at("plan").at("schema"), "interleave-plan/1");
}

TEST(CommandLine, WhatComesLaterSaysSo)
{
    expectComplaint({"export", "a.interleave", "--out", "x", "--svg"}, "export: --svg: not in this version");
    expectComplaint({"advise", "plan.json", "--verify"}, "advise: not in this version");
}

TEST(CommandLine, BadUsageIsOneLineWithWhatWouldBeRight)
{
    expectComplaint({"rum"}, "did you mean 'run'");
    expectComplaint({"--verson"}, "did you mean '--version'");
    expectComplaint({"run"}, "PLAN");
    expectComplaint({"run", "preset:starter", "--repetition", "3"}, "did you mean '--repetitions'");
    expectComplaint({"run", "preset:starter", "extra"}, "extra");
    expectComplaint({"run", "preset:starter", "--format", "xml"}, "table, json, csv, markdown");
    expectComplaint({"run", "preset:starter", "--repetitions", "many"}, "--repetitions");
    expectComplaint({"run", "preset:starter", "--repetitions"}, "--repetitions");
    expectComplaint({"executors", "--jsn"}, "did you mean '--json'");
    expectComplaint({"export", "a.interleave"}, "export: --out");
    expectComplaint({"export", "a.interleave", "--out", "x", "--htm"}, "did you mean '--html'");
    expectComplaint({"compare", "a.interleave"}, "compare: B");
    expectComplaint({"compare", "a.interleave", "b.interleave", "--format", "xml"}, "table, json, csv, markdown");
}

TEST(CommandLine, OptionsOutOfRangeAreNamed)
{
    expectComplaint({"run", "preset:starter", "--repetitions", "0"}, "--repetitions");
    expectComplaint({"run", "preset:starter", "--repetitions", "-3"}, "--repetitions");
    expectComplaint({"run", "preset:starter", "--warmup", "-1"}, "--warmup");
    expectComplaint({"run", "preset:starter", "--seed", "-1"}, "--seed");
    expectComplaint({"run", "preset:starter", "--seed", "9007199254740993"}, "--seed");
    expectComplaint({"run", "preset:starter", "--timeout", "0"}, "--timeout");
    expectComplaint({"run", "preset:starter", "--timeout", "nan"}, "--timeout");
}

TEST(CommandLine, BadExecutorsAreNamed)
{
    expectComplaint({"run", "preset:starter", "--executor", "thread-pol"}, "thread-pool");
    expectComplaint({"run", "preset:starter", "--executor", "thread-pool:workers=0"}, "workers");
    expectComplaint({"run", "preset:starter", "--executor", "thread-pool:wokers=2"}, "workers");
    expectComplaint({"run", "preset:starter", "--executor", "process-quue"}, "process-queue");
}

TEST(CommandLine, PlansThatCannotBeReadAreNamed)
{
    expectComplaint({"run", "no-such-plan.json"}, "no-such-plan.json");
    expectComplaint({"run", "/"}, "/: cannot be read: Is a directory");
    expectComplaint({"run", "starter"}, "preset:starter");
    expectComplaint({"run", "preset:startr"}, "starter");
    expectComplaint({"run", "-"}, "stdin", "");
    expectComplaint({"run", "-"}, "stdin", "{ \"schema\": ");
    expectComplaint({"run", "-"}, "stdin", "[1, 2]");
}

TEST(CommandLine, PlansThatAreWrongAreNamedByField)
{
    expectComplaint({"run", "-"}, "slep", planWith(R"({"name": "io", "count": 1, "steps": [{"slep": {"ms": 1}}]})", kGoodExecutor));
    expectComplaint({"run", "-"}, "workers", planWith(kGoodGroup, R"({"id": "thread-pool", "workers": 0})"));
    expectComplaint({"run", "-"}, "workers", planWith(kGoodGroup, R"({"id": "thread-pool", "workers": 100000})"));
    expectComplaint({"run", "-"}, "count", planWith(R"({"name": "io", "count": -1, "steps": []})", kGoodExecutor));
    expectComplaint({"run", "-"}, "stdin", planWith(R"({"name": "io", "count": 1, "steps": [{"sleep": {"ms": NaN}}]})", kGoodExecutor));
    expectComplaint({"run", "-"}, "count", planWith(R"({"name": "io", "count": 9007199254740993, "steps": []})", kGoodExecutor));
    expectComplaint({"run", "-"}, "delay_ms", planWith(R"({"name": "io", "count": 1, "steps": [{"network": {"host": "localhost", "port": 80, "delay_ms": 1}}]})", kGoodExecutor));
}

TEST(CommandLine, AnOutputFolderThatCannotBeIsFoundBeforeTheRun)
{
    const std::string plan = planWith(kGoodGroup, kGoodExecutor);
    expectComplaint({"run", "-", "--out", "/dev/null"}, "--out: /dev/null", plan);
    const Finished refused = runProgram({"run", "-", "--out", "/proc/interleave-out"}, plan);
    EXPECT_EQ(refused.exitCode, 3);
    EXPECT_EQ(refused.out, "");
    EXPECT_EQ(linesOf(refused.err).size(), 1U) << refused.err;
    EXPECT_THAT(refused.err, HasSubstr("--out: /proc/interleave-out"));
}

} // namespace
} // namespace interleave::cli
