// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/distributions.h"
#include "core/export/report_text.h"
#include "core/export/svg_charts.h"
#include "core/export/svg_rows.h"

#include <algorithm>
#include <cmath>

namespace interleave::exporting {
namespace {

constexpr double kTop = 10, kHeight = 260, kLeft = 50, kLegend = 230, kBelow = 40;
constexpr std::size_t kPoints = 6000; ///< of all curves together

struct Curve {
    base::EntryId entry;
    std::size_t n = 0;
    std::vector<analysis::EcdfPoint> points;
};

std::vector<Curve> curvesOf(const record::ExperimentRecord &experiment, const analysis::Ranking &ranking)
{
    std::vector<Curve> curves;
    const std::size_t most = std::clamp<std::size_t>(kPoints / std::max<std::size_t>(ranking.rows.size(), 1), 16, 400);
    for (const analysis::RankedEntry &row : ranking.rows) {
        const analysis::ValuePool pool = analysis::poolOf(experiment, row.entry, analysis::TaskMetric::Latency);
        if (pool.size() == 0 || curves.size() == rows::kMostEntries)
            continue;
        Curve curve{row.entry, pool.size(), pool.ecdf(most)};
        std::erase_if(curve.points, [](const analysis::EcdfPoint &point) { return !(point.value > 0); });
        if (!curve.points.empty())
            curves.push_back(std::move(curve));
    }
    return curves;
}

std::string pathOf(const Curve &curve, const Axis &x, const Axis &y)
{
    std::string d = "M" + coordinate(x.at(curve.points.front().value)) + ' ' + coordinate(y.at(0));
    for (const analysis::EcdfPoint &point : curve.points)
        d += "H" + coordinate(x.at(point.value)) + 'V' + coordinate(y.at(point.share));
    return d;
}

Axis xAxis(const std::vector<Curve> &curves)
{
    double least = INFINITY;
    double most = 0;
    for (const Curve &curve : curves) {
        least = std::min(least, curve.points.front().value);
        most = std::max(most, curve.points.back().value);
    }
    return Axis::logarithmic(least, most, kLeft, rows::kWidth - kLegend);
}

void drawShares(SvgCanvas &canvas, const Axis &x, const Axis &y)
{
    for (const double share : {0.0, 0.25, 0.5, 0.75, 1.0}) {
        canvas.line(x.at(x.from()), y.at(share), x.at(x.to()), y.at(share), "g");
        canvas.text(kLeft - 6, y.at(share) + 4, numberTick(share * 100) + " %", "m", Anchor::End);
    }
}

} // namespace

std::string latencySvg(const record::ExperimentRecord &experiment, const analysis::Ranking &ranking, bool standalone)
{
    const std::vector<Curve> curves = curvesOf(experiment, ranking);
    if (curves.empty())
        return {};
    const double height = std::max(kHeight, 18.0 * static_cast<double>(curves.size()));
    SvgCanvas canvas(rows::kWidth, kTop + height + kBelow, "Latency of tasks", "Share of tasks that had ended after a time, by concurrency model, logarithmic time");
    const Axis x = xAxis(curves);
    const Axis y = Axis::linear(1, kTop + height, kTop);
    drawShares(canvas, x, y);
    rows::drawTimeAxis(canvas, x, kTop, kTop + height, "latency (logarithmic): share of tasks that had ended by then");
    const std::vector<SeriesLook> looks = rows::looksOf(experiment);
    for (std::size_t i = 0; i < curves.size(); ++i) {
        const SeriesLook &look = looks.at(curves[i].entry.value);
        const double legend = kTop + 12 + 18 * static_cast<double>(i);
        canvas.path(pathOf(curves[i], x, y), "line " + rows::stroke(look), look.dash);
        canvas.line(rows::kWidth - kLegend + 14, legend - 4, rows::kWidth - kLegend + 42, legend - 4, "line " + rows::stroke(look), look.dash);
        canvas.marker(rows::kWidth - kLegend + 28, legend - 4, look.marker, rows::fill(look));
        canvas.text(rows::kWidth - kLegend + 48, legend, rows::labelOf(experiment, curves[i].entry, 24), "t");
    }
    return canvas.finish(standalone);
}

} // namespace interleave::exporting
