// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/viewstate/time_view.h"

#include <algorithm>
#include <utility>

namespace interleave::widgets {
namespace {

using StepKind = ViewState::StepKind;

double middle(TimeSpan span) { return (span.first + span.second) / 2; }
bool contains(TimeSpan span, double t) { return span.first <= t && t <= span.second; }

/// Where keys act: at the cursor if it is in view.
double anchor(const ViewState &state, const TimeView &view)
{
    const TimeSpan visible = view.visible();
    return state.cursor() && contains(visible, *state.cursor()) ? *state.cursor() : middle(visible);
}

constexpr double kStepsInView = 200;
constexpr double kFarthest = 1e6; ///< windows: beyond any end

double length(TimeSpan span) { return span.second - span.first; }

double stepped(const ViewState &state, const TimeView &view, int direction)
{
    const TimeSpan whole = view.whole(), visible = view.visible();
    const double at = state.cursor() ? *state.cursor() : direction > 0 ? visible.first : visible.second;
    const double least = std::max(0.0, view.smallestStep() - kShortestWindow / 10);
    const auto next = view.instant(at + direction * least, direction);
    return std::clamp(next.value_or(direction > 0 ? whole.second : whole.first), whole.first, whole.second);
}

void moveCursor(ViewState &state, TimeView &view, double t)
{
    const ViewState::Step step(&state, StepKind::Pan);
    const TimeSpan whole = view.whole();
    const double to = std::clamp(t, whole.first, whole.second);
    view.reveal(state, to);
    state.placeCursor(to);
}

void page(ViewState &state, TimeView &view, int direction)
{
    const ViewState::Step step(&state, StepKind::Pan);
    const TimeSpan before = view.visible(), whole = view.whole();
    const double share = (anchor(state, view) - before.first) / std::max(kShortestWindow, length(before));
    view.pan(state, direction);
    const TimeSpan after = view.visible();
    if (after == before)
        moveCursor(state, view, direction > 0 ? whole.second : whole.first);
    else
        moveCursor(state, view, after.first + share * length(after));
}

void extendRange(ViewState &state, TimeView &view, int direction)
{
    const ViewState::Step step(&state, StepKind::Range);
    const double from = state.cursor().value_or(direction > 0 ? view.visible().first : view.visible().second);
    const double to = stepped(state, view, direction);
    const auto range = state.range();
    // The end at which the cursor stands moves; elsewhere a new range begins.
    double fixed = from;
    if (range && range->first == from)
        fixed = range->second;
    else if (range && range->second == from)
        fixed = range->first;
    state.setRange(TimeSpan(std::min(fixed, to), std::max(fixed, to)));
    moveCursor(state, view, to);
}

void goToEdge(ViewState &state, TimeView &view, int direction)
{
    const ViewState::Step step(&state, StepKind::Pan);
    const TimeSpan whole = view.whole();
    view.pan(state, direction * kFarthest);
    moveCursor(state, view, direction > 0 ? whole.second : whole.first);
}

void clearSelection(ViewState &state)
{
    const ViewState::Step step(&state);
    const bool selected = state.task() || state.range();
    state.setTask(std::nullopt);
    state.setRange(std::nullopt);
    if (selected)
        return;
    state.setMarkerA(std::nullopt);
    state.setMarkerB(std::nullopt);
}

std::optional<TimeSpan> orAll(TimeSpan span, TimeSpan whole)
{
    return span.first <= whole.first && span.second >= whole.second ? std::nullopt : std::optional(span);
}

} // namespace

std::optional<TimeSpan> zoomed(TimeSpan now, double factor, double around, TimeSpan whole)
{
    const double length = std::max(kShortestWindow, (now.second - now.first) / factor);
    const double share = now.second > now.first ? std::clamp((around - now.first) / (now.second - now.first), 0.0, 1.0) : 0.5;
    const double from = around - share * length;
    return panned({from, from + length}, 0, whole);
}

std::optional<TimeSpan> panned(TimeSpan now, double seconds, TimeSpan whole)
{
    const double length = now.second - now.first;
    if (length >= whole.second - whole.first)
        return std::nullopt;
    const double from = std::clamp(now.first + seconds, whole.first, whole.second - length);
    return orAll({from, from + length}, whole);
}

void TimeView::zoom(ViewState &state, double factor, double around) { state.setWindow(zoomed(visible(), factor, around, whole())); }

void TimeView::pan(ViewState &state, double windows) { state.setWindow(panned(visible(), windows * length(visible()), whole())); }

void TimeView::reveal(ViewState &state, double t)
{
    const TimeSpan now = visible();
    const double room = length(now) / 4;
    if (t < now.first)
        state.setWindow(panned(now, t - now.first - room, whole()));
    else if (t > now.second)
        state.setWindow(panned(now, t - now.second + room, whole()));
}

double TimeView::smallestStep() const { return length(visible()) / kStepsInView; }

void zoomTime(ViewState &state, TimeView &view, double factor, double around)
{
    const ViewState::Step step(&state, StepKind::Zoom);
    view.zoom(state, factor, around);
}

void panWindows(ViewState &state, TimeView &view, double windows)
{
    const ViewState::Step step(&state, StepKind::Pan);
    view.pan(state, windows);
}

void panTime(ViewState &state, const TimeView &view, double seconds)
{
    const ViewState::Step step(&state, StepKind::Pan);
    state.setWindow(panned(view.visible(), seconds, view.whole()));
}

void zoomToItem(ViewState &state, const TimeView &view, TimeSpan item)
{
    const double room = std::max((item.second - item.first) * 0.15, kShortestWindow);
    zoomToSpan(state, view, {item.first - room, item.second + room});
}

void zoomToSpan(ViewState &state, const TimeView &view, TimeSpan span)
{
    const TimeSpan whole = view.whole();
    const double grown = std::max(0.0, kShortestWindow - (span.second - span.first)) / 2;
    const TimeSpan within(std::max(whole.first, span.first - grown), std::min(whole.second, span.second + grown));
    if (within.first >= within.second)
        return;
    const ViewState::Step step(&state);
    state.zoomTo(orAll(within, whole));
}

void perform(Gesture gesture, ViewState &state, TimeView &view)
{
    constexpr double kQuarter = 0.25;
    switch (gesture) {
    case Gesture::CursorBack: return moveCursor(state, view, stepped(state, view, -1));
    case Gesture::CursorForward: return moveCursor(state, view, stepped(state, view, 1));
    case Gesture::PageBack: return page(state, view, -1);
    case Gesture::PageForward: return page(state, view, 1);
    case Gesture::SetA: return state.setMarkerA(anchor(state, view));
    case Gesture::SetB: return state.setMarkerB(anchor(state, view));
    case Gesture::ExtendBack: return extendRange(state, view, -1);
    case Gesture::ExtendForward: return extendRange(state, view, 1);
    case Gesture::ZoomIn: return zoomTime(state, view, kZoomStep, anchor(state, view));
    case Gesture::ZoomOut: return zoomTime(state, view, 1 / kZoomStep, anchor(state, view));
    case Gesture::AcrossIn: return view.zoomAcross(kZoomStep);
    case Gesture::AcrossOut: return view.zoomAcross(1 / kZoomStep);
    case Gesture::AcrossReset: return view.zoomAcross(0);
    case Gesture::PanBack: return panWindows(state, view, -kQuarter);
    case Gesture::PanForward: return panWindows(state, view, kQuarter);
    case Gesture::ZoomToRange:
        if (const auto range = state.range())
            zoomToSpan(state, view, *range);
        return;
    case Gesture::ZoomToItem:
        if (const auto item = view.item())
            zoomToItem(state, view, *item);
        return;
    case Gesture::Fit: {
        const ViewState::Step step(&state);
        view.zoomAcross(0);
        return state.zoomTo(std::nullopt);
    }
    case Gesture::GoToBegin: return goToEdge(state, view, -1);
    case Gesture::GoToEnd: return goToEdge(state, view, 1);
    case Gesture::PreviousItem:
    case Gesture::NextItem: {
        const ViewState::Step step(&state, StepKind::Item);
        return view.selectNeighbour(gesture == Gesture::NextItem ? 1 : -1);
    }
    case Gesture::Select: {
        const ViewState::Step step(&state);
        return view.selectAt(anchor(state, view));
    }
    case Gesture::Clear: return clearSelection(state);
    }
}

} // namespace interleave::widgets
