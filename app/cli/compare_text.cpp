// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/compare_text.h"

#include "core/analysis/phrase.h"
#include "core/export/columns.h"
#include "core/export/csv_writer.h"
#include "core/export/report_text.h"

#include <nlohmann/json.hpp>

#include <array>
#include <cstdio>

namespace interleave::cli {
namespace {

using analysis::ComparedEntry;
using analysis::SessionDifference;
using analysis::SessionSide;
using exporting::Columns;
using exporting::printable;
using Json = nlohmann::ordered_json;

constexpr const char *kNothing = "–";

/// Milliseconds of nanoseconds, with as many digits as say something.
std::string milliseconds(const std::optional<double> &ns)
{
    if (!ns)
        return kNothing;
    const double ms = *ns * 1e-6;
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), ms < 10 ? "%.3f" : ms < 1000 ? "%.1f" : "%.0f", ms);
    return text.data();
}

std::string interval(const std::string &low, const std::string &high) { return low == kNothing ? kNothing : low + "–" + high; }

std::string factor(const std::optional<double> &ratio) { return ratio ? analysis::factorText(*ratio) : kNothing; }

std::vector<std::string> cellsOf(const ComparedEntry &row, const analysis::SessionComparison &comparison)
{
    std::vector<std::string> cells{printable(row.label) + (row.otherExecutor ? " *" : "")};
    for (const SessionSide *side : {&row.a, &row.b}) {
        cells.push_back(milliseconds(side->median));
        cells.push_back(interval(milliseconds(side->low), milliseconds(side->high)));
        cells.push_back(side->entry ? std::to_string(side->runs) : kNothing);
    }
    const auto &c = row.comparison;
    cells.push_back(factor(c ? c->ratio : std::nullopt));
    cells.push_back(c && c->low ? interval(factor(c->low), factor(c->high)) : kNothing);
    cells.push_back(analysis::verdictText(row, comparison));
    return cells;
}

Columns columnsOf(const Compared &compared)
{
    Columns table{{"concurrency model", "A ms", "A 95 %", "A runs", "B ms", "B 95 %", "B runs", "B ÷ A", "95 %", "B is"},
                  {false, true, true, true, true, true, true, true, true, false}, {}};
    for (const ComparedEntry &row : compared.comparison.rows)
        table.rows.push_back(cellsOf(row, compared.comparison));
    return table;
}

std::string or_(const std::string &text, const char *other) { return text.empty() ? other : printable(text); }

std::string sessionLine(const char *letter, const std::string &name, const record::ExperimentRecord &session)
{
    const record::Environment &e = session.environment;
    return std::string(letter) + ": " + printable(name) + " – " + or_(session.plan.name, "unnamed plan") + ", " + or_(e.startedAt, "at an unknown time") + ", on "
        + or_(e.hostname, "an unknown host") + ", Interleave " + or_(e.version, "?");
}

std::string differenceLine(const char *kind, const SessionDifference &d)
{
    return std::string(kind) + ": " + analysis::differenceText(d) + ": " + or_(d.a, "?") + " | " + or_(d.b, "?");
}

/// What stands above the table, a line each.
std::vector<std::string> headLines(const Compared &compared)
{
    std::vector<std::string> lines{sessionLine("A", compared.nameA, *compared.a), sessionLine("B", compared.nameB, *compared.b)};
    const auto &c = compared.comparison;
    for (const SessionDifference &d : c.machine)
        lines.push_back(differenceLine("different machine", d));
    if (!c.judged)
        lines.emplace_back("Figures of different machines are shown and not judged; --across-machines judges them all the same.");
    for (const SessionDifference &d : c.build)
        lines.push_back(differenceLine("different build", d));
    return lines;
}

std::vector<std::string> footLines(const Compared &compared)
{
    std::vector<std::string> lines{"Makespan: median and its 95 % interval by order statistics. B ÷ A: Hodges–Lehmann ratio with its exact interval.",
                                   "A verdict needs both: Mann–Whitney p, Holm-adjusted over all rows, below 0.05, and a ratio beyond 1 ± 2 %."};
    const auto other = [&](const ComparedEntry &row) {
        if (row.otherExecutor)
            lines.push_back("* " + printable(row.label) + ": the same label, but " + printable(plan::defaultLabel(compared.a->plan.executors[row.a.entry->value])) + " in A and "
                + printable(plan::defaultLabel(compared.b->plan.executors[row.b.entry->value])) + " in B");
        if (row.a.failed > 0 || row.b.failed > 0)
            lines.push_back(printable(row.label) + ": runs with failures: " + std::to_string(row.a.failed) + " in A, " + std::to_string(row.b.failed) + " in B");
    };
    for (const ComparedEntry &row : compared.comparison.rows)
        other(row);
    return lines;
}

