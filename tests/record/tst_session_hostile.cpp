// SPDX-License-Identifier: GPL-3.0-or-later
// Files that somebody made to harm, or that were harmed.
#include "core/export/exporters.h"
#include "core/record/session_limits.h"
#include "core/record/session_read.h"
#include "core/record/session_write.h"
#include "tests/record/session_kit.h"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>

namespace interleave::record {
namespace {

using kit::catalogue;
using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

class HostileSession : public kit::FolderTest {
protected:
    void SetUp() override
    {
        FolderTest::SetUp();
        ASSERT_TRUE(saveSession(path(), kit::fullExperiment()).ok());
        parts = kit::partsOf(path());
    }

    [[nodiscard]] std::filesystem::path path() const { return folder / "evil.interleave"; }

    /// One line, naming the file; nothing is read, nothing crashes.
    std::string refusal()
    {
        const auto read = readSession(path(), catalogue());
        if (read)
            return "it was read";
        const std::string text = read.error().text();
        EXPECT_EQ(text.find('\n'), std::string::npos) << text;
        EXPECT_THAT(text, HasSubstr("evil.interleave: "));
        return text;
    }
    std::string refusalOf(const std::string &part, const std::string &bytes)
    {
        auto changed = parts;
        changed[part] = bytes;
        kit::writeParts(path(), changed);
        return refusal();
    }
    /// Changes a JSON part.
    template <class Change>
    std::string refusalAfter(const std::string &part, Change change)
    {
        json value = json::parse(parts.at(part));
        change(value);
        return refusalOf(part, value.dump());
    }
    std::string refusalOfPlan(const std::string &oldText, const std::string &newText)
    {
        std::string plan = parts.at("plan.json");
        const auto at = plan.find(oldText);
        EXPECT_NE(at, std::string::npos) << plan;
        return refusalOf("plan.json", plan.replace(at, oldText.size(), newText));
    }
    /// A whole file with some bytes of it changed.
    std::string refusalOfBytes(std::size_t at, const std::string &bytes)
    {
        std::string file = kit::fileBytes(path());
        kit::writeBytes(path(), file.replace(at, bytes.size(), bytes));
        return refusal();
    }

