// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/charts/curves.h"

#include "core/analysis/statistics.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numeric>

namespace interleave::widgets {

namespace {

const std::vector<analysis::Point> *pointsOf(const analysis::RunSeries &series, Metric metric)
{
    switch (metric) {
    case Metric::Cpu: return &series.cpu;
    case Metric::Memory: return &series.memory;
    case Metric::Throughput: return &series.throughput;
    case Metric::InFlight: return &series.inFlight;
    case Metric::Latency: break;
    }
    return nullptr;
}

Curve curveOf(const std::vector<analysis::Point> &points)
{
    Curve curve;
    curve.keys.reserve(static_cast<qsizetype>(points.size()) + 1);
    curve.values.reserve(static_cast<qsizetype>(points.size()) + 1);
    for (const analysis::Point &point : points) {
        curve.keys << point.t;
        curve.values << point.value;
    }
    return curve;
}

/// What was last counted holds until something changes.
Curve countsOf(const std::vector<analysis::Point> &points, double span)
{
    Curve curve = curveOf(points);
    if (!points.empty() && points.back().t < span) {
        curve.keys << span;
        curve.values << points.back().value;
    }
    return curve;
}

void addBin(LatencyCurves &curves, double t, std::vector<double> &values)
{
    if (values.empty())
        return;
    std::sort(values.begin(), values.end());
    curves.p50.keys << t;
    curves.p50.values << analysis::quantileSorted(values, 0.5);
    curves.p95.keys << t;
    curves.p95.values << analysis::quantileSorted(values, 0.95);
}

void binLatency(const analysis::RunSeries &series, LatencyCurves &curves)
{
    const double width = series.span > 0 ? series.span / kLatencyBins : 1.0;
    std::vector<std::vector<double>> bins(kLatencyBins);
    for (const analysis::LatencyPoint &point : series.latency) {
        const int bin = std::clamp(static_cast<int>(point.t / width), 0, kLatencyBins - 1);
        bins[static_cast<std::size_t>(bin)].push_back(point.ms);
    }
    for (int i = 0; i < kLatencyBins; ++i)
        addBin(curves, (i + 0.5) * width, bins[static_cast<std::size_t>(i)]);
}

} // namespace

Curve curveOf(const analysis::RunSeries &series, Metric metric)
{
    if (metric == Metric::InFlight)
        return countsOf(series.inFlight, series.span);
    const auto *points = pointsOf(series, metric);
    return points ? curveOf(*points) : Curve();
}

Curve queuedOf(const analysis::RunSeries &series) { return countsOf(series.queued, series.span); }

double countAt(const std::vector<analysis::Point> &counts, double t)
{
    const auto later = std::upper_bound(counts.begin(), counts.end(), t, [](double at, const analysis::Point &point) { return at < point.t; });
    return later == counts.begin() ? 0 : std::prev(later)->value;
}

double stretched(double count) { return std::log10(1 + count); }

double unstretched(double place) { return std::pow(10, place) - 1; }

LatencyCurves latencyOf(const analysis::RunSeries &series)
{
    LatencyCurves curves;
    curves.binned = series.latency.size() > kMaxLatencyPoints;
    if (curves.binned) {
        binLatency(series, curves);
        return curves;
    }
    std::vector<std::size_t> order(series.latency.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return series.latency[a].t < series.latency[b].t; });
    for (const std::size_t i : order) {
        curves.points.keys << series.latency[i].t;
        curves.points.values << series.latency[i].ms;
    }
    return curves;
}

int windowsAsOne(const analysis::RunSeries &series)
{
    constexpr double kEnough = 2; // completions a window
    constexpr double kMost = 10;
    const auto windows = static_cast<double>(series.throughput.size());
    const auto tasks = static_cast<double>(std::max<std::size_t>(1, series.latency.size()));
    return static_cast<int>(std::clamp(std::ceil(kEnough * windows / tasks), 1.0, kMost));
}

Curve throughputOf(const analysis::RunSeries &series, int together)
{
    Curve curve;
    const auto &points = series.throughput;
    for (std::size_t i = 0; i < points.size(); i += static_cast<std::size_t>(together)) {
        const std::size_t end = std::min(points.size(), i + static_cast<std::size_t>(together));
        double sum = 0;
        for (std::size_t j = i; j < end; ++j)
            sum += points[j].value;
        curve.keys << (points[i].t + points[end - 1].t) / 2;
        curve.values << sum / static_cast<double>(end - i);
    }
    return curve;
}

Extremes extremes(const QVector<double> &values)
{
    Extremes found;
    for (const double value : values) {
        if (std::isfinite(value))
            found = united(found, std::pair(value, value));
    }
    return found;
}

Extremes extremes(const analysis::RunSeries &series, Metric metric)
{
    if (metric != Metric::Latency)
        return extremes(curveOf(series, metric).values);
    QVector<double> values;
    for (const analysis::LatencyPoint &point : series.latency)
        values << point.ms;
    return extremes(values);
}

Extremes united(const Extremes &a, const Extremes &b)
{
    if (!a || !b)
        return a ? a : b;
    return std::pair(std::min(a->first, b->first), std::max(a->second, b->second));
}

std::pair<double, double> niceScale(Metric metric, double low, double high)
{
    // The margins keep the outermost tick labels off the neighbouring chart's.
    if (metric == Metric::Latency) {
        constexpr double kMargin = 1.4;
        const double bottom = std::pow(10.0, std::floor(std::log10(std::max(low, 1e-6))));
        const double top = std::max(std::pow(10.0, std::ceil(std::log10(std::max(high, 1e-6)))), bottom * 10);
        return {bottom / kMargin, top * kMargin};
    }
    constexpr double kMargin = 1.12;
    const double smallest = metric == Metric::Cpu ? 10.0 : metric == Metric::Memory || metric == Metric::InFlight ? 4.0 : 1.0;
    const double wanted = std::max(high, smallest);
    const double decade = std::pow(10.0, std::floor(std::log10(wanted)));
    for (const double step : {1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0}) {
        if (decade * step >= wanted)
            return {0.0, decade * step * kMargin};
    }
    return {0.0, decade * 10 * kMargin};
}

std::optional<double> samplePeriodMs(const analysis::RunSeries &series)
{
    std::vector<double> distances;
    for (std::size_t i = 1; i < series.memory.size(); ++i)
        distances.push_back((series.memory[i].t - series.memory[i - 1].t) * 1000.0);
    return analysis::median(std::move(distances));
}

} // namespace interleave::widgets
