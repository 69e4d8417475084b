// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/distributions.h"
#include "core/analysis/finding.h"
#include "core/export/report_parts.h"
#include "core/export/report_text.h"
#include "core/export/svg_charts.h"

#include <algorithm>
#include <array>

namespace interleave::exporting::parts {
namespace {

using analysis::Goal;
using Value = std::optional<double>;
constexpr const char *kNotMeasured = "–";
constexpr std::array<std::pair<Goal, const char *>, 6> kGoals{{{Goal::Makespan, "makespan"}, {Goal::Throughput, "throughput"}, {Goal::MeanLatency, "mean latency"},
                                                               {Goal::P99Latency, "p99 latency"}, {Goal::Memory, "peak memory"}, {Goal::Cpu, "CPU time"}}};

std::string time(const Value &ns) { return ns ? durationText(*ns) : kNotMeasured; }
std::string fixedOr(const Value &value, int decimals, const char *unit = "") { return value ? fixedText(*value, decimals) + unit : kNotMeasured; }

const std::string &labelOf(const record::ExperimentRecord &experiment, base::EntryId entry) { return experiment.plan.executors.at(entry.value).label; }

std::string arrivalText(const plan::Arrival &arrival)
{
    switch (arrival.kind) {
    case plan::Arrival::Kind::AtOnce: return "all tasks arrive at once";
    case plan::Arrival::Kind::Interval: return "a task arrives every " + durationText(arrival.ms * 1e6) + " (open loop)";
    case plan::Arrival::Kind::Poisson: return fixedText(arrival.ratePerS, 1) + " tasks arrive a second at random (open loop)";
    case plan::Arrival::Kind::Closed: return std::to_string(arrival.clients) + " clients wait for each result before they ask again (closed loop)";
    }
    return {};
}

std::string groupText(const plan::TaskGroup &group)
{
    std::string steps;
    for (const plan::Step &step : group.steps)
        steps += (steps.empty() ? "" : ", ") + std::string(plan::toText(plan::kindOf(step)));
    return std::to_string(group.count) + " × " + group.name + " (" + (steps.empty() ? "nothing" : steps) + ")";
}

std::string questionOf(const plan::Plan &plan)
{
    constexpr std::size_t kMost = 8;
    std::string groups;
    for (std::size_t i = 0; i < std::min(plan.workload.groups.size(), kMost); ++i)
        groups += (groups.empty() ? "" : " and ") + groupText(plan.workload.groups[i]);
    if (plan.workload.groups.size() > kMost)
        groups += " and " + std::to_string(plan.workload.groups.size() - kMost) + " more groups";
    const std::size_t n = plan.executors.size();
    return "Question: which of " + std::to_string(n) + (n == 1 ? " concurrency model" : " concurrency models") + " takes the least time for " + groups + "? Here "
        + arrivalText(plan.workload.arrival) + ".";
}

std::string sureness(const analysis::Finding &finding)
{
    std::string text;
    if (finding.comparison && finding.comparison->low && finding.comparison->high)
        text = "How sure: the factor lies between " + analysis::factorText(*finding.comparison->low) + " and " + analysis::factorText(*finding.comparison->high) + ", at "
            + fixedText(finding.confidencePercent, 0) + " % confidence of all comparisons together, over " + std::to_string(finding.rounds) + " rounds.";
    return text;
}

Value meanOf(const analysis::Runs &runs, std::optional<std::int64_t> record::Usage::*member)
{
    double sum = 0;
    std::size_t n = 0;
    for (const auto &run : runs) {
        if (const auto value = run->usage.*member) {
            sum += static_cast<double>(*value);
            ++n;
        }
    }
    return n > 0 ? Value(sum / static_cast<double>(n)) : std::nullopt;
}

std::string switchesText(const analysis::Runs &runs)
{
    const Value own = meanOf(runs, &record::Usage::voluntarySwitches);
    const Value forced = meanOf(runs, &record::Usage::involuntarySwitches);
    return own || forced ? fixedOr(own, 0) + " / " + fixedOr(forced, 0) : kNotMeasured;
}

/// p99, or where n is too small for one what there is instead.
std::string tailText(const analysis::EntrySummary &summary, const analysis::ValuePool &pool)
{
    if (summary.latencyP99)
        return time(summary.latencyP99);
    return pool.max() ? "max " + durationText(*pool.max()) + " of " + std::to_string(pool.size()) : kNotMeasured;
}

/// "112 … 126 ms": a unit that is the same is said once.
std::string spanText(double low, double high)
{
    const std::string from = durationText(low);
    const std::string to = durationText(high);
    const std::size_t unit = from.rfind(' ');
    return (to.ends_with(from.substr(unit)) ? from.substr(0, unit) : from) + " … " + to;
}

std::string intervalText(const analysis::RankedEntry &row)
{
    return row.low && row.high ? spanText(*row.low, *row.high) : kNotMeasured;
}

std::vector<std::string> rankingRow(const record::ExperimentRecord &experiment, const analysis::RankedEntry &row, const analysis::EntrySummary &summary)
{
    const analysis::Runs runs = analysis::countingRuns(experiment, row.entry);
    const analysis::ValuePool pool = analysis::poolOf(experiment, row.entry, analysis::TaskMetric::Latency);
    const Value memory = summary.pssPeak ? summary.pssPeak : summary.rssPeak;
    const std::string rank = analysis::rankText(row);
    return {rank.empty() ? kNotMeasured : rank, labelOf(experiment, row.entry), analysis::verdictText(row, Goal::Makespan), time(row.median), intervalText(row),
            fixedOr(summary.speedup, 2, "×"), fixedOr(summary.throughputMedian, 1), time(summary.latencyMedian), time(summary.latencyP95), tailText(summary, pool),
            fixedOr(summary.cpuPercentMean, 0, " %"), memory ? bytesText(*memory) : kNotMeasured, switchesText(runs), time(summary.setupMedian),
            time(summary.firstResultMedian), std::to_string(row.rounds)};
}

Columns rankingTable(const record::ExperimentRecord &experiment, const analysis::Ranking &ranking)
{
    const auto summaries = analysis::summarize(experiment);
    Columns table;
    table.header = {"rank", "concurrency model", "verdict", "makespan", "95 % interval", "speed-up", "tasks/s", "p50", "p95", "p99", "CPU", "peak memory", "switches",
                    "set-up", "first result", "n"};
    table.right = {true, false, false, true, true, true, true, true, true, true, true, true, true, true, true, true};
    for (const analysis::RankedEntry &row : ranking.rows)
        table.rows.push_back(rankingRow(experiment, row, summaries.at(row.entry.value)));
    return table;
}

/// CPU time of all runs ÷ succeeded tasks.
std::string costText(const record::ExperimentRecord &experiment, base::EntryId entry, std::size_t succeeded)
{
    double sum = 0;
    for (const auto &run : analysis::countingRuns(experiment, entry)) {
        const Value cpu = analysis::figureOf(*run, Goal::Cpu);
        if (!cpu)
            return kNotMeasured;
        sum += *cpu;
    }
    return succeeded > 0 ? durationText(sum / static_cast<double>(succeeded)) : kNotMeasured;
}

Columns taskTable(const record::ExperimentRecord &experiment, const analysis::Ranking &ranking)
{
    const auto summaries = analysis::summarize(experiment);
    Columns table;
    table.header = {"concurrency model", "succeeded", "min", "mean", "std. dev.", "median", "p90", "p95", "p99", "max", "queued (mean)", "service (mean)", "CPU a task"};
    table.right = {false, true, true, true, true, true, true, true, true, true, true, true, true};
    for (const analysis::RankedEntry &row : ranking.rows) {
        const analysis::EntrySummary &summary = summaries.at(row.entry.value);
        const auto values = [&](analysis::TaskMetric metric) {
            std::vector<double> all;
            for (const auto &run : analysis::countingRuns(experiment, row.entry)) {
                for (const record::TaskRow &task : run->tasks) {
                    if (const Value value = analysis::valueOf(task, metric))
                        all.push_back(*value);
                }
            }
            return analysis::distributionOf(std::move(all));
        };
        const analysis::Distribution latency = values(analysis::TaskMetric::Latency);
        table.rows.push_back({labelOf(experiment, row.entry), std::to_string(summary.succeeded) + " of " + std::to_string(summary.tasks), time(latency.min), time(latency.mean),
                              time(latency.stdev), time(latency.median), time(latency.p90), time(latency.p95), time(latency.p99), time(latency.max),
                              time(values(analysis::TaskMetric::Queue).mean), time(values(analysis::TaskMetric::Service).mean),
                              costText(experiment, row.entry, summary.succeeded)});
    }
    return table;
}

/// Who leads, with all that cannot be told from the one that does.
std::string leadersOf(const record::ExperimentRecord &experiment, const analysis::Ranking &ranking)
{
    std::string text;
    for (const analysis::RankedEntry &row : ranking.rows) {
        if (row.rank == std::size_t{1} && row.league == std::size_t{0})
            text += (text.empty() ? "" : " ≈ ") + labelOf(experiment, row.entry);
    }
    return text.empty() ? "no place: too few rounds, or not measured" : text;
}

Columns goalTable(const record::ExperimentRecord &experiment)
{
    Columns table;
    table.header = {"ranked by", "first (≈: no difference resolved)"};
    for (const auto &[goal, name] : kGoals) {
        analysis::RankingOptions options;
        options.goal = goal;
        table.rows.push_back({name, leadersOf(experiment, analysis::rank(experiment, options))});
    }
    return table;
}

/// The entries with a kept trace that stand first and last: by rank, or without places by their medians.
std::vector<base::EntryId> bestAndWorst(const record::ExperimentRecord &experiment, const analysis::Ranking &ranking)
{
    std::vector<analysis::RankedEntry> rows = ranking.rows;
    std::erase_if(rows, [&experiment](const analysis::RankedEntry &row) {
        const auto run = experiment.representative(row.entry);
        return !row.median || !run || !run->trace;
    });
    if (std::ranges::none_of(rows, [](const analysis::RankedEntry &row) { return row.rank.has_value(); }))
        std::ranges::stable_sort(rows, {}, [](const analysis::RankedEntry &row) { return *row.median; });
    std::vector<base::EntryId> entries;
    for (const analysis::RankedEntry &row : rows)
        entries.push_back(row.entry);
    if (entries.size() > 2)
        entries.erase(entries.begin() + 1, entries.end() - 1);
    return entries;
}

} // namespace

void addFinding(Report &report, const record::ExperimentRecord &experiment, const analysis::Ranking &ranking)
{
    if (experiment.environment.buildType == "Debug")
        report.paragraph("This program was built without optimisation (Debug): its figures are no measurements of the concurrency models.", Block::Kind::Banner);
    if (experiment.imported)
        report.paragraph("These results were read from a file; they were not measured here and now.", Block::Kind::Banner);
    report.paragraph(questionOf(experiment.plan));
    const analysis::Finding finding = analysis::findingOf(experiment, ranking);
    report.paragraph(analysis::english(finding.sentence, experiment.plan), Block::Kind::Lead);
    if (const std::string sure = sureness(finding); !sure.empty())
        report.paragraph(sure);
    if (!finding.caveatSentence.empty())
        report.paragraph("Caveat: " + analysis::english(finding.caveatSentence, experiment.plan));
}

void addTables(Report &report, const record::ExperimentRecord &experiment, const analysis::Ranking &ranking)
{
    report.heading("Ranking");
    report.table("Ranked by makespan. Equal ranks: no difference resolved. Latency: the percentile of each run, then the median over runs; Switches of context: own / forced, mean of a run; n: runs in the figures.",
                 rankingTable(experiment, ranking));
    report.table("Latency of succeeded tasks, all runs together; “–”: not measured, or too few tasks for that percentile.", taskTable(experiment, ranking));
    report.table("The first by each goal, of entries with the same tasks.", goalTable(experiment));
    report.paragraph("Remember: the numbers are of this workload on this machine. To gain insight, ask why they are as they are, and vary one thing at a time.");
}

void addCharts(Report &report, const record::ExperimentRecord &experiment, const analysis::Ranking &ranking, bool standalone)
{
    report.heading("Charts");
    report.figure("Makespans of all runs.", makespanSvg(experiment, ranking, standalone));
    report.figure("Distribution of the tasks' latencies. " + std::string(experiment.plan.workload.arrival.kind == plan::Arrival::Kind::Closed
                      ? "Closed loop: while a client waits it asks nothing, so stalls show in fewer tasks than they would hit."
                      : "Latency counts from a task's intended arrival."),
                  latencySvg(experiment, ranking, standalone));
    report.figure("Where a task's time went, on average.", timeSplitSvg(experiment, ranking, standalone));
    report.figure("CPU, memory and throughput over time, of the run with the median makespan.", seriesSvg(experiment, ranking, standalone));
    report.figure("Time against memory.", scatterSvg(experiment, ranking, standalone));
    for (const base::EntryId entry : bestAndWorst(experiment, ranking))
        report.figure("Who handed what to whom: the first hand-overs under " + labelOf(experiment, entry) + ", times since the run's start.",
                      sequenceSvg(*experiment.representative(entry), 60, standalone));
}

} // namespace interleave::exporting::parts
