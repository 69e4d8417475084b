// SPDX-License-Identifier: GPL-3.0-or-later
// Scans every #include line of the product against the table of allowed includes: linking alone does not stop a header.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <regex>
#include <set>
#include <string>
#include <vector>

namespace {
namespace fs = std::filesystem;
using Rooms = std::set<std::string>;

const std::map<std::string, Rooms> kAllowed{
    {"base", {}},
    {"plan", {}},
    {"trace", {}},
    {"metrics", {}},
    {"spawn", {}},
    {"wire", {"plan", "trace"}},
    {"workloads", {"plan", "trace", "metrics", "spawn"}},
    {"eventloop", {"plan", "trace", "metrics", "workloads", "spawn"}},
    {"process", {"wire", "spawn", "trace", "plan"}}, // plan: the tasks that wire's messages carry
    {"executors", {"plan", "trace", "metrics", "workloads", "wire", "process", "eventloop"}},
    {"worker", {"plan", "trace", "metrics", "workloads", "wire", "spawn"}},
    {"runner", {"plan", "trace", "metrics", "workloads", "wire", "spawn", "process", "eventloop", "executors"}},
    {"record", {"plan", "trace", "metrics"}},
    {"engine", {"plan", "trace", "metrics", "wire", "spawn", "process", "record"}},
    {"analysis", {"plan", "trace", "metrics", "record"}},
    {"advisor", {"plan", "record", "analysis"}},
    {"export", {"plan", "trace", "metrics", "record", "analysis", "advisor"}},
    {"widgets", {"plan", "trace", "metrics", "record", "analysis", "advisor", "export"}},
};

/// The room of a path below the repository: "core/plan/plan.h" → "plan", "widgets/form/x.h" → "widgets", "app/…" → "app".
std::optional<std::string> roomOf(const std::string &path)
{
    static const std::regex pattern("(core/([a-z]+)|(widgets)|(app))/.*");
    std::smatch m;
    if (!std::regex_match(path, m, pattern))
        return std::nullopt;
    return m[2].matched ? m[2].str() : m[3].matched ? m[3].str() : m[4].str();
}

struct Include {
    std::string file, target;
    int line = 0;
};

std::vector<Include> includesOf(const fs::path &root, const fs::path &file)
{
    static const std::regex pattern(R"(^\s*#\s*include\s*[<"]([^>"]+)[>"])");
    std::vector<Include> found;
    std::ifstream in(file);
    std::string line;
    for (int number = 1; std::getline(in, line); ++number) {
        std::smatch m;
        if (std::regex_search(line, m, pattern))
            found.push_back({fs::relative(file, root).string(), m[1].str(), number});
    }
    return found;
}

std::vector<Include> allIncludes()
{
    const fs::path root = TEST_SOURCE_DIR;
    std::vector<Include> all;
    for (const char *top : {"core", "widgets", "app"}) {
        for (const auto &entry : fs::recursive_directory_iterator(root / top)) {
            const auto extension = entry.path().extension();
            if (extension == ".h" || extension == ".cpp") {
                const auto some = includesOf(root, entry.path());
                all.insert(all.end(), some.begin(), some.end());
            }
        }
    }
    return all;
}

std::string complain(const Include &i, const std::string &why) { return i.file + ":" + std::to_string(i.line) + ": " + i.target + ": " + why; }

/// What is wrong with one include; nothing if it is allowed.
std::optional<std::string> verdict(const Include &include)
{
    const auto from = roomOf(include.file);
    const auto to = roomOf(include.target);
    if (!from || *from == "app")
        return std::nullopt;
    if (to && *to != *from && *to != "base") {
        const auto allowed = kAllowed.find(*from);
        if (allowed == kAllowed.end() || !allowed->second.contains(*to))
            return complain(include, "room " + *from + " may not include room " + *to);
    }
    const auto begins = [&](const char *prefix) { return include.target.rfind(prefix, 0) == 0; };
    const auto in = [&](std::initializer_list<const char *> rooms) {
        return std::any_of(rooms.begin(), rooms.end(), [&](const char *room) { return *from == room; });
    };
    static const std::regex qt("^(Q[A-Z]\\w*|Qt[A-Z]\\w*/.*)$");
    if (std::regex_match(include.target, qt) && !in({"eventloop", "executors", "runner", "widgets"}))
        return complain(include, "Qt does not belong here");
    if (begins("boost/math/")) {
        if (!in({"analysis"}))
            return complain(include, "Boost.Math belongs to analysis");
    } else if (begins("boost/") && !in({"process", "engine", "executors"})) {
        return complain(include, "Boost belongs to process and engine");
    }
    if ((begins("tbb/") || begins("oneapi/")) && !in({"executors"}))
        return complain(include, "TBB stays in the executors");
    if (include.target == "qcustomplot.h" && include.file != "widgets/common/qcp.h")
        return complain(include, "only widgets/common/qcp.h includes qcustomplot.h");
    return std::nullopt;
}

TEST(Includes, EveryRoomIncludesOnlyWhatItMay)
{
    const auto includes = allIncludes();
    ASSERT_GT(includes.size(), 100U) << "the scan found next to nothing: is the source folder right?";
    std::vector<std::string> wrong;
    for (const Include &include : includes) {
        if (auto complaint = verdict(include))
            wrong.push_back(*complaint);
    }
    EXPECT_THAT(wrong, testing::IsEmpty());
}

TEST(Includes, AForbiddenIncludeIsFound)
{
    EXPECT_TRUE(verdict({"core/plan/plan.cpp", "core/engine/engine.h", 1}));
    EXPECT_TRUE(verdict({"core/analysis/series.cpp", "QString", 1}));
    EXPECT_TRUE(verdict({"core/trace/trace.h", "boost/asio.hpp", 1}));
    EXPECT_TRUE(verdict({"widgets/charts/chart.cpp", "qcustomplot.h", 1}));
    EXPECT_TRUE(verdict({"widgets/form/form.cpp", "core/engine/engine.h", 1}));
    EXPECT_TRUE(verdict({"core/analysis/series.cpp", "boost/asio.hpp", 1}));
    EXPECT_TRUE(verdict({"core/engine/engine.cpp", "boost/math/distributions/normal.hpp", 1}));
    EXPECT_FALSE(verdict({"core/analysis/quantile.cpp", "boost/math/distributions/binomial.hpp", 1}));
    EXPECT_FALSE(verdict({"core/engine/engine.cpp", "core/process/child.h", 1}));
    EXPECT_FALSE(verdict({"app/cli/run.cpp", "core/engine/engine.h", 1}));
}

} // namespace
