// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/distributions.h"

#include "core/analysis/statistics.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

namespace interleave::analysis {
namespace {

/// Bins from the least value above 0 to the largest.
std::vector<double> logEdges(double least, double most, std::size_t bins)
{
    if (least == most)
        return {least / 1.05, most * 1.05};
    std::vector<double> edges;
    const double ratio = std::log(most / least);
    for (std::size_t i = 0; i <= bins; ++i)
        edges.push_back(least * std::exp(ratio * static_cast<double>(i) / static_cast<double>(bins)));
    edges.front() = least;
    edges.back() = most;
    return edges;
}

std::size_t binOf(const std::vector<double> &edges, double value)
{
    const auto above = std::upper_bound(edges.begin(), edges.end(), value);
    const auto bin = static_cast<std::size_t>(std::max<std::ptrdiff_t>(above - edges.begin() - 1, 0));
    return std::min(bin, edges.size() - 2);
}

/// Five numbers and whiskers. Shape: `pool` is not empty.
Box frameOf(const ValuePool &pool, const Fences &fences)
{
    Box box;
    box.n = pool.size();
    box.min = *pool.min();
    box.max = *pool.max();
    box.q1 = fences.q1;
    box.q3 = fences.q3;
    box.median = *pool.quantile(0.5);
    box.whiskerLow = box.max;
    box.whiskerHigh = box.min;
    pool.forEach([&](double value, std::uint64_t) {
        if (markOf(value, fences) == OutlierMark::None) {
            box.whiskerLow = std::min(box.whiskerLow, value);
            box.whiskerHigh = std::max(box.whiskerHigh, value);
        }
    });
    return box;
}

Fences fencesOf(const ValuePool &pool)
{
    const std::vector<double> quartiles{*pool.quantile(0.25), *pool.quantile(0.75)};
    const double range = quartiles[1] - quartiles[0];
    return {quartiles[0], quartiles[1], quartiles[0] - 1.5 * range, quartiles[1] + 1.5 * range, quartiles[0] - 3 * range, quartiles[1] + 3 * range};
}

/// Keeps the points furthest from the box: half at either end.
void keepOutermost(std::vector<Box::Point> &ascending)
{
    if (ascending.size() <= Box::kAllPoints)
        return;
    const auto half = static_cast<std::ptrdiff_t>(Box::kAllPoints / 2);
    ascending.erase(ascending.begin() + half, ascending.end() - half);
}

std::optional<double> medianOf(const record::ExperimentRecord &experiment, base::EntryId entry, Goal goal)
{
    return median(figuresOf(experiment, entry, goal));
}

/// Coordinates of points of one league: CPU only if all have it.
std::vector<std::vector<double>> coordinates(const std::vector<const ScatterPoint *> &points)
{
    const bool cpu = std::all_of(points.begin(), points.end(), [](const ScatterPoint *point) { return point->cpuNs.has_value(); });
    std::vector<std::vector<double>> all;
    for (const ScatterPoint *point : points) {
        all.push_back({point->timeNs, point->memoryBytes});
        if (cpu)
            all.back().push_back(*point->cpuNs);
    }
    return all;
}

void flagPareto(std::vector<ScatterPoint> &points)
{
    std::map<std::size_t, std::vector<ScatterPoint *>> leagues;
    for (ScatterPoint &point : points)
        leagues[point.league].push_back(&point);
    for (auto &[league, members] : leagues) {
        const std::vector<bool> best = paretoSet(coordinates({members.begin(), members.end()}));
        for (std::size_t i = 0; i < members.size(); ++i)
            members[i]->pareto = best[i];
    }
}

} // namespace

ValuePool poolOf(const record::ExperimentRecord &experiment, base::EntryId entry, TaskMetric metric)
{
    const Runs runs = countingRuns(experiment, entry);
    std::size_t tasks = 0;
    for (const auto &run : runs)
        tasks += run->tasks.size();
    std::vector<double> values;
    DigitHistogram histogram;
    double least = std::numeric_limits<double>::infinity();
    double most = 0;
    std::size_t rejected = 0;
    for (const auto &run : runs) {
        for (const record::TaskRow &task : run->tasks) {
            const auto value = valueOf(task, metric);
            if (!value)
                continue;
            if (tasks <= ValuePool::kExactValues) {
                values.push_back(*value);
            } else if (*value < 0) {
                ++rejected;
            } else {
                histogram.add(std::llround(*value));
                least = std::min(least, *value);
                most = std::max(most, *value);
            }
        }
    }
    return histogram.total() > 0 ? ValuePool(std::move(histogram), least, most, rejected) : ValuePool(std::move(values));
}

std::vector<double> figuresOf(const record::ExperimentRecord &experiment, base::EntryId entry, Goal goal)
{
    const MemoryKind memory = memoryKindOf(experiment);
    std::vector<double> figures;
    for (const auto &run : countingRuns(experiment, entry)) {
        if (const auto figure = figureOf(*run, goal, memory))
            figures.push_back(*figure);
    }
    return figures;
}

std::optional<Box> boxOf(const std::vector<double> &values)
{
    const ValuePool pool(values);
    auto box = boxOf(pool);
    if (!box || pool.size() > Box::kAllPoints)
        return box;
    const Fences fences = fencesOf(pool);
    box->points.clear();
    for (const double value : cleaned(values).values)
        box->points.push_back({value, markOf(value, fences)});
    return box;
}

std::optional<Box> boxOf(const ValuePool &pool)
{
    if (pool.size() == 0)
        return std::nullopt;
    const Fences fences = fencesOf(pool);
    Box box = frameOf(pool, fences);
    const bool all = pool.size() <= Box::kAllPoints;
    pool.forEach([&](double value, std::uint64_t count) {
        const OutlierMark mark = markOf(value, fences);
        if (all || mark != OutlierMark::None)
            box.points.insert(box.points.end(), std::min<std::uint64_t>(count, Box::kAllPoints), {value, mark});
    });
    keepOutermost(box.points);
    return box;
}

CommonHistogram commonHistogram(std::span<const ValuePool> pools, std::size_t bins)
{
    CommonHistogram histogram;
    double least = std::numeric_limits<double>::infinity();
    double most = 0;
    for (const ValuePool &pool : pools) {
        pool.forEach([&](double value, std::uint64_t) {
            least = value > 0 ? std::min(least, value) : least;
            most = std::max(most, value);
        });
    }
    if (most > 0)
        histogram.edges = logEdges(least, most, std::max<std::size_t>(bins, 1));
    const std::size_t columns = histogram.edges.empty() ? 0 : histogram.edges.size() - 1;
    for (const ValuePool &pool : pools) {
        auto &counts = histogram.counts.emplace_back(columns);
        std::uint64_t &zeros = histogram.zeros.emplace_back(0);
        histogram.totals.push_back(pool.size());
        pool.forEach([&](double value, std::uint64_t count) { (value > 0 ? counts[binOf(histogram.edges, value)] : zeros) += count; });
    }
    return histogram;
}

std::vector<ScatterPoint> scatterOf(const record::ExperimentRecord &experiment, const Ranking &ranking)
{
    std::vector<ScatterPoint> points;
    for (std::uint32_t i = 0; i < experiment.plan.executors.size(); ++i) {
        const base::EntryId entry{i};
        const RankedEntry *row = ranking.row(entry);
        const auto time = medianOf(experiment, entry, Goal::Makespan);
        const auto memory = medianOf(experiment, entry, Goal::Memory);
        if (!row || !row->league || !time || !memory)
            continue;
        points.push_back({entry, *row->league, *time, *memory, medianInterval(figuresOf(experiment, entry, Goal::Makespan)),
                          medianInterval(figuresOf(experiment, entry, Goal::Memory)), medianOf(experiment, entry, Goal::Cpu), false});
    }
    flagPareto(points);
    return points;
}

std::vector<bool> paretoSet(const std::vector<std::vector<double>> &points)
{
    const auto dominates = [](const std::vector<double> &a, const std::vector<double> &b) {
        bool better = false;
        for (std::size_t i = 0; i < a.size(); ++i) {
            if (a[i] > b[i])
                return false;
            better = better || a[i] < b[i];
        }
        return better;
    };
    std::vector<bool> best(points.size(), true);
    for (std::size_t i = 0; i < points.size(); ++i)
        best[i] = std::none_of(points.begin(), points.end(), [&](const auto &other) { return dominates(other, points[i]); });
    return best;
}

} // namespace interleave::analysis
