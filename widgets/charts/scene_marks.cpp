// SPDX-License-Identifier: GPL-3.0-or-later
// Cursor, range and selection in the scene's charts, and what stands under the pointer.
#include "widgets/charts/chart_scene.h"

#include <algorithm>
#include <cmath>

namespace interleave::widgets {

void ChartScene::setMarks(std::optional<double> cursor, std::optional<std::pair<double, double>> range, std::optional<quint32> task, std::optional<quint32> entry)
{
    m_marks->cursor = cursor;
    m_marks->range = range;
    m_task = task;
    if (m_entry != entry) {
        m_entry = entry;
        m_arranged = {};
    }
    updateRings();
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

std::optional<double> ChartScene::timeAt(QPoint at) const
{
    for (const Cell &cell : m_cells) {
        if (cell.filled && cell.rect->rect().contains(at))
            return cell.rect->axis(QCPAxis::atBottom)->pixelToCoord(at.x());
    }
    return std::nullopt;
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
