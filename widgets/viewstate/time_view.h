// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/viewstate/gestures.h"
#include "widgets/viewstate/view_state.h"

#include <optional>

namespace interleave::widgets {

/// What a view of time tells about itself so that every gesture does the same in all of them. Units: seconds since the run's start.
class TimeView {
public:
    virtual ~TimeView() = default;

    [[nodiscard]] virtual TimeSpan whole() const = 0;   ///< all there is
    [[nodiscard]] virtual TimeSpan visible() const = 0; ///< what is in view
    /// The next instant after (direction 1) or before (-1) at which something happens; empty: none.
    [[nodiscard]] virtual std::optional<double> instant(double from, int direction) const = 0;
    [[nodiscard]] virtual std::optional<TimeSpan> item() const = 0; ///< of the selected task, if this view has it
    /// Selects the task at the instant, on the line of the selected one if there is one.
    virtual void selectAt(double t) = 0;
    virtual void selectNeighbour(int direction) = 0;

    /// Shows this part; empty: all. A view with a scale of its own sets that; others the shared window.
    virtual void show(ViewState &state, std::optional<TimeSpan> window) { state.setWindow(window); }
    /// Zooms the other axis, about its middle; 0: back to where it was. A view without one does nothing.
    virtual void zoomAcross(double factor) { static_cast<void>(factor); }
};

/// Does what the gesture means in this view.
void perform(Gesture gesture, ViewState &state, TimeView &view);

/// Zooms about `around`, which stays in its place.
void zoomTime(ViewState &state, TimeView &view, double factor, double around);
/// Moves by `seconds`, not beyond what there is.
void panTime(ViewState &state, TimeView &view, double seconds);
/// Zooms every view to a thing, with some room around it.
void zoomToItem(ViewState &state, const TimeView &view, TimeSpan item);
/// Zooms every view to this stretch, as far as there is something.
void zoomToSpan(ViewState &state, const TimeView &view, TimeSpan span);

constexpr double kZoomStep = 1.25;       ///< of a key, or of a notch of the wheel
constexpr double kShortestWindow = 1e-7; ///< s

/// `now` scaled by 1/`factor` about `around`, within `whole`; empty: that is all of it.
std::optional<TimeSpan> zoomed(TimeSpan now, double factor, double around, TimeSpan whole);
/// `now` moved, within `whole`; empty: that is all of it.
std::optional<TimeSpan> panned(TimeSpan now, double seconds, TimeSpan whole);

} // namespace interleave::widgets
