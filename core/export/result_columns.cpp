// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/result_columns.h"

#include "core/analysis/consistency.h"
#include "core/analysis/finding.h"
#include "core/analysis/summary.h"
#include "core/export/trust_notes.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <map>
#include <optional>

namespace interleave::exporting {
namespace {

using Value = std::optional<double>;
using Rows = std::vector<analysis::EntrySummary>;
constexpr const char *kNotMeasured = "–";

std::string fixed(double value, int decimals)
{
    std::array<char, 400> digits;
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value, std::chars_format::fixed, decimals).ptr;
    return {digits.data(), end};
}

struct Unit {
    const char *name;
    double size; ///< ns
    int decimals;
};

/// The unit in which the smallest of these durations still shows three digits or more.
Unit unitFor(const Rows &rows, Value analysis::EntrySummary::*member)
{
    double least = INFINITY;
    for (const auto &row : rows) {
        if (const Value v = row.*member; v && *v > 0)
            least = std::min(least, *v);
    }
    if (least < 1e6)
        return {"µs", 1e3, 1};
    return least < 1e10 || std::isinf(least) ? Unit{"ms", 1e6, 1} : Unit{"s", 1e9, 2};
}

std::string in(const Unit &unit, const Value &value) { return value ? fixed(*value / unit.size, unit.decimals) : kNotMeasured; }
std::string plain(const Value &value, int decimals) { return value ? fixed(*value, decimals) : kNotMeasured; }

std::string intervalIn(const Unit &unit, const analysis::EntrySummary &row)
{
    return row.makespanLow && row.makespanHigh ? in(unit, row.makespanLow) + " … " + in(unit, row.makespanHigh) : kNotMeasured;
}

std::string failures(const analysis::EntrySummary &row)
{
    std::string text;
    if (row.failedRuns > 0)
        text = std::to_string(row.failedRuns) + (row.failedRuns == 1 ? " run" : " runs");
    if (row.failed > 0)
        text += (text.empty() ? "" : ", ") + std::to_string(row.failed) + (row.failed == 1 ? " task" : " tasks");
    return text.empty() ? "0" : text;
}

/// "1–4 (tie)"; in brackets where it is not a place among the first: those are ranked only among themselves.
std::string rankCell(const analysis::RankedEntry &place)
{
    const std::string text = rankText(place);
    if (text.empty())
        return kNotMeasured;
    return *place.league > 0 ? "[" + text + "]" : text;
}

std::string makespanCell(const Unit &unit, const analysis::EntrySummary &row)
{
    return row.makespanMedian && *row.makespanMedian <= 0 ? "too fast to measure" : in(unit, row.makespanMedian);
}

/// The percentile; else, in the first column that has none, the largest value and of how many it is the largest.
std::string percentileCell(const Unit &unit, const analysis::EntrySummary &row, const Value &percentile, bool first)
{
    if (percentile || !first || !row.latencyMax)
        return in(unit, percentile);
    return in(unit, row.latencyMax) + " (max of " + std::to_string(row.latencyTasks) + ")";
}

/// Which entries a league holds and why it is one of its own.
std::string apart(const record::ExperimentRecord &experiment, const analysis::Ranking &ranking, std::size_t league)
{
    std::string text = "Ranked only among themselves, ";
    if (ranking.leagues[league].withFailures) {
        text += "as tasks or runs failed: ";
    } else {
        text += "for their task groups (";
        for (const std::string &group : ranking.leagues[league].groups)
            text += printable(group) + (&group == &ranking.leagues[league].groups.back() ? "" : ", ");
        text += "): ";
    }
    std::string names;
    for (const analysis::RankedEntry &place : ranking.rows) {
        if (place.league == league)
            names += (names.empty() ? "" : ", ") + printable(experiment.plan.executors.at(place.entry.value).label);
    }
    return text + names;
}

/// Counts equal lines, in the order they first came.
class Notes {
public:
    void add(const std::string &line)
    {
        if (++m_count[line] == 1)
            m_order.push_back(line);
    }
    [[nodiscard]] std::vector<std::string> lines() const
    {
        constexpr std::size_t kMost = 12;
        std::vector<std::string> out;
        for (const std::string &line : m_order) {
            if (out.size() == kMost) {
                out.push_back("and " + std::to_string(m_order.size() - kMost) + " more: see results.json and tasks.csv");
                break;
            }
            const std::size_t n = m_count.at(line);
            out.push_back(n > 1 ? line + " (" + std::to_string(n) + " times)" : line);
        }
        return out;
    }

private:
    std::map<std::string, std::size_t> m_count;
    std::vector<std::string> m_order;
};

void addNotes(Notes &notes, const record::RunRecord &run)
{
    const std::string who = printable(run.entry.label) + (run.key.warmup ? " (warm-up): " : ": ");
    if (run.status != record::RunStatus::Finished)
        notes.add(who + "run " + std::string(record::toText(run.status)) + (run.error.empty() ? "" : ": " + printable(run.error)));
    for (const record::TaskRow &task : run.tasks) {
        if (task.status != trace::TaskStatus::Succeeded && (run.status == record::RunStatus::Finished || !task.error.empty()))
            notes.add(who + "task " + std::string(trace::toText(task.status)) + (task.error.empty() ? "" : ": " + printable(task.error)));
    }
    for (const std::string &warning : run.warnings) {
        if (!isTrustWarning(run, warning))
            notes.add(who + printable(warning));
    }
}

} // namespace

