// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/charts/charts_time.h"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace interleave::widgets {
namespace {

const analysis::LatencyPoint *pointOf(const analysis::RunSeries &series, std::optional<quint32> task)
{
    const auto found = std::find_if(series.latency.begin(), series.latency.end(), [&](const analysis::LatencyPoint &p) { return p.task == task; });
    return found == series.latency.end() ? nullptr : &*found;
}

/// Tasks that ended at the same instant stand in the order of their numbers.
bool before(const analysis::LatencyPoint &a, const analysis::LatencyPoint &b) { return std::tie(a.t, a.task) < std::tie(b.t, b.task); }

} // namespace

ChartsTime::ChartsTime(ChartScene &scene, std::function<std::vector<ChartEntry>()> entries, std::function<ViewState *()> state)
    : m_scene(scene), m_entries(std::move(entries)), m_state(std::move(state))
{
}

std::optional<ChartEntry> ChartsTime::shown() const
{
    const auto all = m_entries();
    const auto selected = m_state()->entry();
    if (selected && *selected < all.size() && all[*selected].hasData())
        return all[*selected];
    const auto first = std::find_if(all.begin(), all.end(), [](const ChartEntry &entry) { return entry.hasData(); });
    return first == all.end() ? std::nullopt : std::optional(*first);
}

std::optional<double> ChartsTime::instant(double from, int direction) const
{
    const auto entry = shown();
    if (!entry)
        return std::nullopt;
    const auto &points = entry->series->inFlight.empty() ? entry->series->memory : entry->series->inFlight;
    if (direction > 0) {
        const auto next = std::upper_bound(points.begin(), points.end(), from, [](double t, const analysis::Point &p) { return t < p.t; });
        return next == points.end() ? std::nullopt : std::optional(next->t);
    }
    const auto next = std::lower_bound(points.begin(), points.end(), from, [](const analysis::Point &p, double t) { return p.t < t; });
    return next == points.begin() ? std::nullopt : std::optional((next - 1)->t);
}

std::optional<TimeSpan> ChartsTime::item() const
{
    const auto entry = shown();
    const auto *point = entry && m_state()->task() ? pointOf(*entry->series, m_state()->task()) : nullptr;
    return point ? std::optional(TimeSpan(point->t - point->ms / 1e3, point->t)) : std::nullopt;
}

void ChartsTime::select(const ChartEntry &entry, const analysis::LatencyPoint *point)
{
    if (!point)
        return;
    m_state()->setEntry(entry.id.value);
    m_state()->setTask(point->task);
}

void ChartsTime::selectAt(double t)
{
    const auto entry = shown();
    if (!entry)
        return;
    const analysis::LatencyPoint *nearest = nullptr;
    for (const auto &point : entry->series->latency) {
        if (!nearest || std::abs(point.t - t) < std::abs(nearest->t - t))
            nearest = &point;
    }
    select(*entry, nearest);
}

void ChartsTime::selectNeighbour(int direction)
{
    const auto entry = shown();
    if (!entry)
        return;
    const auto *own = pointOf(*entry->series, m_state()->task());
    const analysis::LatencyPoint *best = nullptr;
    for (const auto &point : entry->series->latency) {
        const bool beyond = !own || (direction > 0 ? before(*own, point) : before(point, *own));
        if (beyond && (!best || (direction > 0 || !own ? before(point, *best) : before(*best, point))))
            best = &point;
    }
    select(*entry, best);
}

} // namespace interleave::widgets
