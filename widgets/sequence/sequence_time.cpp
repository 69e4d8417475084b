// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/sequence/sequence_time.h"

#include "widgets/sequence/sequence_canvas.h"

#include <algorithm>
#include <cmath>

namespace interleave::widgets {
namespace {

double seconds(std::int64_t ns) { return static_cast<double>(ns) * 1e-9; }
std::int64_t nanoseconds(double s) { return static_cast<std::int64_t>(std::llround(s * 1e9)); }

bool isTask(const analysis::Activation &a) { return a.task != base::kNoTask.value; }

/// How far the instant is from the activation.
std::int64_t distance(const analysis::Activation &a, std::int64_t t) { return t < a.begin ? a.begin - t : t > a.end ? t - a.end : 0; }

} // namespace

TimeSpan SequenceTime::whole() const
{
    const auto &all = *m_canvas.plan()->interactions;
    return {seconds(all.begin), seconds(std::max(all.end, all.begin + 1))};
}

TimeSpan SequenceTime::visible() const { return m_canvas.sharesWindow() ? m_canvas.viewState()->window().value_or(whole()) : m_canvas.spanInView(); }

/// Begins, ends and hand-overs: the nearest of each line. Ends stand in no order, but those nearby belong to what began nearby.
/// Cost: lines × log of what is on them.
std::optional<double> SequenceTime::instant(double from, int direction) const
{
    const auto &all = *m_canvas.plan()->interactions;
    const std::int64_t at = nanoseconds(from);
    std::optional<std::int64_t> best;
    const auto offer = [&](std::int64_t t) {
        if (direction > 0 ? t > at && (!best || t < *best) : t < at && (!best || t > *best))
            best = t;
    };
    const auto offerBoth = [&](const auto &begin, const auto &end, auto first, auto last) {
        constexpr std::ptrdiff_t kNearby = 64;
        const auto after = std::partition_point(begin, end, [&](const auto &thing) { return first(thing) <= at; });
        const auto before = std::partition_point(begin, after, [&](const auto &thing) { return first(thing) < at; });
        for (const auto near : {before, after}) {
            const auto stop = near + std::min(kNearby, end - near);
            for (auto it = near - std::min(kNearby, near - begin); it != stop; ++it) {
                offer(first(*it));
                offer(last(*it));
            }
        }
    };
    offerBoth(all.messages.begin(), all.messages.end(), [](const auto &m) { return m.sent; }, [](const auto &m) { return m.received; });
    auto begin = all.activations.begin();
    for (std::uint32_t line = 0; line < all.lifelines.size(); ++line) {
        const auto end = std::partition_point(begin, all.activations.end(), [line](const auto &a) { return a.lifeline <= line; });
        offerBoth(begin, end, [](const auto &a) { return a.begin; }, [](const auto &a) { return a.end; });
        begin = end;
    }
    return best ? std::optional(seconds(*best)) : std::nullopt;
}

std::optional<TimeSpan> SequenceTime::item() const
{
    const auto task = m_canvas.viewState()->task();
    if (!task)
        return std::nullopt;
    std::optional<std::pair<std::int64_t, std::int64_t>> span;
    const auto add = [&span](std::int64_t begin, std::int64_t end) {
        span = span ? std::pair(std::min(span->first, begin), std::max(span->second, end)) : std::pair(begin, end);
    };
    for (const auto &a : m_canvas.plan()->interactions->activations)
        if (a.task == *task)
            add(a.begin, a.end);
    for (const auto &m : m_canvas.plan()->interactions->messages)
        if (m.task == *task)
            add(m.sent, m.received);
    return span ? std::optional(TimeSpan(seconds(span->first), seconds(span->second))) : std::nullopt;
}

void SequenceTime::selectAt(double t)
{
    const auto &all = m_canvas.plan()->interactions->activations;
    const auto own = m_canvas.viewState()->task();
    const auto selected = std::find_if(all.begin(), all.end(), [&](const auto &a) { return own && a.task == *own; });
    const std::int64_t at = nanoseconds(t);
    // The nearest; of those at hand the one on the line of the selected task.
    const auto worth = [&](const analysis::Activation &a) { return std::pair(distance(a, at), selected != all.end() && a.lifeline != selected->lifeline); };
    const analysis::Activation *best = nullptr;
    for (const auto &a : all)
        if (isTask(a) && (!best || worth(a) < worth(*best)))
            best = &a;
    if (best)
        m_canvas.viewState()->setTask(best->task);
}

std::optional<std::uint32_t> neighbourOf(const SequencePlan &plan, std::optional<std::uint32_t> task, int direction)
{
    const auto &all = plan.interactions->activations;
    auto at = std::find_if(all.begin(), all.end(), [&](const auto &a) { return isTask(a) && (!task || a.task == *task); });
    if (at == all.end())
        return std::nullopt;
    const auto line = at->lifeline;
    const auto own = at->task;
    while (task && (!isTask(*at) || at->task == own)) {
        if ((direction < 0 && at == all.begin()) || (direction > 0 && at + 1 == all.end()))
            return std::nullopt;
        at += direction;
        if (at->lifeline != line)
            return std::nullopt;
    }
    return at->task;
}

void SequenceTime::selectNeighbour(int direction)
{
    if (const auto task = neighbourOf(*m_canvas.plan(), m_canvas.viewState()->task(), direction))
        m_canvas.viewState()->setTask(task);
}

void SequenceTime::zoom(ViewState &state, double factor, double around)
{
    if (m_canvas.sharesWindow())
        TimeView::zoom(state, factor, around);
    else
        m_canvas.zoomRows(factor, around);
}

void SequenceTime::pan(ViewState &state, double windows)
{
    if (m_canvas.sharesWindow())
        TimeView::pan(state, windows);
    else
        m_canvas.panRows(windows);
}

void SequenceTime::reveal(ViewState &state, double t)
{
    if (m_canvas.sharesWindow())
        TimeView::reveal(state, t);
    else
        m_canvas.revealRow(t);
}

double SequenceTime::smallestStep() const { return m_canvas.sharesWindow() ? TimeView::smallestStep() : 0; }

void SequenceTime::zoomAcross(double factor) { m_canvas.zoomColumns(factor); }

} // namespace interleave::widgets
