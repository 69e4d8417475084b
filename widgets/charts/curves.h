// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/series.h"
#include "widgets/charts/metric.h"

#include <QVector>

#include <optional>
#include <utility>

/// Series → what is drawn, and the scales. No pixels.
namespace interleave::widgets {

/// Shape: keys ascending. A NaN value is a gap.
struct Curve {
    QVector<double> keys, values;
};

/// CPU, memory or tasks in flight. Cost: linear.
Curve curveOf(const analysis::RunSeries &series, Metric metric);
/// Tasks that wait. Step curves of counts reach to the end of the span.
Curve queuedOf(const analysis::RunSeries &series);
/// A count at an instant: of the last point not after it; 0 before the first.
double countAt(const std::vector<analysis::Point> &counts, double t);

/// Above this many tasks the scale of counts is stretched, even near 0 and logarithmic above: 4 in flight must be seen beside
/// 10,000 that wait.
constexpr double kEvenCounts = 50;
/// 0 → 0, 9 → 1, 99 → 2
double stretched(double count);
double unstretched(double place);

/// How many of the series' throughput windows are drawn as one: few tasks in many windows would be a comb, not a curve.
int windowsAsOne(const analysis::RunSeries &series);
/// Throughput with each `together` windows drawn as one.
Curve throughputOf(const analysis::RunSeries &series, int together);

constexpr std::size_t kMaxLatencyPoints = 2000;
constexpr int kLatencyBins = 100;

/// Latency: a point per task, or above kMaxLatencyPoints p50 and p95 of each of kLatencyBins bins of the span.
struct LatencyCurves {
    bool binned = false;
    Curve points, p50, p95;
};
LatencyCurves latencyOf(const analysis::RunSeries &series);

using Extremes = std::optional<std::pair<double, double>>;
/// Smallest and largest finite value; empty for none.
Extremes extremes(const QVector<double> &values);
/// Of what was measured. For latency: of the tasks.
Extremes extremes(const analysis::RunSeries &series, Metric metric);
Extremes united(const Extremes &a, const Extremes &b);

/// A scale that shows [low, high] and keeps still while values grow a little: from 0, or whole decades for latency.
std::pair<double, double> niceScale(Metric metric, double low, double high);

/// Typical distance of two readings in ms; empty below 2 readings.
std::optional<double> samplePeriodMs(const analysis::RunSeries &series);

} // namespace interleave::widgets
