// SPDX-License-Identifier: GPL-3.0-or-later
// Every case of data/hostile_session_files.json, made for real and opened by the commands that open sessions.
#include "tests/cli/program.h"
#include "tests/record/hostile_files.h"
#include "tests/record/session_kit.h"

#include <gmock/gmock.h>

#include <set>

namespace interleave::cli {
namespace {

using record::kit::HostileFile;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class HostileFiles : public record::kit::FolderTest {
protected:
    void SetUp() override
    {
        FolderTest::SetUp();
        files = record::kit::makeHostileFiles(folder);
        harmless = (folder / "harmless.interleave").string();
    }
    [[nodiscard]] std::string out() const { return (folder / "out").string(); }
    [[nodiscard]] std::vector<HostileFile> of(const std::string &id) const
    {
        std::vector<HostileFile> some;
        std::ranges::copy_if(files, std::back_inserter(some), [&](const HostileFile &file) { return file.id == id; });
        return some;
    }
    static void expectRefused(const HostileFile &file, const std::vector<std::string> &arguments)
    {
        const Finished f = runProgram(arguments);
        EXPECT_EQ(f.exitCode, 2) << file.path << f.err;
        EXPECT_EQ(linesOf(f.err).size(), 1U) << file.path << f.err;
        EXPECT_THAT(f.err, AllOf(HasSubstr(file.path.filename().string()), HasSubstr(file.refusal)));
        EXPECT_EQ(f.out, "");
    }

    /// In Markdown a backslash makes it text, and so does a fenced block, which no text of a plan can end: it holds no line break.
    static void expectNoMarkup(const std::string &markdown)
    {
        EXPECT_THAT(markdown, HasSubstr("script"));
        bool fenced = false;
        for (const std::string &line : linesOf(markdown)) {
            fenced = fenced != line.starts_with("```");
            if (!fenced) {
                EXPECT_THAT(line, Not(testing::ContainsRegex("(^|[^\\\\])<script")));
            }
        }
    }

    std::vector<HostileFile> files;
    std::string harmless;
};

} // namespace

TEST_F(HostileFiles, EveryCaseOfTheListIsMade)
{
    std::set<std::string> made;
    for (const HostileFile &file : files)
        made.insert(file.id);
    const auto listed = record::kit::hostileCases();
    EXPECT_GE(listed.size(), 14U);
    EXPECT_EQ(made, std::set<std::string>(listed.begin(), listed.end()));
}

TEST_F(HostileFiles, WhatIsRefusedIsOneLineWithTheFileAndExitCodeTwoAndLeavesNothing)
{
    const auto before = names();
    for (const HostileFile &file : files) {
        if (file.refusal.empty())
            continue;
        expectRefused(file, {"export", file.path.string(), "--out", out()});
        expectRefused(file, {"compare", file.path.string(), harmless});
        expectRefused(file, {"compare", harmless, file.path.string()});
        EXPECT_EQ(names(), before) << file.path;
    }
}

TEST_F(HostileFiles, AScriptInANameIsEscapedInWhatHasMarkup)
{
    const std::string file = of("html_export_script").front().path.string();
    const Finished f = runProgram({"export", file, "--out", out(), "--html", "--markdown"});
    ASSERT_EQ(f.exitCode, 0) << f.err;
    EXPECT_THAT(record::kit::fileBytes(folder / "out" / "report.html"), AllOf(HasSubstr("&lt;script&gt;alert(1)"), Not(HasSubstr("<script"))));
    expectNoMarkup(record::kit::fileBytes(folder / "out" / "report.md"));
    expectNoMarkup(runProgram({"compare", file, file, "--format", "markdown"}).out);
}

TEST_F(HostileFiles, AnArgumentThatTurnsTextRoundIsDataThatIsNeverShownRaw)
{
    const std::string file = of("bidi_override").front().path.string();
    const Finished f = runProgram({"export", file, "--out", out(), "--html", "--markdown"});
    ASSERT_EQ(f.exitCode, 0) << f.err;
    EXPECT_THAT(f.out + f.err, Not(HasSubstr("\u202e")));
    EXPECT_THAT(record::kit::fileBytes(folder / "out" / "report.html"), Not(HasSubstr("\u202e")));
    EXPECT_THAT(record::kit::fileBytes(folder / "out" / "report.md"), Not(HasSubstr("\u202e")));
    const Finished other = runProgram({"compare", harmless, file});
    EXPECT_EQ(other.exitCode, 2);
    EXPECT_THAT(other.err, HasSubstr("different workloads and cannot be compared: steps of io: sleep in "));
}

TEST_F(HostileFiles, ForgedResultsAreMarkedAsReadFromAFile)
{
    const std::string file = of("result_block_forged").front().path.string();
    const Finished f = runProgram({"export", file, "--out", out(), "--html", "--markdown"});
    ASSERT_EQ(f.exitCode, 0) << f.err;
    EXPECT_THAT(record::kit::fileBytes(folder / "out" / "report.md"), HasSubstr("read from a file; they were not measured here"));
    EXPECT_THAT(record::kit::fileBytes(folder / "out" / "report.html"), HasSubstr("read from a file; they were not measured here"));
    EXPECT_THAT(runProgram({"compare", harmless, file}).out, AllOf(HasSubstr("A: " + harmless), HasSubstr("B: " + file)));
}

} // namespace interleave::cli