    kit::Parts parts;
};

/// A number in an event-less table, changed in place.
std::string withNumber(std::string table, std::size_t at, std::uint64_t value)
{
    std::memcpy(table.data() + at, &value, sizeof value);
    return table;
}

} // namespace

// --- data/hostile_session_files.json: the keys there stand for the plan's and the session's own ---

TEST_F(HostileSession, EveryCaseOfTheListHasATestOfItsName)
{
    std::ifstream file(TEST_DATA_DIR "/hostile_session_files.json");
    const json cases = json::parse(file);
    std::set<std::string> known;
    for (const auto *test : {"huge_count", "float_count", "above_2_53", "nan_duration", "argv_not_strings", "argv_with_nul", "env_override", "html_export_script",
             "bidi_override", "unknown_version", "decompression_bomb", "file_2GiB", "fifo_or_dev_zero", "result_block_forged"})
        known.insert(test);
    ASSERT_FALSE(cases.empty());
    for (const json &one : cases)
        EXPECT_TRUE(known.contains(one.at("id").get<std::string>())) << one;
}

TEST_F(HostileSession, HugeCount)
{
    EXPECT_THAT(refusalOfPlan("\"count\": 2", "\"count\": 1e18"), HasSubstr("plan.json: workload.groups[0].count: 1e18 is beyond 2^53"));
    EXPECT_THAT(refusalOfPlan("\"count\": 2", "\"count\": 2000000"), HasSubstr("plan.json: workload.groups[0].count: 2000000 is out of range"));
}

TEST_F(HostileSession, FloatCount) { EXPECT_THAT(refusalOfPlan("\"count\": 2", "\"count\": 2.5"), HasSubstr("count: 2.5 is not whole")); }

TEST_F(HostileSession, Above2To53)
{
    EXPECT_THAT(refusalOfPlan("\"count\": 2", "\"count\": 9007199254740993"), HasSubstr("count: 9007199254740993 is beyond 2^53"));
    EXPECT_THAT(refusalAfter("runs/1/summary.json", [](json &j) { j["setup_ns"] = 9007199254740993; }), HasSubstr("setup_ns: 9007199254740993 is beyond 2^53"));
}

TEST_F(HostileSession, NanDuration)
{
    EXPECT_THAT(refusalOfPlan("\"ms\": 1.5", "\"ms\": NaN"), HasSubstr("ms: NaN is not a number in JSON"));
    EXPECT_THAT(refusalOf("runs/1/summary.json", R"({"makespan_ns": NaN})"), HasSubstr("summary.json: makespan_ns: NaN is not a number"));
}

TEST_F(HostileSession, ArgvNotStrings)
{
    EXPECT_THAT(refusalOfPlan("\"sleep\": {\n              \"ms\": 1.5\n            }", "\"command\": {\"argv\": [\"sh\", 1, null]}"), HasSubstr("argv[1]: is a number, give text"));
}

TEST_F(HostileSession, ArgvWithNul)
{
    EXPECT_THAT(refusalOfPlan("\"sleep\": {\n              \"ms\": 1.5\n            }", "\"command\": {\"argv\": [\"echo\", \"a\\u0000b\"]}"), HasSubstr("argv[1]: \"a\\x00b\" holds a NUL"));
}

TEST_F(HostileSession, EnvOverride)
{
    // There is no such key in a plan: nothing to confirm, and nothing that could be applied.
    ::unsetenv("LD_PRELOAD");
    EXPECT_THAT(refusalOfPlan("\"workload\"", R"("env": {"LD_PRELOAD": "/tmp/x.so", "PATH": "."}, "workload")"), HasSubstr("plan.json: unknown key \"env\""));
    EXPECT_EQ(::getenv("LD_PRELOAD"), nullptr);
}

TEST_F(HostileSession, HtmlExportScript)
{
    // The name is kept as it is; every export that has markup escapes it. What marks up nothing may hold it.
    const auto read = readSession(path(), catalogue());
    ASSERT_TRUE(read.ok());
    ASSERT_THAT((*read)->plan.name, HasSubstr("<script>"));
    for (const auto &exporter : exporting::exporters()) {
        if (exporter.fileName.ends_with(".html") || exporter.fileName.ends_with(".svg")) {
            EXPECT_THAT(exporting::bytesOf(exporter, **read), Not(HasSubstr("<script>"))) << exporter.fileName;
        }
    }
}

TEST_F(HostileSession, BidiOverride)
{
    // Such an argument is data like any other here; whoever shows it writes it out (tst_command_consent).
    std::string plan = parts.at("plan.json");
    const std::string step = "\"sleep\": {\n              \"ms\": 1.5\n            }";
    ASSERT_NE(plan.find(step), std::string::npos);
    plan.replace(plan.find(step), step.size(), "\"command\": {\"argv\": [\"\\u202ehs\"]}");
    auto changed = parts;
    changed["plan.json"] = plan;
    kit::writeParts(path(), changed);
    const auto read = readSession(path(), catalogue());
    ASSERT_TRUE(read.ok()) << read.error().text();
    EXPECT_EQ(std::get<plan::Command>((*read)->plan.workload.groups[0].steps[0]).argv.front(), "\u202ehs");
}

TEST_F(HostileSession, UnknownVersion)
{
    EXPECT_THAT(refusalOf("manifest.json", R"({"schema": "interleave-session/999"})"), HasSubstr("was made by a newer version of Interleave"));
    const std::string before = kit::fileBytes(path());
    EXPECT_FALSE(saveSession(path(), kit::fullExperiment()).ok());
    EXPECT_EQ(kit::fileBytes(path()), before);
    EXPECT_THAT(refusalOf("manifest.json", R"({"schema": "interleave-session/x"})"), HasSubstr("is no session's"));
    EXPECT_THAT(refusalOf("manifest.json", R"({"schema": "interleave-session/99999999999999999999"})"), HasSubstr("is no session's"));
    EXPECT_THAT(refusalOf("manifest.json", R"({"version": 999})"), HasSubstr("manifest.json: schema: is missing"));
}

TEST_F(HostileSession, DecompressionBomb)
{
    // The method of the directory's first line is compression: it is refused by that word alone.
    const std::string file = kit::fileBytes(path());
    const auto line = file.find("PK\001\002");
    ASSERT_NE(line, std::string::npos);
    EXPECT_THAT(refusalOfBytes(line + 10, std::string("\x08\x00", 2)), HasSubstr("\"mimetype\": is compressed; a session's parts are stored as they are"));
    kit::writeBytes(path(), file);
    EXPECT_THAT(refusalOfBytes(line + 24, std::string("\xff\xff\xff\x7f", 4)), HasSubstr("\"mimetype\": claims two sizes"));
    kit::writeBytes(path(), file);
    EXPECT_THAT(refusalOfBytes(line + 20, std::string("\xff\xff\xff\x7f\xff\xff\xff\x7f", 8)), HasSubstr("\"mimetype\": lies outside of the file"));
    kit::writeBytes(path(), std::string("\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03", 10) + std::string(100'000, '\0'));
    EXPECT_THAT(refusal(), HasSubstr("is not a session file"));
}

TEST_F(HostileSession, File2GiB)
{
    ASSERT_EQ(::truncate(path().c_str(), std::int64_t{1} << 31), 0);
    EXPECT_THAT(refusal(), HasSubstr("is larger than 1536 MiB (2147483648 bytes); no session file is"));
}

TEST_F(HostileSession, FifoOrDevZero)
{
    std::filesystem::remove(path());
    ASSERT_EQ(::mkfifo(path().c_str(), 0600), 0);
    EXPECT_THAT(refusal(), HasSubstr("is not a regular file"));
    const auto zero = readSession("/dev/zero", catalogue());
    ASSERT_FALSE(zero.ok());
    EXPECT_THAT(zero.error().text(), HasSubstr("/dev/zero: is not a regular file"));
    const auto folderRead = readSession(folder, catalogue());
    ASSERT_FALSE(folderRead.ok());
    EXPECT_THAT(folderRead.error().text(), HasSubstr("is a folder"));
}

TEST_F(HostileSession, ResultBlockForged)
{
    // Results can be forged in any file; whatever a file says is marked as not measured here.
    auto changed = parts;
    json summary = json::parse(parts.at("runs/1/summary.json"));
    summary["makespan_ns"] = 1;
    summary["results"] = {{"threads", {{"median_s", 0.000001}, {"n", 10}}}};
    summary["imported"] = false;
    changed["runs/1/summary.json"] = summary.dump();
    json experiment = json::parse(parts.at("experiment.json"));
    experiment["imported"] = false;
    changed["experiment.json"] = experiment.dump();
    kit::writeParts(path(), changed);
    const auto read = readSession(path(), catalogue());
    ASSERT_TRUE(read.ok()) << read.error().text();
    EXPECT_TRUE((*read)->imported);
}

// --- more of the kind ---

TEST_F(HostileSession, ATableThatClaimsMoreThanItHoldsIsRefusedBeforeMemoryIsTaken)
{
    const std::string tasks = parts.at("runs/1/tasks.bin");
    EXPECT_THAT(refusalOf("runs/1/tasks.bin", withNumber(tasks, 8, 999'999)), HasSubstr("runs/1/tasks.bin: claims more rows than it has bytes for"));
    EXPECT_THAT(refusalOf("runs/1/tasks.bin", withNumber(tasks, 8, 1'000'001)), HasSubstr("has 1000001 rows, at most 1000000 may stand here"));
    EXPECT_THAT(refusalOf("runs/1/tasks.bin", withNumber(tasks, 8, UINT64_MAX)), HasSubstr("at most 1000000 may stand here"));
    EXPECT_THAT(refusalOf("runs/1/tasks.bin", tasks.substr(0, tasks.size() - 1)), HasSubstr("is cut short"));
    EXPECT_THAT(refusalOf("runs/1/tasks.bin", "x"), HasSubstr("is no table of this format"));
}

TEST_F(HostileSession, RowsOfNothingAreRefused)
{
    // A table of a single byte a row would be a hundred times as large in memory; of none, endlessly.
    std::string head("ILROWS01");
    const auto add = [&head](auto value) { head.append(reinterpret_cast<const char *>(&value), sizeof value); };
    add(std::uint64_t{1'000'000});
    add(std::uint32_t{0});
    add(std::uint32_t{0});
    add(std::uint64_t{0});
    EXPECT_THAT(refusalOf("runs/1/tasks.bin", head), HasSubstr("its rows are as long as 0 bytes"));
    std::string narrow("ILROWS01");
    head.swap(narrow);
    add(std::uint64_t{1'000'000});
    add(std::uint32_t{1});
    add(std::uint32_t{1});
    add(std::uint64_t{0});
    head += std::string("b\x06status", 8) + std::string(1'000'000, '\x01');
    EXPECT_THAT(refusalOf("runs/1/tasks.bin", head), HasSubstr("claims more rows than the size of the file bears"));
}

TEST_F(HostileSession, ALongTextThatAMillionRowsNameIsRefused)
{
    std::string table("ILROWS01");
    const auto add = [&table](auto value) { table.append(reinterpret_cast<const char *>(&value), sizeof value); };
    constexpr std::uint64_t kRows = 100'000;
    add(kRows);
    add(std::uint32_t{4});
    add(std::uint32_t{1});
    add(std::uint32_t{1});
    add(std::uint32_t{0});
    table += std::string("t\x05""error", 7) + std::string(kRows * 4, '\0');
    add(std::uint32_t{65536});
    table += std::string(65536, 'x');
    EXPECT_THAT(refusalOf("runs/1/tasks.bin", table), HasSubstr("error: repeats more text than the size of the file bears"));
}

TEST_F(HostileSession, NumbersOutOfRangeAreNamed)
{
    const std::string name = "runs/1/summary.json";
    EXPECT_THAT(refusalAfter(name, [](json &j) { j["makespan_ns"] = -1; }), HasSubstr(name + ": makespan_ns: -1 is out of range, 0 to 86400000000000"));
    EXPECT_THAT(refusalAfter(name, [](json &j) { j["makespan_ns"] = 86'400'000'000'001; }), HasSubstr("makespan_ns: 86400000000001 is out of range"));
    EXPECT_THAT(refusalAfter(name, [](json &j) { j["makespan_ns"] = "9223372036854775807"; }), HasSubstr("makespan_ns: 9223372036854775807 is out of range"));
    EXPECT_THAT(refusalAfter(name, [](json &j) { j["makespan_ns"] = 1.5; }), HasSubstr("makespan_ns: 1.5 is not whole"));
    EXPECT_THAT(refusalAfter(name, [](json &j) { j["usage"]["cpu_percent_mean"] = "much"; }), HasSubstr("usage.cpu_percent_mean: is text, give a number"));
    EXPECT_THAT(refusalAfter(name, [](json &j) { j["events_recorded"] = -1; }), HasSubstr("events_recorded: -1 is out of range"));
    EXPECT_THAT(refusalAfter(name, [](json &j) { j["figures"]["x"] = "1e5"; }), HasSubstr("figures.x: \"1e5\" is not a whole number of 64 bits"));
    EXPECT_THAT(refusalOf(name, R"({"usage": {"cpu_percent_mean": 1e400}})"), HasSubstr("usage.cpu_percent_mean: 1e400 is beyond 2^53"));
    EXPECT_THAT(refusalAfter(name, [](json &j) { j["status"] = "finnished"; }), HasSubstr("status: unknown word \"finnished\", did you mean \"finished\"?"));
    EXPECT_THAT(refusalAfter(name, [](json &j) { j["error"] = std::string(65537, 'x'); }), HasSubstr("error: is 65537 bytes long, at most 65536"));
    EXPECT_THAT(refusalAfter(name, [](json &j) { j["key"]["entry"] = 2; }), HasSubstr("key.entry names an executor that the plan does not have"));
    EXPECT_THAT(refusalAfter("experiment.json", [](json &j) { j["left_out"][0]["entry"] = 2; }), HasSubstr("left_out names an executor that the plan does not have"));
    EXPECT_THAT(refusalAfter("experiment.json", [](json &j) { j["runs"] = {1, 1.5}; }), HasSubstr("runs[1]: 1.5 is not whole"));
    EXPECT_THAT(refusalAfter("experiment.json", [](json &j) { j["runs"] = {1, 4, 1}; }), HasSubstr("experiment.json: names the run 1 twice"));
    EXPECT_THAT(refusalAfter("experiment.json", [](json &j) { j["runs"] = 3; }), HasSubstr("runs: is a number, give a list"));
    EXPECT_THAT(refusalAfter("experiment.json", [](json &j) { j["runs"] = {-1}; }), HasSubstr("experiment.json: runs[0]: -1 is no number of a run"));
}

TEST_F(HostileSession, DeepAndEndlessJsonIsRefused)
{
    EXPECT_THAT(refusalOf("env.json", std::string(1'000'000, '[')), HasSubstr("env.json: nested deeper than 32 levels"));
    EXPECT_THAT(refusalOf("env.json", R"({"os": "a", "os": "b"})"), HasSubstr("env.json: the key \"os\" stands twice"));
    EXPECT_THAT(refusalOf("env.json", "[]"), HasSubstr("env.json: is a list, give an object"));
    EXPECT_THAT(refusalOf("env.json", ""), HasSubstr("env.json: line 1, column 1: not valid JSON"));
    EXPECT_THAT(refusalOf("experiment.json", std::string((std::size_t{64} << 20) + 1, ' ')), HasSubstr("experiment.json: is 67108865 bytes long, at most 67108864"));
}

TEST_F(HostileSession, PartsThatLieOnOneAnotherAreRefused)
{
    // The trick of the overlapping bomb: many parts that are all the same bytes of the file.
    std::string file = kit::fileBytes(path());
    const auto first = file.find("PK\001\002"), second = file.find("PK\001\002", first + 1), third = file.find("PK\001\002", second + 1);
    ASSERT_NE(third, std::string::npos);
    file.replace(third + 16, 12, file.substr(second + 16, 12)); // checksum and sizes
    file.replace(third + 42, 4, file.substr(second + 42, 4));   // place
    kit::writeBytes(path(), file);
    EXPECT_THAT(refusal(), HasSubstr("its parts lie on one another"));
}

TEST_F(HostileSession, APartThatStandsTwiceIsRefused)
{
    std::string file = kit::fileBytes(path());
    // Two of the same length: runs/1/… becomes runs/0/…, which is there already.
    const auto line = file.rfind("runs/1/tasks.bin");
    ASSERT_NE(line, std::string::npos);
    EXPECT_THAT(refusalOfBytes(line + 5, "0"), HasSubstr("\"runs/0/tasks.bin\": stands twice in the file"));
}

TEST_F(HostileSession, DamageIsFound)
{
    const std::string file = kit::fileBytes(path());
    EXPECT_THAT(refusalOfBytes(file.find("höst"), "H"), HasSubstr("env.json: is damaged: its checksum is another"));
    kit::writeBytes(path(), file.substr(0, file.size() - 1));
    EXPECT_THAT(refusal(), HasSubstr("is not a session file"));
    kit::writeBytes(path(), file.substr(file.size() / 2));
    EXPECT_THAT(refusal(), HasSubstr("evil.interleave: "));
    kit::writeBytes(path(), "");
    EXPECT_THAT(refusal(), HasSubstr("is not a session file"));
    std::filesystem::remove(path());
    EXPECT_THAT(refusal(), HasSubstr("cannot be opened: No such file or directory"));
}

TEST_F(HostileSession, AnotherProgramsZipIsNoSession)
{
    std::string file = kit::fileBytes(path());
    EXPECT_THAT(refusalOfBytes(38, "application/vnd.interleave.Session+zip"), HasSubstr("is not a session file"));
    kit::writeBytes(path(), std::string("PK\005\006", 4) + std::string(18, '\0'));
    EXPECT_THAT(refusal(), HasSubstr("is not a session file"));
}

TEST_F(HostileSession, EventsThatCannotBeAreRefused)
{
    const std::string events = parts.at("runs/1/events.bin");
    EXPECT_THAT(refusalOf("runs/1/events.bin", events.substr(1)), HasSubstr("runs/1/events.bin: is cut short"));
    EXPECT_THAT(refusalOf("runs/1/events.bin", withNumber(events, 8, UINT64_MAX)), HasSubstr("event 0: its time is out of order"));
    EXPECT_THAT(refusalOf("runs/1/events.bin", withNumber(events, 48, 1)), HasSubstr("event 1: its time is out of order"));
    std::string unknown = events;
    unknown[8 + 16] = '\x60';
    EXPECT_THAT(refusalOf("runs/1/events.bin", unknown), HasSubstr("event 0: is of no known kind"));
}

TEST_F(HostileSession, OpeningStartsNoProgram)
{
    std::string plan = parts.at("plan.json");
    const std::string step = "\"sleep\": {\n              \"ms\": 1.5\n            }";
    plan.replace(plan.find(step), step.size(), R"("command": {"argv": ["/bin/sh", "-c", "echo ran"]})");
    auto changed = parts;
    changed["plan.json"] = plan;
    kit::writeParts(path(), changed);
    const auto known = catalogue();
    // Whoever starts a program in this child is killed by the kernel.
    const auto child = [&](bool alsoStart) {
        const pid_t pid = ::fork();
        if (pid != 0) {
            int status = 0;
            EXPECT_EQ(::waitpid(pid, &status, 0), pid);
            return status;
        }
        std::array<sock_filter, 5> program{{BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)), BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_execve, 1, 0),
            BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_execveat, 0, 1), BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS), BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)}};
        const sock_fprog filter{program.size(), program.data()};
        if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) != 0)
            ::_exit(77);
        const bool read = readSession(path(), known).ok();
        if (alsoStart)
            ::execl("/bin/true", "true", nullptr);
        ::_exit(read ? 0 : 1);
    };
    const int read = child(false);
    if (WIFEXITED(read) && WEXITSTATUS(read) == 77)
        GTEST_SKIP() << "no seccomp here";
    EXPECT_TRUE(WIFEXITED(read) && WEXITSTATUS(read) == 0) << "reading the session started a program, or failed: " << read;
    EXPECT_TRUE(WIFSIGNALED(child(true))) << "the trap does not snap";
}

} // namespace interleave::record
