// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/distributions.h"
#include "core/export/report_text.h"
#include "core/export/svg_charts.h"
#include "core/export/svg_rows.h"

#include <algorithm>
#include <cmath>

namespace interleave::exporting {
namespace {

constexpr std::size_t kMostDots = 200;
constexpr double kTop = 8, kBelow = 40, kValueWidth = 170;
constexpr double kLogFrom = 12; ///< slowest ÷ fastest from which on a linear axis would hide the fast ones

struct Row {
    base::EntryId entry;
    std::vector<double> runs;
    double median = 0;
    std::optional<analysis::Interval> interval;
};

std::vector<Row> rowsOf(const record::ExperimentRecord &experiment, const analysis::Ranking &ranking)
{
    std::vector<Row> rows;
    for (const analysis::RankedEntry &ranked : ranking.rows) {
        Row row{ranked.entry, analysis::figuresOf(experiment, ranked.entry, analysis::Goal::Makespan), 0, {}};
        std::erase_if(row.runs, [](double ns) { return !(ns > 0) || std::isinf(ns); });
        if (row.runs.empty() || rows.size() == rows::kMostEntries)
            continue;
        row.median = analysis::median(row.runs).value_or(0);
        row.interval = analysis::quantileInterval(row.runs, 0.5);
        rows.push_back(std::move(row));
    }
    return rows;
}

Axis axisFor(const std::vector<Row> &rows, double begin, double end)
{
    double least = INFINITY;
    double most = 0;
    for (const Row &row : rows) {
        const auto [low, high] = std::ranges::minmax(row.runs);
        least = std::min(least, low);
        most = std::max(most, high);
    }
    return most / least > kLogFrom ? Axis::logarithmic(least, most, begin, end) : Axis::linear(most, begin, end);
}

std::string words(const Row &row)
{
    std::string text = durationText(row.median);
    if (row.interval)
        text += " (" + durationText(row.interval->first) + " … " + durationText(row.interval->second) + ")";
    return text;
}

void draw(SvgCanvas &canvas, const Row &row, const Axis &axis, double y, const SeriesLook &look)
{
    const std::size_t step = row.runs.size() / kMostDots + 1;
    for (std::size_t i = 0; i < row.runs.size(); i += step)
        canvas.circle(axis.at(row.runs[i]), y, 3, rows::fill(look) + " faint");
    if (row.interval)
        canvas.line(axis.at(row.interval->first), y, axis.at(row.interval->second), y, "thick " + rows::stroke(look));
    canvas.line(axis.at(row.median), y - 8, axis.at(row.median), y + 8, "thick " + rows::stroke(look));
    canvas.text(rows::kWidth - kValueWidth + 10, y + 4, words(row), "m");
}

} // namespace

std::string makespanSvg(const record::ExperimentRecord &experiment, const analysis::Ranking &ranking, bool standalone)
{
    const std::vector<Row> all = rowsOf(experiment, ranking);
    if (all.empty())
        return {};
    const double bottom = kTop + rows::kRowHeight * static_cast<double>(all.size());
    std::string description;
    for (const Row &row : all)
        description += rows::labelOf(experiment, row.entry) + ": " + words(row) + "; ";
    SvgCanvas canvas(rows::kWidth, bottom + kBelow, "Makespans", description);
    const Axis axis = axisFor(all, rows::kLabelWidth, rows::kWidth - kValueWidth);
    rows::drawTimeAxis(canvas, axis, kTop, bottom, "makespan: each run a dot, bar: median, line: its 95 % interval");
    const std::vector<SeriesLook> looks = rows::looksOf(experiment);
    for (std::size_t i = 0; i < all.size(); ++i) {
        const double y = rows::drawRowLabel(canvas, i, kTop, rows::labelOf(experiment, all[i].entry));
        draw(canvas, all[i], axis, y, looks.at(all[i].entry.value));
    }
    return canvas.finish(standalone);
}

} // namespace interleave::exporting
