// SPDX-License-Identifier: GPL-3.0-or-later
// The lanes as a view of time: what gestures ask of them.
#include "widgets/lanes/lanes_canvas.h"

#include <QKeyEvent>
#include <QScrollBar>

#include <algorithm>
#include <cmath>

namespace interleave::widgets {
namespace {

constexpr double kFlattest = 0.35, kTallest = 6; ///< zoom of the lanes' heights
constexpr double kBlindStep = 0.01;              ///< of what is in view, while nobody knows yet where something happens

std::int64_t toNs(double seconds) { return static_cast<std::int64_t>(std::llround(seconds * 1e9)); }

} // namespace

TimeSpan LanesCanvas::whole() const
{
    if (!m_picture)
        return {0, 1};
    const auto &all = *m_picture->interactions;
    return {static_cast<double>(all.begin) * 1e-9, static_cast<double>(std::max(all.end, all.begin + 1)) * 1e-9};
}

TimeSpan LanesCanvas::visible() const { return state().window().value_or(whole()); }

std::optional<double> LanesCanvas::instant(double from, int direction) const
{
    if (!m_picture || !m_picture->pyramid) {
        const TimeSpan now = visible();
        return from + direction * (now.second - now.first) * kBlindStep;
    }
    std::optional<std::int64_t> next;
    const std::int64_t at = toNs(from);
    const auto take = [&](std::int64_t t) {
        const bool beyond = direction > 0 ? t > at : t < at;
        if (beyond && (!next || (direction > 0 ? t < *next : t > *next)))
            next = t;
    };
    for (std::uint32_t lane = 0; lane < m_picture->pyramid->lanes(); ++lane) {
        const auto &segments = m_picture->pyramid->segments(lane);
        const std::size_t here = segments.firstEndingAfter(at);
        // The nearest edge is one of this segment's or of its neighbours'.
        for (std::size_t i = here == 0 ? 0 : here - 1; i < std::min(segments.size(), here + 2); ++i) {
            take(segments[i].begin);
            take(segments[i].end);
        }
    }
    return next ? std::optional(static_cast<double>(*next) * 1e-9) : std::nullopt;
}

std::optional<TimeSpan> LanesCanvas::item() const
{
    if (!m_picture || !m_picture->index || !state().task())
        return std::nullopt;
    const auto &all = m_picture->interactions->activations;
    std::int64_t begin = INT64_MAX, end = INT64_MIN;
    for (const auto i : m_picture->index->activationsOfTask(*state().task())) {
        begin = std::min(begin, all[i].begin);
        end = std::max(end, all[i].end);
    }
    return begin < end ? std::optional(TimeSpan(static_cast<double>(begin) * 1e-9, static_cast<double>(end) * 1e-9)) : std::nullopt;
}

std::optional<std::uint32_t> LanesCanvas::activationAt(std::uint32_t lane, std::int64_t ns) const
{
    for (const auto i : m_picture->index->activationsIn(lane, ns, ns + 1))
        if (m_picture->interactions->activations[i].task != base::kNoTask.value)
            return i;
    return std::nullopt;
}

void LanesCanvas::selectAt(double t)
{
    if (!m_picture || !m_picture->index || m_rows.empty())
        return;
    for (const auto lane : m_rows[m_current].lifelines) {
        if (const auto found = activationAt(lane, toNs(t))) {
            state().setTask(m_picture->interactions->activations[*found].task);
            return;
        }
    }
}

/// Along the lane where the selected task ran; without a selection along the current row, from the beginning.
void LanesCanvas::selectNeighbour(int direction)
{
    if (!m_picture || !m_picture->index || m_rows.empty())
        return;
    const auto &all = m_picture->interactions->activations;
    const auto own = state().task() ? m_picture->index->activationsOfTask(*state().task()) : std::span<const std::uint32_t>{};
    const std::uint32_t lane = own.empty() ? m_rows[m_current].lifelines.front() : all[own.front()].lifeline;
    const auto range = m_picture->index->activationsOfLane(lane);
    auto i = static_cast<std::int64_t>(own.empty() ? (direction > 0 ? std::int64_t{range.first} - 1 : std::int64_t{range.last}) : std::int64_t{own.front()});
    for (i += direction; i >= range.first && i < range.last; i += direction) {
        const auto task = all[static_cast<std::size_t>(i)].task;
        if (task == base::kNoTask.value || task == state().task())
            continue;
        state().setTask(task);
        const TimeSpan now = visible();
        if (const auto life = item(); life && (life->first < now.first || life->first > now.second))
            panTime(state(), *this, life->first - now.first - (now.second - now.first) / 4);
        return;
    }
}

void LanesCanvas::zoomAcross(double factor)
{
    const double middle = (verticalScrollBar()->value() + verticalScrollBar()->pageStep() / 2.0) / m_across;
    m_across = factor <= 0 ? 1 : std::clamp(m_across * factor, kFlattest, kTallest);
    relayout();
    verticalScrollBar()->setValue(static_cast<int>(std::lround(middle * m_across - verticalScrollBar()->pageStep() / 2.0)));
}

void LanesCanvas::gesture(Gesture gesture)
{
    if (m_picture)
        perform(gesture, state(), *this);
}

void LanesCanvas::keyPressEvent(QKeyEvent *event)
{
    if (!m_picture || m_rows.empty())
        return QAbstractScrollArea::keyPressEvent(event);
    if (const auto known = m_keys.read(event->key(), event->modifiers()))
        return gesture(*known);
    switch (event->key()) {
    case Qt::Key_Up: return setCurrentRow(m_current == 0 ? 0 : m_current - 1);
    case Qt::Key_Down: return setCurrentRow(m_current + 1);
    case Qt::Key_Space:
    case Qt::Key_Asterisk:
        if (m_rows[m_current].group || m_rows[m_current].member)
            return toggleWorkers();
        break;
    default: break;
    }
    QAbstractScrollArea::keyPressEvent(event);
}

} // namespace interleave::widgets
