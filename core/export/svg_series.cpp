// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/series.h"

#include "core/export/report_text.h"
#include "core/export/svg_charts.h"
#include "core/export/svg_rows.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace interleave::exporting {
namespace {

using Curve = std::vector<analysis::Point>;
constexpr std::size_t kMostEntries = 6;
constexpr std::size_t kMostPoints = 240;
constexpr std::size_t kColumns = 3;
constexpr double kTop = 26, kCellHeight = 70, kRowGap = 14, kGap = 50, kLeft = 166, kBelow = 36;
constexpr double kCellWidth = (rows::kWidth - kLeft - kGap * (kColumns - 1) - 24) / kColumns;
constexpr double kTimeSteps = 3; ///< more names of times than that lie over each other
constexpr std::array<const char *, kColumns> kNames{"CPU [%], 100 = one core", "memory, RSS [MiB]", "throughput [tasks/s]"};

struct Row {
    base::EntryId entry;
    std::array<Curve, kColumns> curves;
    double span = 0;
};

/// The highest and the lowest of each piece, so that no peak is lost.
Curve thinned(const Curve &curve)
{
    if (curve.size() <= kMostPoints)
        return curve;
    Curve out;
    const std::size_t piece = 2 * curve.size() / kMostPoints + 1;
    for (std::size_t at = 0; at < curve.size(); at += piece) {
        const auto begin = curve.begin() + static_cast<std::ptrdiff_t>(at);
        const auto end = curve.begin() + static_cast<std::ptrdiff_t>(std::min(at + piece, curve.size()));
        auto [low, high] = std::minmax_element(begin, end, [](const auto &a, const auto &b) { return a.value < b.value; });
        if (high < low)
            std::swap(low, high);
        out.push_back(*low);
        if (high != low)
            out.push_back(*high);
    }
    return out;
}

std::vector<base::EntryId> shown(const analysis::Ranking &ranking)
{
    std::vector<base::EntryId> entries;
    for (const analysis::RankedEntry &row : ranking.rows) {
        if (row.median)
            entries.push_back(row.entry);
    }
    if (entries.size() > kMostEntries)
        entries.erase(entries.begin() + kMostEntries - 1, entries.end() - 1); // the first ones, and the last
    return entries;
}

std::vector<Row> rowsOf(const record::ExperimentRecord &experiment, const analysis::Ranking &ranking)
{
    std::vector<Row> rows;
    for (const base::EntryId entry : shown(ranking)) {
        const auto run = experiment.representative(entry);
        if (!run)
            continue;
        const analysis::RunSeries series = analysis::seriesOf(*run);
        rows.push_back({entry, {thinned(series.cpu), thinned(series.memory), thinned(series.throughput)}, series.span});
    }
    return rows;
}

double highest(const std::vector<Row> &rows, std::size_t column)
{
    double most = 0;
    for (const Row &row : rows) {
        for (const analysis::Point &point : row.curves.at(column))
            most = std::isfinite(point.value) ? std::max(most, point.value) : most;
    }
    return most;
}

/// A gap (NaN) lifts the pen.
std::string pathOf(const Curve &curve, const Axis &x, const Axis &y)
{
    std::string d;
    bool down = false;
    for (const analysis::Point &point : curve) {
        if (std::isfinite(point.value))
            d += (down ? "L" : "M") + coordinate(x.at(point.t * 1e9)) + ' ' + coordinate(y.at(point.value));
        down = std::isfinite(point.value);
    }
    return d;
}

struct Cell {
    double x = 0, y = 0;
};
Cell cellOf(std::size_t row, std::size_t column)
{
    return {kLeft + static_cast<double>(column) * (kCellWidth + kGap), kTop + static_cast<double>(row) * (kCellHeight + kRowGap)};
}

void drawCell(SvgCanvas &canvas, const Curve &curve, const Axis &x, const Axis &y, const Cell &cell, const SeriesLook &look)
{
    for (const double value : {0.0, y.to() / 2, y.to()}) {
        canvas.line(cell.x, y.at(value), cell.x + kCellWidth, y.at(value), value == 0 ? "a" : "g");
        canvas.text(cell.x - 5, y.at(value) + 4, numberTick(value), "m", Anchor::End);
    }
    const std::string d = pathOf(curve, x, y);
    if (d.empty())
        canvas.text(cell.x + kCellWidth / 2, cell.y + kCellHeight / 2, "not measured", "m", Anchor::Middle);
    else
        canvas.path(d, "line " + rows::stroke(look));
    if (curve.size() == 1 && !d.empty())
        canvas.circle(x.at(curve.front().t * 1e9), y.at(curve.front().value), 2.5, rows::fill(look));
}

void drawColumn(SvgCanvas &canvas, const std::vector<Row> &rows, std::size_t column, double span, const std::vector<SeriesLook> &looks)
{
    const double most = highest(rows, column);
    const Cell first = cellOf(0, column);
    canvas.text(first.x, kTop - 12, kNames.at(column), "b");
    const Axis x = Axis::linear(span, first.x, first.x + kCellWidth, kTimeSteps);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const Cell cell = cellOf(i, column);
        drawCell(canvas, rows[i].curves.at(column), x, Axis::linear(most, cell.y + kCellHeight, cell.y), cell, looks.at(rows[i].entry.value));
    }
    const double bottom = cellOf(rows.size() - 1, column).y + kCellHeight;
    for (const Axis::Tick &tick : x.ticks())
        canvas.text(tick.at, bottom + 15, timeTick(tick.value), "m", Anchor::Middle);
}

} // namespace

std::string seriesSvg(const record::ExperimentRecord &experiment, const analysis::Ranking &ranking, bool standalone)
{
    const std::vector<Row> all = rowsOf(experiment, ranking);
    if (all.empty())
        return {};
    double span = 0;
    for (const Row &row : all)
        span = std::max(span, row.span * 1e9);
    const double bottom = cellOf(all.size() - 1, 0).y + kCellHeight;
    SvgCanvas canvas(rows::kWidth, bottom + kBelow, "CPU, memory and throughput over time", "The run with the median makespan of each concurrency model, on the same scales");
    const std::vector<SeriesLook> looks = rows::looksOf(experiment);
    for (std::size_t i = 0; i < all.size(); ++i)
        canvas.text(4, cellOf(i, 0).y + kCellHeight / 2, rows::labelOf(experiment, all[i].entry, 17), "t");
    for (std::size_t column = 0; column < kColumns; ++column)
        drawColumn(canvas, all, column, span, looks);
    canvas.text(rows::kWidth / 2, bottom + 32, "time since the run's start", "m", Anchor::Middle);
    return canvas.finish(standalone);
}

} // namespace interleave::exporting