Columns resultColumns(const record::ExperimentRecord &experiment, const analysis::Ranking &ranking)
{
    using Summary = analysis::EntrySummary;
    const Rows rows = analysis::summarize(experiment);
    const Unit span = unitFor(rows, &Summary::makespanMedian);
    const Unit latency = unitFor(rows, &Summary::latencyMean);
    const auto named = [](const char *what, const Unit &unit) { return std::string(what) + " [" + unit.name + "]"; };
    Columns table;
    table.header = {"rank", "concurrency model", "verdict", "runs", named("makespan", span), "95 % interval", "tasks/s", named("latency", latency),
                    named("p95", latency), named("p99", latency), "CPU [%]", "RSS [MiB]", "failures"};
    table.right = {false, false, false, true, true, true, true, true, true, true, true, true, true};
    for (const analysis::RankedEntry &place : ranking.rows) {
        const Summary &row = rows.at(place.entry.value);
        const Value rss = row.rssPeak ? Value(*row.rssPeak / (1024.0 * 1024.0)) : std::nullopt;
        table.rows.push_back({rankCell(place), printable(experiment.plan.executors.at(row.entry.value).label), analysis::verdictText(place, ranking.options.goal),
                              std::to_string(row.runs), makespanCell(span, row), intervalIn(span, row), plain(row.throughputMedian, 1),
                              percentileCell(latency, row, row.latencyMedian, true), percentileCell(latency, row, row.latencyP95, row.latencyMedian.has_value()),
                              percentileCell(latency, row, row.latencyP99, row.latencyP95.has_value()), plain(row.cpuPercentMean, 0), plain(rss, 1), failures(row)});
    }
    return table;
}

Columns resultColumns(const record::ExperimentRecord &experiment) { return resultColumns(experiment, analysis::rank(experiment)); }

std::vector<std::string> resultFinding(const record::ExperimentRecord &experiment, const analysis::Ranking &ranking)
{
    std::vector<std::string> lines{printable(analysis::english(analysis::findingOf(experiment, ranking), experiment.plan))};
    for (std::size_t i = 1; i < ranking.leagues.size(); ++i)
        lines.push_back(apart(experiment, ranking, i));
    const analysis::NoiseVerdict noise = analysis::noiseOf(experiment);
    if (const analysis::NoiseReading *signal = noise.decided())
        lines.push_back("Noise " + std::string(toText(*noise.level)) + ": " + printable(analysis::english(signal->words, experiment.plan)));
    else if (noise.level)
        lines.push_back("Noise " + std::string(toText(*noise.level)) + ".");
    return lines;
}

std::vector<std::string> resultFinding(const record::ExperimentRecord &experiment) { return resultFinding(experiment, analysis::rank(experiment)); }

std::string resultTitle(const record::ExperimentRecord &experiment)
{
    const plan::Plan &plan = experiment.plan;
    std::int64_t tasks = 0;
    for (const plan::TaskGroup &group : plan.workload.groups)
        tasks += group.count;
    std::string title = plan.name.empty() ? std::string() : printable(plan.name) + ": ";
    title += std::to_string(tasks) + (tasks == 1 ? " task, " : " tasks, ") + std::to_string(plan.repetitions);
    title += (plan.repetitions == 1 ? " round + " : " rounds + ") + std::to_string(plan.warmup) + " warm-up";
    const metrics::AllowedCores &cores = experiment.environment.cores;
    title += ", on " + fixed(cores.allowed, cores.allowed == std::floor(cores.allowed) ? 0 : 1) + " of " + std::to_string(cores.online) + " cores";
    return title + (experiment.stopped ? " (stopped before the end)" : "");
}

std::vector<std::string> resultNotes(const record::ExperimentRecord &experiment)
{
    Notes notes;
    for (const record::LeftOut &left : experiment.leftOut)
        notes.add(printable(experiment.plan.executors.at(left.entry.value).label) + ": left out: " + printable(left.reason));
    for (const analysis::FailedCheck &failed : analysis::failedChecks(experiment))
        notes.add(printable(experiment.plan.executors.at(failed.entry.value).label) + ": " + printable(analysis::english(analysis::sentenceOf(failed), experiment.plan)));
    for (const auto *runs : {&experiment.warmups, &experiment.runs}) {
        for (const auto &run : *runs)
            addNotes(notes, *run);
    }
    std::vector<std::string> lines = notes.lines();
    const std::vector<std::string> trust = trustNotes(experiment);
    lines.insert(lines.end(), trust.begin(), trust.end());
    return lines;
}

} // namespace interleave::exporting
