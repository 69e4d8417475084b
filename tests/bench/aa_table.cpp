// SPDX-License-Identifier: GPL-3.0-or-later
// How often real sessions name a winner where there is none, and how often they find the slower one. Not a test: it prints a table.
// Usage: aa_table [--sessions N]
#include "core/analysis/entry_comparison.h"
#include "core/analysis/finding.h"
#include "core/analysis/statistics.h"
#include "core/engine/engine.h"

#include <charconv>
#include <cstdio>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using namespace interleave;

namespace {

constexpr int kRounds = 10;

plan::TaskGroup sleepers(const char *name, double ms)
{
    plan::TaskGroup group;
    group.name = name;
    group.count = 4;
    group.steps = {plan::Sleep{ms}};
    return group;
}

plan::ExecutorEntry pool(const char *label, std::vector<std::string> groups)
{
    return {"thread-pool", label, {{"workers", plan::ParameterValue(std::int64_t{4})}}, std::move(groups)};
}

/// Two entries, the first with the first group and the second with the last.
plan::Plan planOf(std::vector<plan::TaskGroup> groups, std::uint64_t seed)
{
    plan::Plan plan;
    plan.name = "A/A";
    plan.executors = {pool("A", {groups.front().name}), pool("B", {groups.back().name})};
    plan.workload.groups = std::move(groups);
    plan.workload.seed = seed;
    plan.repetitions = kRounds;
    return plan;
}

/// The session's record; null if it could not be run to its end.
std::shared_ptr<const record::ExperimentRecord> run(const plan::Plan &plan)
{
    std::shared_ptr<const record::ExperimentRecord> all;
    engine::EngineEvents events;
    events.finished = [&all](std::shared_ptr<const record::ExperimentRecord> record, base::Result<void> result) {
        if (result)
            all = std::move(record);
        else
            std::fprintf(stderr, "aa_table: %s\n", result.error().text().c_str());
    };
    engine::Engine engine;
    if (auto started = engine.start(plan, std::move(events)); !started) {
        std::fprintf(stderr, "aa_table: %s\n", started.error().text().c_str());
        return nullptr;
    }
    engine.wait();
    return all;
}

/// What the sessions of one line of the table said.
struct Line {
    explicit Line(std::string what) : name(std::move(what)) {}
    std::string name;
    int sessions = 0, firstBetter = 0, secondBetter = 0, notSeparated = 0, tooFew = 0;
    int findings = 0; ///< sessions whose own sentence names a winner
    std::vector<double> ratios;
    std::size_t disturbed = 0;

    void add(const record::ExperimentRecord &record)
    {
        const analysis::Comparison comparison = analysis::compareEntries(record, base::EntryId{0}, base::EntryId{1});
        ++sessions;
        firstBetter += comparison.verdict == analysis::Verdict::FirstBetter;
        secondBetter += comparison.verdict == analysis::Verdict::SecondBetter;
        notSeparated += comparison.verdict == analysis::Verdict::NotSeparated;
        tooFew += comparison.verdict == analysis::Verdict::TooFewRounds;
        findings += analysis::findingOf(record, analysis::rank(record)).kind == analysis::FindingKind::Winner;
        if (comparison.ratio)
            ratios.push_back(*comparison.ratio);
        for (const auto &run : record.runs)
            disturbed += !run->conditions.disturbance.empty();
    }
};

void print(const Line &line)
{
    const auto middle = analysis::median(line.ratios);
    std::printf("%-28s %8d %9d %9d %13d %8d %9d %12.4f %10zu\n", line.name.c_str(), line.sessions, line.firstBetter, line.secondBetter, line.notSeparated, line.tooFew,
                line.findings, middle.value_or(0), line.disturbed);
}

/// The number after --sessions; 0: the command line is wrong.
int sessionsOf(int argc, char **argv)
{
    int sessions = 100;
    if (argc == 1)
        return sessions;
    if (argc != 3 || std::strcmp(argv[1], "--sessions") != 0)
        return 0;
    const std::string_view text = argv[2];
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), sessions);
    return error == std::errc() && end == text.data() + text.size() && sessions > 0 ? sessions : 0;
}

} // namespace

int main(int argc, char **argv)
{
    const int sessions = sessionsOf(argc, argv);
    if (sessions == 0) {
        std::fprintf(stderr, "usage: aa_table [--sessions N], N a whole number from 1\n");
        return 2;
    }
    Line same("A/A: 4 x sleep 20 ms");
    Line slower("A/B: B 4 x sleep 22 ms");
    for (int session = 0; session < sessions; ++session) {
        const auto seed = static_cast<std::uint64_t>(session) + 1;
        const auto twice = run(planOf({sleepers("same", 20)}, seed));
        const auto other = run(planOf({sleepers("quick", 20), sleepers("slow", 22)}, seed));
        if (!twice || !other)
            return 3;
        same.add(*twice);
        slower.add(*other);
        std::fprintf(stderr, "\rsession %d of %d", session + 1, sessions);
    }
    std::fprintf(stderr, "\n");
    std::printf("thread-pool, workers=4, %d rounds a session; verdict by paired rounds, threshold 2 %%, alpha 5 %%\n\n", kRounds);
    std::printf("%-28s %8s %9s %9s %13s %8s %9s %12s %10s\n", "", "sessions", "A better", "B better", "not separated", "too few", "sentence", "median B/A", "disturbed");
    print(same);
    print(slower);
    std::printf("\nA winner where there is none: %d of %d (goal: at most 5 of 100). The slower one found: %d of %d (goal: at least 95 of 100).\n",
                same.firstBetter + same.secondBetter, same.sessions, slower.firstBetter, slower.sessions);
    return 0;
}