std::string tableText(const Compared &compared)
{
    std::string text;
    for (const std::string &line : headLines(compared))
        text += line + "\n";
    text += "\n" + exporting::aligned(columnsOf(compared)) + "\n";
    for (const std::string &line : footLines(compared))
        text += line + "\n";
    return text;
}

std::string markdown(const Compared &compared)
{
    std::string text;
    for (const std::string &line : headLines(compared))
        text += "- " + exporting::markdownText(line) + "\n";
    text += "\n" + exporting::markdownRows(columnsOf(compared)) + "\n";
    for (const std::string &line : footLines(compared))
        text += "- " + exporting::markdownText(line) + "\n";
    return text;
}

std::string csvText(const Compared &compared)
{
    std::string text;
    exporting::CsvWriter csv([&text](std::string_view bytes) { text += bytes; },
        {"label", "runs_a", "failed_runs_a", "makespan_median_a_ns", "makespan_low_a_ns", "makespan_high_a_ns", "runs_b", "failed_runs_b", "makespan_median_b_ns",
         "makespan_low_b_ns", "makespan_high_b_ns", "ratio", "ratio_low", "ratio_high", "p_adjusted", "verdict"});
    for (const ComparedEntry &row : compared.comparison.rows) {
        csv.text(row.label);
        for (const SessionSide *side : {&row.a, &row.b}) {
            const auto count = [&](std::size_t n) { return side->entry ? std::optional(n) : std::nullopt; };
            csv.number(count(side->runs)).number(count(side->failed)).number(side->median).number(side->low).number(side->high);
        }
        const auto &c = row.comparison;
        csv.number(c ? c->ratio : std::nullopt).number(c ? c->low : std::nullopt).number(c ? c->high : std::nullopt).number(c ? c->p : std::nullopt);
        csv.text(analysis::verdictText(row, compared.comparison));
        csv.endRow();
    }
    return text;
}

template <class T>
Json orNull(const std::optional<T> &value)
{
    return value ? Json(*value) : Json();
}

Json sideJson(const SessionSide &side)
{
    if (!side.entry)
        return nullptr;
    return {{"runs", side.runs}, {"failed_runs", side.failed}, {"makespan_median_ns", orNull(side.median)}, {"makespan_low_ns", orNull(side.low)},
            {"makespan_high_ns", orNull(side.high)}};
}

Json differencesJson(const std::vector<SessionDifference> &differences)
{
    Json list = Json::array();
    for (const SessionDifference &d : differences)
        list.push_back({{"what", analysis::differenceText(d)}, {"a", d.a.empty() ? Json() : Json(d.a)}, {"b", d.b.empty() ? Json() : Json(d.b)}});
    return list;
}

Json sessionJson(const std::string &name, const record::ExperimentRecord &session)
{
    return {{"file", name}, {"name", session.plan.name}, {"started_at", session.environment.startedAt}, {"hostname", session.environment.hostname}};
}

std::string jsonText(const Compared &compared)
{
    Json rows = Json::array();
    for (const ComparedEntry &row : compared.comparison.rows) {
        const auto &c = row.comparison;
        rows.push_back({{"label", row.label}, {"a", sideJson(row.a)}, {"b", sideJson(row.b)}, {"ratio", orNull(c ? c->ratio : std::nullopt)},
                        {"ratio_low", orNull(c ? c->low : std::nullopt)}, {"ratio_high", orNull(c ? c->high : std::nullopt)},
                        {"p_adjusted", orNull(c ? c->p : std::nullopt)}, {"other_executor", row.otherExecutor}, {"verdict", analysis::verdictText(row, compared.comparison)}});
    }
    const Json json{{"schema", "interleave-compare/1"},
                    {"a", sessionJson(compared.nameA, *compared.a)},
                    {"b", sessionJson(compared.nameB, *compared.b)},
                    {"different_machine", differencesJson(compared.comparison.machine)},
                    {"different_build", differencesJson(compared.comparison.build)},
                    {"judged", compared.comparison.judged},
                    {"entries", rows}};
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

} // namespace

std::string compareText(const Compared &compared, std::string_view format)
{
    if (format == "json")
        return jsonText(compared);
    if (format == "csv")
        return csvText(compared);
    return format == "markdown" ? markdown(compared) : tableText(compared);
}

} // namespace interleave::cli
