// SPDX-License-Identifier: GPL-3.0-or-later
// Cursor, range and selection in the scene's charts, and what stands under the pointer.
#include "widgets/charts/chart_scene.h"

#include <algorithm>
#include <cmath>

namespace interleave::widgets {

void ChartScene::setMarks(const ViewState &state)
{
    m_marks->cursor = state.cursor();
    m_marks->range = state.range();
    m_marks->markers = {state.markers().first, state.markers().second};
    m_task = state.task();
    if (m_entry != state.entry()) {
        m_entry = state.entry();
        m_arranged = {};
    }
    updateRings();
}

void ChartScene::setRubber(QRect rubber)
{
    m_marks->rubber = rubber;
    replotMarks();
}

void ChartScene::replotMarks() { m_marks->layer()->replot(); }

void ChartScene::updateRings()
{
    m_marks->rings.clear();
    if (!m_task)
        return;
    for (const Cell &cell : m_cells) {
        if (cell.metric != Metric::Latency)
            continue;
        for (const Track &track : cell.tracks) {
            const ChartEntry &entry = m_entries[track.entry];
            if (!entry.hasData())
                continue;
            const auto &points = entry.series->latency;
            const auto found = std::find_if(points.begin(), points.end(), [&](const analysis::LatencyPoint &p) { return p.task == *m_task; });
            if (found != points.end())
                m_marks->rings.push_back({cell.rect, found->t, found->ms, entry.style});
        }
    }
}

ChartScene::Spot ChartScene::spotIn(const Cell &cell, QPoint at) const
{
    return {cell.metric, cell.rect->rect(), cell.rect->axis(QCPAxis::atBottom)->pixelToCoord(at.x()), cell.rect->axis(QCPAxis::atLeft)->pixelToCoord(at.y())};
}

std::optional<ChartScene::Spot> ChartScene::spotAt(QPoint at) const
{
    for (const Cell &cell : m_cells) {
        if (cell.filled && cell.rect->rect().contains(at))
            return spotIn(cell, at);
    }
    return std::nullopt;
}

std::optional<ChartScene::Spot> ChartScene::rulerAt(QPoint at) const
{
    const int height = QFontMetrics(m_small).height() + m_theme.spacing;
    for (const Cell &cell : m_cells) {
        const QRect chart = cell.rect->rect();
        if (cell.filled && cell.rect->axis(QCPAxis::atBottom)->tickLabels() && QRect(chart.left(), chart.bottom() + 1, chart.width(), height).contains(at))
            return spotIn(cell, at);
    }
    return std::nullopt;
}

std::optional<double> ChartScene::timeAt(QPoint at) const
{
    const auto spot = spotAt(at);
    return spot ? std::optional(spot->t) : std::nullopt;
}

void ChartScene::setValueRange(Metric metric, std::optional<std::pair<double, double>> range)
{
    m_valueRanges[static_cast<std::size_t>(metric)] = range;
    applyValueRanges();
}

void ChartScene::zoomValues(double factor, std::optional<Metric> metric, double around)
{
    for (std::size_t i = 0; i < m_scales.size(); ++i) {
        if (metric && static_cast<std::size_t>(*metric) != i)
            continue;
        const auto whole = m_scales[i];
        const auto now = m_valueRanges[i].value_or(whole);
        // A share of the scale's height: of a logarithmic one in decades.
        const bool decades = static_cast<Metric>(i) == Metric::Latency;
        const auto place = [decades](double value) { return decades ? std::log10(value) : value; };
        const auto value = [decades](double at) { return decades ? std::pow(10.0, at) : at; };
        const double low = place(now.first), high = place(now.second), fixed = metric ? place(around) : low;
        const double from = std::max(place(whole.first), fixed - (fixed - low) / factor);
        const double to = std::min(place(whole.second), fixed + (high - fixed) / factor);
        constexpr double kNearlyAll = 1 - 1e-9; // zooming in and out again leaves rounding errors
        const bool all = factor == 0 || to - from >= (place(whole.second) - place(whole.first)) * kNearlyAll;
        m_valueRanges[i] = all ? std::nullopt : std::optional(std::pair(value(from), value(to)));
    }
    applyValueRanges();
}

std::optional<ChartScene::Hit> ChartScene::taskAt(QPoint at) const
{
    constexpr double kReach = 9;
    std::optional<Hit> hit;
    double nearest = kReach;
    for (const Cell &cell : m_cells) {
        if (cell.metric != Metric::Latency || !cell.rect->rect().contains(at))
            continue;
        for (const Track &track : cell.tracks) {
            const ChartEntry &entry = m_entries[track.entry];
            if (!entry.hasData() || entry.series->latency.size() > kMaxLatencyPoints)
                continue;
            for (const analysis::LatencyPoint &point : entry.series->latency) {
                const double dx = cell.rect->axis(QCPAxis::atBottom)->coordToPixel(point.t) - at.x();
                const double dy = cell.rect->axis(QCPAxis::atLeft)->coordToPixel(point.ms) - at.y();
                const double distance = std::hypot(dx, dy);
                if (distance < nearest) {
                    nearest = distance;
                    hit = Hit{entry.id, point.task};
                }
            }
        }
    }
    return hit;
}

std::vector<const ChartEntry *> ChartScene::countedAt(QPoint at) const
{
    std::vector<const ChartEntry *> counted;
    for (const Cell &cell : m_cells) {
        if (cell.metric != Metric::InFlight || !cell.rect->rect().contains(at))
            continue;
        for (const Track &track : cell.tracks) {
            if (m_entries[track.entry].hasData())
                counted.push_back(&m_entries[track.entry]);
        }
    }
    return counted;
}

std::optional<base::EntryId> ChartScene::titleAt(QPoint at) const
{
    for (const auto &[place, entry] : m_titlePlaces) {
        if (place.contains(at))
            return entry;
    }
    return std::nullopt;
}

} // namespace interleave::widgets
