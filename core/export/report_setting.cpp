// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/figures.h"
#include "core/analysis/guide.h"
#include "core/analysis/noise.h"
#include "core/export/report_parts.h"
#include "core/export/report_text.h"
#include "core/export/result_columns.h"
#include "core/plan/plan_json.h"
#include "core/plan/presets.h"

#include <algorithm>

namespace interleave::exporting::parts {
namespace {

using record::Environment;
constexpr const char *kUnknown = "not known";
constexpr std::size_t kMostCode = std::size_t{256} << 10U;

std::string known(const std::string &text) { return text.empty() ? kUnknown : text; }
std::string yesNo(const std::optional<bool> &value) { return value ? (*value ? "yes" : "no") : kUnknown; }
std::string number(double value) { return fixedText(value, value == static_cast<double>(static_cast<std::int64_t>(value)) ? 0 : 1); }
std::string percent(const std::optional<double> &value) { return value ? fixedText(*value, 1) + " %" : kUnknown; }

std::string coresText(const metrics::AllowedCores &cores)
{
    return number(cores.allowed) + " allowed of " + std::to_string(cores.online) + " online; affinity " + std::to_string(cores.affinity) + ", quota "
        + (cores.quota ? number(*cores.quota) + " cores" : "none");
}

std::string collectorText(const Environment &environment)
{
    std::string text = "sampler: " + (environment.samplerCostPercent > 0 ? fixedText(environment.samplerCostPercent, 2) + " % of one core" : std::string(kUnknown))
        + "; recorder and sampler against runs without them: ";
    if (!environment.recorderCostPercent)
        return text + "not measured (interleave run --measure-overhead does)";
    text += fixedText(*environment.recorderCostPercent, 2) + " % of the makespan";
    if (environment.recorderCostLow && environment.recorderCostHigh)
        text += " (" + fixedText(*environment.recorderCostLow, 2) + " … " + fixedText(*environment.recorderCostHigh, 2) + ")";
    return text + ", " + std::to_string(environment.recorderCostPairs) + " pairs of " + environment.recorderCostLabel;
}

std::string noiseText(const record::ExperimentRecord &experiment)
{
    const analysis::NoiseVerdict verdict = analysis::noiseOf(experiment);
    if (!verdict.level)
        return "not known: nothing that was watched during the runs can be had here";
    const analysis::NoiseReading *decided = verdict.decided();
    return std::string(analysis::toText(*verdict.level)) + (decided ? ": " + analysis::english(decided->words, experiment.plan) : "");
}

struct Totals {
    std::uint64_t recorded = 0, dropped = 0;
    std::size_t failedRuns = 0, failedTasks = 0, superseded = 0;
};

Totals totalsOf(const record::ExperimentRecord &experiment)
{
    Totals totals;
    for (const auto &run : experiment.runs) {
        totals.recorded += run->eventsRecorded;
        totals.dropped += run->eventsDropped;
        totals.failedRuns += run->status == record::RunStatus::Finished ? 0 : 1;
        totals.superseded += run->superseded ? 1 : 0;
        totals.failedTasks += static_cast<std::size_t>(std::ranges::count_if(run->tasks, [](const record::TaskRow &task) { return task.status != trace::TaskStatus::Succeeded; }));
    }
    return totals;
}

/// The plan without what is not the tasks' own: its fingerprint names the workload, whoever runs it.
std::string workloadHash(const plan::Plan &plan)
{
    plan::Plan alone;
    alone.workload = plan.workload;
    return fingerprint(plan::toJson(alone));
}

std::string orderText(const record::ExperimentRecord &experiment)
{
    return "in each round one run of every model, in an order drawn so that each comes in each place equally often; seed " + std::to_string(experiment.environment.orderSeed);
}

std::string roundsText(const record::ExperimentRecord &experiment)
{
    const plan::Plan &plan = experiment.plan;
    std::string text = std::to_string(plan.repetitions) + " planned, " + std::to_string(experiment.runs.size()) + " runs measured";
    if (!experiment.endedBy.empty())
        text += "; ended early: " + experiment.endedBy;
    return text + (experiment.stopped ? "; stopped before the end" : "");
}

std::string noiseLine(const analysis::NoiseReading &reading, const plan::Plan &plan)
{
    return "Noise (" + std::string(analysis::toText(reading.level)) + "): " + analysis::english(reading.words, plan) + ".";
}

} // namespace

void addWarnings(Report &report, const record::ExperimentRecord &experiment)
{
    std::vector<std::string> lines;
    for (const std::string &caution : experiment.environment.cautions)
        lines.push_back(caution);
    for (const analysis::NoiseReading &reading : analysis::noiseOf(experiment).readings) {
        if (reading.level != analysis::NoiseLevel::Green)
            lines.push_back(noiseLine(reading, experiment.plan));
    }
    for (std::string &note : resultNotes(experiment))
        lines.push_back(std::move(note));
    report.heading("Warnings");
    if (lines.empty())
        report.paragraph("None.");
    report.list(std::move(lines));
}

void addWorkload(Report &report, const record::ExperimentRecord &experiment)
{
    const std::string json = plan::toJson(experiment.plan);
    report.heading("Workload and how to repeat it");
    report.paragraph("Fingerprints (FNV-1a, 64 bits): plan " + fingerprint(json) + ", workload alone " + workloadHash(experiment.plan) + ".");
    if (json.size() > kMostCode) {
        report.paragraph("The plan is too long to be printed here (" + bytesText(static_cast<double>(json.size())) + "): it is in results.json. Save it as plan.json and run:");
        report.code("interleave run plan.json --out results");
        return;
    }
    report.paragraph("In a shell, this measures the same again and writes every file into the folder “results”:");
    report.code("interleave run - --out results <<'INTERLEAVE_PLAN'\n" + json + (json.ends_with('\n') ? "" : "\n") + "INTERLEAVE_PLAN");
}

void addEnvironment(Report &report, const record::ExperimentRecord &experiment)
{
    const Environment &e = experiment.environment;
    const Totals totals = totalsOf(experiment);
    Columns table;
    table.header = {"what", "value"};
    const auto row = [&table](const char *what, std::string value) { table.rows.push_back({what, std::move(value)}); };
    row("machine", known(e.cpuModel));
    row("cores", coresText(e.cores));
    row("memory", e.memoryBytes > 0 ? bytesText(static_cast<double>(e.memoryBytes)) : kUnknown);
    row("operating system, kernel", known(e.os) + "; " + known(e.kernel));
    row("virtualised", known(e.virtualization));
    row("governor; turbo; on battery", known(e.governor) + "; " + yesNo(e.turbo) + "; " + yesNo(e.onBattery));
    row("before the start", "load " + (e.loadAverage ? fixedText(*e.loadAverage, 2) : kUnknown) + ", other programs " + percent(e.foreignPercent) + ", stolen by the host " + percent(e.stealPercent));
    row("program", "Interleave " + known(e.version) + ", built as " + known(e.buildType) + " with " + known(e.compiler) + ", Qt " + known(e.qtVersion));
    row("started", known(e.startedAt));
    row("seed of the workload", std::to_string(experiment.plan.workload.seed));
    row("order of runs", orderText(experiment));
    row("rounds", roundsText(experiment));
    row("warm-up", std::to_string(experiment.warmups.size()) + " runs, kept apart and in no figure");
    row("failures", std::to_string(totals.failedRuns) + " runs, " + std::to_string(totals.failedTasks) + " tasks");
    row("repeated for a disturbance", std::to_string(totals.superseded) + " runs, marked and in no figure");
    row("noise verdict", noiseText(experiment));
    row("percentiles", "type 7 (linear between order statistics), shown only where the number of tasks gives it a two-sided 95 % bound");
    row("clock", "CLOCK_MONOTONIC, " + (e.clockResolutionNs > 0 ? "resolution " + durationText(static_cast<double>(e.clockResolutionNs)) : std::string("resolution not known")));
    row("collector's overhead", collectorText(e));
    row("events", std::to_string(totals.recorded) + " recorded, " + std::to_string(totals.dropped) + " dropped; a dropped event is in no figure, and no figure depends on one");
    report.heading("Environment");
    report.table("", std::move(table));
}

void addMethod(Report &report, const record::ExperimentRecord &experiment, const analysis::Ranking &ranking)
{
    const std::string delta = number(ranking.options.threshold * 100);
    report.heading("Method");
    report.list({"Every run has a fresh process of its own; the program that measures watches it from outside.",
                 "Makespan: from the moment the first task may be taken, workers ready, to the end of the last task. Set-up is apart.",
                 "Latency: from a task's due time to its end; queued: to its start; service: from its start.",
                 ranking.paired ? "Two models are compared over the rounds both ran in: the median of the rounds' ratios, with the exact interval of the sign test, corrected (Bonferroni) for "
                         + std::to_string(ranking.comparisons) + " comparisons at " + number(100 - ranking.options.alpha * 100) + " % together."
                                : std::string("Rounds do not pair these runs, so two models are compared run by run: exact rank test, corrected after Holm."),
                 "One is better only if that interval excludes 1 and the ratio is more than " + delta + " % from 1. Rank = 1 + how many are better; what cannot be told apart shares a rank.",
                 "The interval beside a median is its own, by order statistics; there is none below 6 runs. Outliers are marked and never dropped.",
                 "Entries with other tasks, or with failed ones, are ranked among themselves only."});
    if (experiment.imported)
        report.paragraph("What was read from a file is not ranked together with what was measured here.");
}

void addGuide(Report &report, const record::ExperimentRecord &experiment)
{
    const Environment &e = experiment.environment;
    report.heading("Resources of the machine");
    std::vector<std::string> lines;
    for (const analysis::Phrase &phrase : analysis::resourceAdvice({e.cores.allowed, e.cores.affinity, e.cores.online, e.cores.quota.has_value(), e.memoryBytes}))
        lines.push_back(analysis::english(phrase, experiment.plan));
    report.list(std::move(lines));
    const auto add = [](std::vector<std::string> &to, const char *what, std::span<const analysis::Advice> all) {
        for (const analysis::Advice &advice : all)
            to.push_back(what + std::string(advice.text) + " (preset " + std::string(advice.preset) + ")");
    };
    report.heading("Guide: families of concurrency models");
    for (const analysis::GuideTopic &topic : analysis::guideTopics()) {
        std::vector<std::string> texts;
        add(texts, "Strength: ", topic.strengths);
        add(texts, "Limit: ", topic.limits);
        add(texts, "Best for: ", topic.bestFor);
        add(texts, "Tuning: ", topic.tuning);
        report.heading(std::string(topic.name), 3);
        report.paragraph(std::string(topic.summary));
        report.list(std::move(texts));
    }
    report.heading("Guide: choosing");
    for (const analysis::SelectionStep &step : analysis::selectionGuide()) {
        std::vector<std::string> texts;
        add(texts, "", step.advice);
        report.heading(std::string(step.title), 3);
        report.list(std::move(texts));
    }
}

} // namespace interleave::exporting::parts
