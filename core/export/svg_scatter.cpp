// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/distributions.h"

#include "core/export/columns.h"
#include "core/export/report_text.h"
#include "core/export/svg_charts.h"
#include "core/export/svg_rows.h"

#include <algorithm>
#include <cmath>

namespace interleave::exporting {
namespace {

constexpr double kTop = 20, kHeight = 280, kLeft = 70, kRight = 190, kBelow = 40;
constexpr double kMiB = 1024.0 * 1024.0;
constexpr double kLogFrom = 12;

Axis timeAxis(const std::vector<analysis::ScatterPoint> &points)
{
    double least = INFINITY;
    double most = 0;
    for (const analysis::ScatterPoint &point : points) {
        least = std::min(least, point.time ? point.time->first : point.timeNs);
        most = std::max(most, point.time ? point.time->second : point.timeNs);
    }
    const double end = rows::kWidth - kRight;
    return least > 0 && most / least > kLogFrom ? Axis::logarithmic(least, most, kLeft, end) : Axis::linear(most, kLeft, end);
}

void drawMemoryAxis(SvgCanvas &canvas, const Axis &y)
{
    for (const Axis::Tick &tick : y.ticks()) {
        canvas.line(kLeft, tick.at, rows::kWidth - kRight, tick.at, "g");
        canvas.text(kLeft - 6, tick.at + 4, numberTick(tick.value), "m", Anchor::End);
    }
    canvas.text(4, kTop - 9, "peak [MiB]", "m");
}

constexpr double kLetter = 7; ///< width of a letter of a label, generously
constexpr double kMarker = 9; ///< half a marker with its ring

/// What ink of one thing covers.
struct Box {
    double left = 0, right = 0, top = 0, bottom = 0;
    [[nodiscard]] bool meets(const Box &other) const { return left < other.right && other.left < right && top < other.bottom && other.top < bottom; }
};

Box labelBox(double x, double baseline, std::size_t letters) { return {x, x + kLetter * static_cast<double>(letters), baseline - 11, baseline + 3}; }

/// Baselines of the labels: the nearest place above or below the own marker where neither another label nor another marker is.
std::vector<double> labelPlaces(const std::vector<analysis::ScatterPoint> &points, const std::vector<std::string> &labels, const Axis &x, const Axis &y)
{
    std::vector<Box> taken;
    for (const analysis::ScatterPoint &point : points) {
        const double px = x.at(point.timeNs);
        const double py = y.at(point.memoryBytes / kMiB);
        taken.push_back({px - kMarker, px + kMarker, py - kMarker, py + kMarker});
    }
    std::vector<double> places(points.size());
    for (std::size_t i = 0; i < points.size(); ++i) {
        const double left = x.at(points[i].timeNs) + 6;
        const double py = y.at(points[i].memoryBytes / kMiB);
        double place = py - 12;
        for (int step = 0; step < 24; ++step) {
            place = step % 2 == 0 ? py - 12 - 7 * step : py + 20 + 7 * (step - 1);
            const Box box = labelBox(left, place, displayWidth(labels[i]));
            const auto inTheWay = [&, k = std::size_t{0}](const Box &other) mutable { return k++ != i && box.meets(other); };
            if (place > 12 && place < kTop + kHeight && std::ranges::none_of(taken, inTheWay))
                break;
        }
        places[i] = place;
        taken.push_back(labelBox(left, place, displayWidth(labels[i])));
    }
    return places;
}

void draw(SvgCanvas &canvas, const analysis::ScatterPoint &point, const Axis &x, const Axis &y, const SeriesLook &look)
{
    const double px = x.at(point.timeNs);
    const double py = y.at(point.memoryBytes / kMiB);
    if (point.time)
        canvas.line(x.at(point.time->first), py, x.at(point.time->second), py, "line " + rows::stroke(look));
    if (point.memory)
        canvas.line(px, y.at(point.memory->first / kMiB), px, y.at(point.memory->second / kMiB), "line " + rows::stroke(look));
    canvas.marker(px, py, look.marker, rows::fill(look));
    if (point.pareto)
        canvas.circle(px, py, 8.5, "o");
}

double highest(const std::vector<analysis::ScatterPoint> &points)
{
    double most = 0;
    for (const analysis::ScatterPoint &point : points)
        most = std::max(most, point.memory ? point.memory->second : point.memoryBytes);
    return most / kMiB;
}

} // namespace

std::string scatterSvg(const record::ExperimentRecord &experiment, const analysis::Ranking &ranking, bool standalone)
{
    std::vector<analysis::ScatterPoint> points = analysis::scatterOf(experiment, ranking);
    if (points.size() > rows::kMostEntries)
        points.resize(rows::kMostEntries);
    if (points.empty())
        return {};
    std::string description;
    for (const analysis::ScatterPoint &point : points)
        description += rows::labelOf(experiment, point.entry) + ": " + durationText(point.timeNs) + ", " + bytesText(point.memoryBytes) + (point.pareto ? ", not beaten; " : "; ");
    SvgCanvas canvas(rows::kWidth, kTop + kHeight + kBelow, "Time against memory", description);
    const Axis x = timeAxis(points);
    const Axis y = Axis::linear(highest(points), kTop + kHeight, kTop + 6);
    drawMemoryAxis(canvas, y);
    rows::drawTimeAxis(canvas, x, kTop, kTop + kHeight, "makespan; ringed: no other is as good in each of time, memory and CPU and better in one");
    const std::vector<SeriesLook> looks = rows::looksOf(experiment);
    std::vector<std::string> labels;
    for (const analysis::ScatterPoint &point : points)
        labels.push_back(rows::labelOf(experiment, point.entry, 26));
    const std::vector<double> places = labelPlaces(points, labels, x, y);
    for (std::size_t i = 0; i < points.size(); ++i) {
        draw(canvas, points[i], x, y, looks.at(points[i].entry.value));
        canvas.text(x.at(points[i].timeNs) + 6, places[i], labels[i], "t");
    }
    return canvas.finish(standalone);
}

} // namespace interleave::exporting
